"""Totals that are counted on equal a full count, after any commands and in any order of reading."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from ledger import log
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.classroom.totals import Totals

TYPES = {
    "issued_t": "credit.issue",
    "transferred_t": "transfer.receive",
    "retired_t": "credit.retire",
    "offset_t": "credit.offset",
}


def _counted(session: Session) -> dict[str, int]:
    """The obvious twin: every total by a query of its own over all rows."""

    def one(sql: str, **values: str) -> int:
        return int(session.connection().execute(text(sql), values).scalar() or 0)

    moved = (
        "SELECT sum(p.quantity) FROM posting p JOIN book_transaction t"
        " ON t.id = p.book_transaction WHERE t.type = :type"
    )
    return {
        "commands": one("SELECT count(*) FROM command"),
        "refused": one(f"SELECT count(*) FROM command WHERE {log.REFUSED}"),
        "failed": one(f"SELECT count(*) FROM command WHERE {log.FAILED}"),
        "trades": one("SELECT count(*) FROM trade"),
        **{name: one(moved, type=kind) for name, kind in TYPES.items()},
    }


def test_totals_counted_on_equal_a_full_count(tmp_path: Path) -> None:
    plan = read_plan("belt-road-1")
    with closing(Lesson.create(tmp_path / "a.lesson", plan, seed=11)) as lesson:
        kept, loop, found = Totals(), Loop(lesson), []
        with lesson.group():
            lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for _ in range(20):
            with lesson.group():
                for _ in range(20):
                    if (instant := loop.next_instant()) is not None:
                        loop.step(instant)
                lesson.run(Request("lesson.start", {}, "script", TRAINER))
            with lesson.reading() as session:
                found.append(kept.of(session))

                assert found[-1] == _counted(session)

        assert found[0] != found[-1]
        assert found[-1]["trades"] and found[-1]["refused"] and found[-1]["issued_t"]


def test_an_older_state_is_counted_from_its_beginning(tmp_path: Path) -> None:
    plan = read_plan("belt-road-1")
    with closing(Lesson.create(tmp_path / "b.lesson", plan, seed=1)) as lesson:
        kept = Totals()
        with lesson.reading() as older:
            before = _counted(older)
            with lesson.group():
                lesson.run(Request("lesson.start", {}, "script", TRAINER))
            with lesson.reading() as newer:
                assert kept.of(newer) == _counted(newer) != before

            assert kept.of(older) == before
        with lesson.reading() as newer:
            assert kept.of(newer) == _counted(newer)
