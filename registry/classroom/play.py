"""A lesson with bots only at full speed, and its results.

The same loop as live play, with the lesson's own clock only.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ledger import log
from ledger.writer import Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.classroom.totals import Totals
from registry.classroom.usage import usage

INSTANTS_IN_A_GROUP = 60


def play(plan: Plan, *, seed: int, path: Path | None) -> dict[str, Any]:
    """Play a whole lesson with bots in every seat; returns the summary that `tanlu play` prints."""
    began = time.perf_counter()
    lesson = Lesson.create(path, plan, seed=seed)
    try:
        with lesson.group():
            lesson.run(Request("lesson.start", {}, "script", TRAINER))
        _to_the_end(lesson)
        with lesson.reading() as session:
            summary = {
                "seed": seed,
                **Totals().of(session),
                "used": usage(session),
                "audit": audited(session),
                **seals(session),
            }
        summary["wall_s"] = round(time.perf_counter() - began, 2)
        return summary
    finally:
        lesson.close()


def play_on(path: Path) -> None:
    """Play a lesson file from where it stands to its end; bots play every seat that no person has.

    Raises CannotOpen.
    """
    lesson = Lesson.open(path)
    try:
        if not lesson.room.clock.running:
            with lesson.group():
                lesson.run(Request("lesson.start", {}, "script", TRAINER))
        _to_the_end(lesson)
    finally:
        lesson.close()


def _to_the_end(lesson: Lesson) -> None:
    loop = Loop(lesson)
    while loop.next_instant() is not None:
        with lesson.group():
            for _ in range(INSTANTS_IN_A_GROUP):
                if (instant := loop.next_instant()) is None:
                    break
                loop.step(instant)


def audited(session: Session) -> str | list[str]:
    """The result of the audit: "ok", or every finding as a sentence."""
    found = audit(session)
    return [f"{name}: {what}" for name, what in found] or "ok"


def seals(session: Session) -> dict[str, Any]:
    """The state hash and the head of the chain."""
    return {
        "state_hash": log.state_hash(session.connection()),
        "chain_head": log.head(session.connection()),
    }
