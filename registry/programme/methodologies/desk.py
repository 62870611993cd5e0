"""Handle proposals of methodologies, and decide on the list for domestic projects.

The desk is the secretariat that serves an agreement, and for domestic projects China's government.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.kernel.numerals import decimal_number
from registry.command import Arguments, Command, Text, on_books
from registry.pace import METHODOLOGY_EXTENDED, METHODOLOGY_INPUT
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.methodologies.applicability import is_day
from registry.programme.methodologies.commands import (
    OneVersion,
    WithReason,
    answer,
    find,
    move,
    not_valid,
)
from registry.programme.methodologies.errors import (
    DecidedElsewhere,
    ExtendedAlready,
    NotTheDesk,
    TighteningWrong,
)
from registry.programme.methodologies.machine import DESK, METHODOLOGY
from registry.programme.methodologies.models import BaselineStep, MethodologyAct
from registry.programme.methodologies.queries import handles
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, next_key, refuse, require_choice
from registry.roles import CHINA, SIDE_OF, Actor, Role

STEPS = ("approve", "approve_revised", "decline", "suspend", "resume", "revoke")
"""What the one who decides can do with a version, each from its own states."""


class CheckCompleteness(WithReason):
    """A version of a methodology by its number, whether its proposal is complete, and why."""

    complete: bool


class Decide(WithReason):
    """A version of a methodology on the list for domestic projects, and the step taken with it."""

    step: Text


class Tighten(Arguments):
    """A methodology on the list for domestic projects, the percentage by which its factor falls
    (exact text), for periods that begin on the first day (ISO) or later, and why.
    """

    code: Text
    percent: Text
    first_day: Text
    reason: Text


def check_completeness(
    books: Books, *, methodology: int, complete: bool, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Find a proposal complete or incomplete, with a reason."""
    step = "find_complete" if complete else "find_incomplete"
    return _handled(books, methodology, step, reason=reason, by=by, at=at)


def publish(books: Books, *, methodology: int, by: Actor, at: int) -> dict[str, Any]:
    """Publish a complete proposal: the public gives its inputs until the period is over."""
    return _handled(books, methodology, "publish", by=by, at=at)


