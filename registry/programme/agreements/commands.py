"""Enter an agreement when a lesson is created; sign, notify, suspend, resume and terminate it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import day_of, moment
from ledger.kernel.quantity import exact
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Run, Text
from registry.programme.agreements.errors import (
    AgreementNotActive,
    AgreementUnknown,
    NoReasonGiven,
    OutsideTerm,
    SideHasActed,
    VintageNotAgreed,
)
from registry.programme.agreements.machine import AGREEMENT, BY_BOTH, GOVERNMENTS
from registry.programme.agreements.models import Agreement, AgreementAct, AgreementState
from registry.programme.agreements.queries import acts_so_far
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import OtherCountry
from registry.programme.participants.queries import has_registry
from registry.records import CheckFailed, next_key
from registry.roles import SIDE_OF, Actor, Role, Side


class OneAgreement(Arguments):
    """An agreement by its code."""

    agreement: Text


class WithReason(OneAgreement):
    """An agreement by its code, and the reason of the step."""

    reason: Text


def enter(books: Books, agreement: Agreement) -> None:
    """Enter an agreement with its terms and the state in which the lesson begins."""
    session = books.session
    shares = exact(agreement.partner_share), exact(agreement.host_share)
    assert min(shares) >= 0 and sum(shares) > 0
    for country in (agreement.partner, agreement.host):
        assert has_registry(session, country), f"{country} has no registry"
    session.add(agreement)
    session.flush()


def sign(books: Books, *, agreement: str, by: Actor, at: int) -> dict[str, Any]:
    """Sign an agreement for one's country; it is signed when both governments have."""
    return _act(books, "sign", agreement, by=by, at=at)


def notify(books: Books, *, agreement: str, by: Actor, at: int) -> dict[str, Any]:
    """Notify that the country's own procedures are complete; after both it is active."""
    return _act(books, "notify", agreement, by=by, at=at)


def suspend(books: Books, *, agreement: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Suspend an active agreement; what was first transferred before goes on."""
    return _act(books, "suspend", agreement, reason=reason, by=by, at=at)


def resume(books: Books, *, agreement: str, by: Actor, at: int) -> dict[str, Any]:
    """Resume a suspended agreement; it is active again when both governments have."""
    return _act(books, "resume", agreement, by=by, at=at)


def terminate(books: Books, *, agreement: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Give notice of termination; the agreement ends when its days of notice are over."""
    answer = _act(books, "terminate", agreement, reason=reason, by=by, at=at)
    found = find(books.session, agreement)
    found.ends_at = moment(day_of(at) + timedelta(days=found.notice_days + 1))
    books.session.flush()
    return answer | {"ends_at": found.ends_at}


def end(books: Books, *, agreement: str, by: Actor, at: int) -> dict[str, Any]:
    """The notice is over: the agreement has ended."""
    return _act(books, "end", agreement, by=by, at=at)


def _act(
    books: Books, trigger: str, code: str, *, reason: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Record an act, and move the agreement if nobody else has to act."""
    session = books.session
    found = find(session, code)
    after = AGREEMENT.after(found.state, trigger, offices=by.offices)
    side = None if by.role is Role.CLOCK else side_of(session, found, by, step=trigger)
    before = acts_so_far(session, found, trigger)
    if side in before:
        raise SideHasActed(side=side, trigger=trigger, agreement=code)
    if reason is not None and not is_readable(reason):
        raise NoReasonGiven(trigger=trigger, agreement=code)

    act = AgreementAct(
        id=next_key(session, AgreementAct.id),
        agreement=code,
        trigger=trigger,
        side=side,
        seat=by.seat,
        reason=(reason or "").strip(),
        at=at,
    )
    session.add(act)
    if trigger not in BY_BOTH or before:
        found.state, found.moved_by = after, act.id
    session.flush()
    return {"agreement": code, "act": act.id, "state": str(found.state)}


def find(session: Session, code: str) -> Agreement:
    """The agreement with this code; refuses with AgreementUnknown."""
    found = session.get(Agreement, code)
    if found is None:
        raise AgreementUnknown(agreement=code)
    return found


def side_of(session: Session, agreement: Agreement, by: Actor, *, step: str) -> Side:
    """The side for which a government acts in an agreement; refuses that of a third country."""
    own = participants.find(session, by.seat).country
    countries = {Side.PARTNER: agreement.partner, Side.HOST: agreement.host}
    for office, side in SIDE_OF.items():
        if office in by.offices and countries[side] == own:
            return side
    parties = f"{agreement.partner}, {agreement.host}"
    raise OtherCountry(step=f"agreement.{step}", country=parties, seat=by.seat, own=own)


def not_in_force(session: Session, code: str, *, at: int) -> list[CheckFailed]:
    """Why nothing new is taken up under an agreement: its state or its term; [] if it is."""
    found = find(session, code)
    failed: list[CheckFailed] = []
    if found.state is not AgreementState.ACTIVE:
        failed.append(AgreementNotActive(agreement=code, state=str(found.state)))
    day, first, last = day_of(at).isoformat(), found.term_first_day, found.term_last_day
    if (first and day < first) or (last and day > last):
        failed.append(OutsideTerm(day=day, agreement=code, first=first or "-", last=last or "-"))
    return failed


def not_agreed(session: Session, code: str, *, vintage: int) -> list[CheckFailed]:
    """Why reductions of a year are not covered by an agreement; [] if they are."""
    found = find(session, code)
    if found.vintage_first <= vintage <= found.vintage_last:
        return []
    return [
        VintageNotAgreed(
            vintage=vintage, agreement=code, first=found.vintage_first, last=found.vintage_last
        )
    ]


def _with_notices(handler: Callable[..., dict[str, Any]]) -> Run:
    """Run a handler on the books, and read the notices of termination again."""

    def run(world: Any, arguments: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
        answer = handler(world.books, **arguments, by=by, at=at)
        world.notices.load()
        return answer

    return run


COMMANDS = (
    Command(
        name="agreement.sign", en="Sign agreement", zh="签署协定",
        done=("Agreement signed", "协定已签署"), not_done=("Agreement not signed", "协定未签署"),
        arguments=OneAgreement, roles=GOVERNMENTS, run=_with_notices(sign),
    ),
    Command(
        name="agreement.notify", en="Notify agreement", zh="通报协定生效",
        done=("Agreement notified", "协定已通报"),
        not_done=("Agreement not notified", "协定未通报"),
        arguments=OneAgreement, roles=GOVERNMENTS, run=_with_notices(notify),
    ),
    Command(
        name="agreement.suspend", en="Suspend agreement", zh="中止协定",
        done=("Agreement suspended", "协定已中止"),
        not_done=("Agreement not suspended", "协定未中止"),
        arguments=WithReason, roles=GOVERNMENTS, run=_with_notices(suspend),
    ),
    Command(
        name="agreement.resume", en="Resume agreement", zh="恢复协定",
        done=("Resumption stated", "已表示恢复"),
        not_done=("Agreement not resumed", "协定未恢复"),
        arguments=OneAgreement, roles=GOVERNMENTS, run=_with_notices(resume),
    ),
    Command(
        name="agreement.terminate", en="Terminate agreement", zh="终止协定",
        done=("Notice of termination given", "已通知终止"),
        not_done=("Agreement not terminated", "协定未终止"),
        arguments=WithReason, roles=GOVERNMENTS, run=_with_notices(terminate),
    ),
    Command(
        name="agreement.end", en="End agreement", zh="协定到期终止",
        arguments=OneAgreement, roles=frozenset({Role.CLOCK}), run=_with_notices(end),
        paused=True, by_people=False,
    ),
)  # fmt: skip
