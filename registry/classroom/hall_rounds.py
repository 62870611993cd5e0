"""What the hall writes when a round of a lesson ends: who sat where, and the figures of runs."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlmodel import Session, col, delete, update

from registry.classroom.codes import digest_of
from registry.classroom.hall_tables import FiguresRow, SeenRow, TokenRow
from registry.classroom.hall_values import Kind
from registry.classroom.seating import Seating, Seatings


def round_seats(
    seatings: Seatings, names: Mapping[str, str], code: str, *, at: int
) -> list[tuple[TokenRow, Seating | None]]:
    """A token that nobody has for each held seat, and the seating of its person; None: a script's.

    The trainer can see each person's further personal code; `at` is wall time in ms.
    """
    found: list[tuple[TokenRow, Seating | None]] = []
    used: set[str] = set()
    for seat, name in names.items():
        token = TokenRow(
            digest=digest_of(secrets.token_urlsafe(24)), kind=Kind.SEAT, lesson=code, seat=seat,
            name=name, created=at,
        )  # fmt: skip
        sat = None
        if name:
            own = next(made for made in iter(seatings.new_code, "") if made not in used)
            used.add(own)
            sat = Seating(code=own, lesson=code, seat=seat, name=name, watched=False)
        found.append((token, sat))
    return found


def end_round(session: Session, lesson: str, code: str) -> None:
    """Give the figures of a lesson's runs to the round of a code, "" to none, and forget its own.

    The last command seen belongs to that round too: a file takes its place that does not have it.
    """
    of_lesson = col(FiguresRow.lesson) == lesson
    if code:
        runs = update(FiguresRow).where(of_lesson, col(FiguresRow.at) != 0)
        session.exec(runs.values(lesson=code))
    session.exec(delete(FiguresRow).where(of_lesson))
    session.exec(delete(SeenRow).where(col(SeenRow.lesson) == lesson))