def extend(books: Books, *, methodology: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Extend the time for a consideration, once, counted from its beginning."""
    return _handled(books, methodology, "extend", reason=reason, by=by, at=at)


def flag_overdue(books: Books, *, methodology: int, by: Actor, at: int) -> dict[str, Any]:
    """Flag a step that was not taken in its time; nothing is decided by silence."""
    row = find(books.session, methodology)
    METHODOLOGY.after(row.state, "flag_overdue", offices=by.offices)
    row.overdue = True
    books.session.flush()
    return answer(row)


def decide(
    books: Books, *, methodology: int, step: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Decide on a version on the list for domestic projects, as China's government; of an approval
    with revisions the reason states them.
    """
    session = books.session
    require_choice("step", step, STEPS)
    row = find(session, methodology)
    METHODOLOGY.after(row.state, step, offices=by.offices)
    if row.agreement:
        raise DecidedElsewhere(methodology=methodology, desk="committee")
    participants.require_country(session, by=by, country=CHINA, step="methodology.decide")
    refuse(ground(reason))
    if step == "approve_revised":
        row.revisions = reason.strip()
    move(session, row, step, offices=by.offices, seat=by.seat, reason=reason, at=at)
    return answer(row)


def tighten(
    books: Books, *, code: str, percent: str, first_day: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Tighten the baseline of a methodology for domestic projects, as China's government."""
    session = books.session
    participants.require_country(session, by=by, country=CHINA, step="methodology.tighten")
    refuse(
        [
            *not_to_tighten(
                session, code, agreement="", percent=percent, first_day=first_day, at=at
            ),
            *ground(reason),
        ]
    )
    row = enter_step(
        books, agreement="", code=code, percent=percent, first_day=first_day, seat=by.seat,
        reason=reason, at=at,
    )  # fmt: skip
    return {"step": row.id, "code": code, "percent": percent, "first_day": first_day}


def not_to_tighten(
    session: Session, code: str, *, agreement: str, percent: str, first_day: str, at: int
) -> list[CheckFailed]:
    """Why a baseline cannot be tightened by so much, from this day on, under an agreement."""
    failed = not_valid(session, code, at, agreement=agreement)
    share = decimal_number(percent)
    coming = is_day(first_day) and first_day > day_of(at).isoformat()
    if share is None or not 0 < share < 100 or len(percent) > 12 or not coming:
        failed.append(TighteningWrong(methodology=code, percent=percent, day=first_day))
    return failed


def enter_step(
    books: Books, *, agreement: str, code: str, percent: str, first_day: str, seat: str,
    motion: int | None = None, reason: str = "", at: int,
) -> BaselineStep:  # fmt: skip
    """Enter a tightening of a baseline."""
    session = books.session
    row = BaselineStep(
        id=next_key(session, BaselineStep.id), agreement=agreement, code=code, percent=percent,
        first_day=first_day, motion=motion, seat=seat, reason=reason.strip(), at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _handled(
    books: Books, number: int, trigger: str, *, reason: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """A step of the desk with a version, and the time that begins with it."""
    session = books.session
    row = find(session, number)
    METHODOLOGY.after(row.state, trigger, offices=by.offices)
    if not handles(session, by, row.agreement):
        desk = "secretariat" if row.agreement else "government"
        raise NotTheDesk(methodology=number, desk=desk, seat=by.seat)
    failed = [] if reason is None else ground(reason)
    ends: int | None = None
    if trigger == "extend":
        steps = session.exec(
            select(MethodologyAct)
            .where(MethodologyAct.methodology == number)
            .order_by(col(MethodologyAct.id))
        ).all()
        if any(one.trigger == "extend" for one in steps):
            failed.append(ExtendedAlready(methodology=number))
        begun = [one.at for one in steps if one.trigger == "consider"][-1]
        ends = controls.end_of(session, METHODOLOGY_EXTENDED, since=begun)
    elif trigger == "publish":
        ends = controls.end_of(session, METHODOLOGY_INPUT, since=at)
    refuse(failed)
    move(session, row, trigger, offices=by.offices, seat=by.seat, reason=reason or "", at=at)
    row.ends_at = ends
    row.overdue = False
    session.flush()
    return answer(row)


COMMANDS = (
    Command(
        name="methodology.check_completeness", en="Check a proposal", zh="核对方法学材料",
        done=("Completeness found", "完整性已核对"),
        not_done=("Completeness not found", "完整性未核对"),
        arguments=CheckCompleteness, roles=DESK, run=on_books(check_completeness),
    ),
    Command(
        name="methodology.publish", en="Publish a proposal", zh="公示方法学",
        done=("Proposal published", "方法学已公示"),
        not_done=("Proposal not published", "方法学未公示"),
        arguments=OneVersion, roles=DESK, run=on_books(publish),
    ),
    Command(
        name="methodology.extend", en="Extend a consideration", zh="延长方法学审议期",
        done=("Consideration extended", "审议期已延长"),
        not_done=("Consideration not extended", "审议期未延长"),
        arguments=WithReason, roles=DESK, run=on_books(extend),
    ),
    Command(
        name="methodology.decide", en="Decide on a domestic methodology", zh="审批国内方法学",
        done=("Decision on the methodology recorded", "方法学审批决定已记录"),
        not_done=("Methodology not decided on", "未作出方法学审批决定"),
        arguments=Decide, roles=frozenset(SIDE_OF), run=on_books(decide),
    ),
    Command(
        name="methodology.tighten", en="Tighten a domestic baseline", zh="收紧国内基准线",
        done=("Baseline tightened", "基准线已收紧"),
        not_done=("Baseline not tightened", "基准线未收紧"),
        arguments=Tighten, roles=frozenset(SIDE_OF), run=on_books(tighten),
    ),
    Command(
        name="methodology.flag_overdue", en="Proposal overdue", zh="方法学办理逾期",
        arguments=OneVersion, roles=frozenset({Role.CLOCK}), run=on_books(flag_overdue),
        paused=True, by_people=False,
    ),
)  # fmt: skip
