"""Examine a lesson file without changing it: every invariant, the seals, and its replay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ledger.reading import FileReader
from registry.classroom.play import audited, seals
from registry.classroom.replay import replayed
from registry.classroom.totals import Totals
from registry.settings import versions


def examine(path: Path, *, with_replay: bool = True) -> dict[str, Any]:
    """Figures, audit, state hash, chain head and replay of a lesson file.

    `audit` and `replay` are "ok" or the findings; fields that a damaged file cannot answer are
    omitted.
    """
    reader = FileReader(path)
    try:
        with reader.session() as session:
            found = {"audit": audited(session)}
            for part in (seals, Totals().of):
                found = _part(part, session) | found
            if with_replay:
                result = replayed(session)
                found["replay"] = "ok" if result["equal"] else result["says"]
    finally:
        reader.close()
    return found | versions()


def is_sound(found: dict[str, Any]) -> bool:
    """Whether audit and replay have no findings."""
    return {"ok"} == {str(found.get(part, "ok")) for part in ("audit", "replay")}


def _part(part: Callable[[Session], dict[str, Any]], session: Session) -> dict[str, Any]:
    """The answer of a part; empty if a damaged file makes it fail, since the audit reports that."""
    try:
        return part(session)
    except Exception:
        return {}
