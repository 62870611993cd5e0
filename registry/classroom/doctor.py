"""Examine a lesson file without changing it: every invariant, and the seals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.db import Reader, refuse_what_is_no_lesson
from registry.classroom.play import results, seals


def examine(path: Path) -> dict[str, Any]:
    """Figures, audit, state hash and chain head of a lesson file."""
    refuse_what_is_no_lesson(path)
    reader = Reader(path)
    try:
        with reader.session() as session:
            return {**results(session), **seals(session)}
    finally:
        reader.close()
