"""Examine a lesson file without changing it: every invariant, the seals, and its replay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ledger.reading import FileReader
from registry.classroom.play import audited, results, seals
from registry.classroom.replay import replayed
from registry.settings import versions


def examine(path: Path, *, with_replay: bool = True) -> dict[str, Any]:
    """Figures, audit, state hash, chain head and replay of a lesson file.

    `audit` and `replay` are "ok" or what was found; what a damaged file does not tell is left out.
    """
    reader = FileReader(path)
    try:
        with reader.session() as session:
            found = {"audit": audited(session)}
            for part in (seals, results):
                found = _told(part, session) | found
            if with_replay:
                told = replayed(session)
                found["replay"] = "ok" if told["equal"] else told["says"]
    finally:
        reader.close()
    return found | versions()


def is_sound(found: dict[str, Any]) -> bool:
    """Whether nothing was found."""
    return {"ok"} == {str(found.get(part, "ok")) for part in ("audit", "replay")}


def _told(part: Callable[[Session], dict[str, Any]], session: Session) -> dict[str, Any]:
    """What a part tells; nothing where a damaged file has no answer: that it is, the audit says."""
    try:
        return part(session)
    except Exception:
        return {}
