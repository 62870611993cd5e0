"""The rounds in which targets are stated: the plan's first one, and stocktakes that raise them.

A level is what a party may emit in a year. Of the rounds that were held the lowest level counts,
so that no ambition falls (Paris Agreement, Article 4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts.commands import ground
from registry.programme.ndc import queries
from registry.programme.ndc.errors import AmbitionFalls, EmissionsNegative, NdcUnknown
from registry.programme.ndc.models import NdcLevel, NdcRound
from registry.records import CheckFailed, next_key, refuse
from registry.roles import Actor, Role

TRAINERS, CLOCKS = frozenset({Role.TRAINER}), frozenset({Role.CLOCK})

FIRST = 1
"""The round of the plan's own targets."""

_NEXT = (
    "SELECT due_at, id FROM ndc_round WHERE held_at IS NULL AND due_at IS NOT NULL"
    " ORDER BY due_at, id LIMIT 1"
)


class RaisedTarget(Arguments):
    """A party by its registry's code, a year, the tonnes that it may emit then, and why."""

    party: Text
    year: Number
    level_t: Tonnes
    reason: Text


class OneRound(Arguments):
    """A round by its number."""

    round: Number


def begin(books: Books, *, at: int) -> None:
    """Hold the first round, in which the plan's targets are stated."""
    _write(books.session, "First targets", "首次目标", due_at=None, held_at=at)


def plan_round(
    books: Books,
    *,
    title_en: str,
    title_zh: str,
    due_at: int,
    levels: Mapping[tuple[int, int], int],
) -> None:
    """Plan a stocktake; `levels` by period and year count once it is held."""
    session = books.session
    number = _write(session, title_en, title_zh, due_at=due_at, held_at=None)
    for (period, year), level_t in sorted(levels.items()):
        write_level(session, number, period, year, level_t)


def write_level(session: Session, round: int, period: int, year: int, level_t: int) -> None:
    """Write what a round allows in a year."""
    session.add(
        NdcLevel(
            id=next_key(session, NdcLevel.id), round=round, period=period, year=year,
            level_t=level_t,
        )
    )  # fmt: skip
    session.flush()


def raise_target(
    books: Books, *, party: str, year: int, level_t: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Hold a stocktake for one party: it may emit less in a year from now on."""
    session = books.session
    period = queries.period_of(session, party, year)
    if period is None:
        raise NdcUnknown(party=party or "-", year=year)
    before = queries.levels_in_force(session, period.id).get(year)
    failed: list[CheckFailed] = []
    if level_t < 0:
        failed.append(EmissionsNegative(emissions=level_t))
    if before is not None and level_t >= before:
        failed.append(AmbitionFalls(year=year, level=level_t, before=before, party=party))
    refuse([*failed, *ground(reason)])
    title = reason.strip()
    number = _write(session, title, title, due_at=None, held_at=at, seat=by.seat)
    write_level(session, number, period.id, year, level_t)
    return {"round": number, "party": party, "year": year, "level_t": level_t}


def hold(books: Books, *, round: int, by: Actor, at: int) -> dict[str, Any]:
    """Hold a planned stocktake: its levels count from now on."""
    session = books.session
    found = session.get(NdcRound, round)
    assert found is not None, f"no round {round}"
    found.held_at = at
    session.flush()
    return {"round": round}


def rounds_due(books: Books) -> Source:
    """The source of planned stocktakes, the earliest first."""

    def source() -> Due | None:
        for due, number in books.store.fetch(_NEXT):
            return Due(due, "ndc.stocktake", {"round": number})
        return None

    return source


def _write(
    session: Session,
    title_en: str,
    title_zh: str,
    *,
    due_at: int | None,
    held_at: int | None,
    seat: str = "",
) -> int:
    number = next_key(session, NdcRound.id)
    session.add(
        NdcRound(
            id=number, title_en=title_en, title_zh=title_zh, seat=seat, due_at=due_at,
            held_at=held_at,
        )
    )  # fmt: skip
    session.flush()
    return number


COMMANDS = (
    Command(
        name="ndc.raise_target", en="Raise a target", zh="提高目标力度",
        done=("Target raised", "目标力度已提高"), not_done=("Target not raised", "目标力度未提高"),
        arguments=RaisedTarget, roles=TRAINERS, run=on_books(raise_target),
        paused=True,
    ),
    Command(
        name="ndc.stocktake", en="Stocktake", zh="全球盘点",
        arguments=OneRound, roles=CLOCKS, run=on_books(hold), paused=True,
        by_people=False,
    ),
)  # fmt: skip
