"""Propose methodologies, comment on proposals, take one's own back.

The desk that handles proposals is in `desk.py`, what the committee of an agreement decides in
`motions.py`. Other procedures ask here which version is valid: `require_valid`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from ledger.books import Books
from ledger.kernel.numerals import decimal_number
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import METHODOLOGY_COMPLETENESS, METHODOLOGY_TRANSITION
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.entities.scopes import scope as scope_of
from registry.programme.methodologies.applicability import Condition, conditions_of, faults
from registry.programme.methodologies.errors import (
    MethodologiesNotPlayed,
    MethodologyNotValid,
    MethodologyUnknown,
    ProposalWrong,
    VersionOpen,
)
from registry.programme.methodologies.machine import METHODOLOGY, PROPOSERS
from registry.programme.methodologies.models import (
    Methodology,
    MethodologyAct,
    MethodologyCondition,
    MethodologyState,
    MethodologyVersion,
    Storage,
)
from registry.programme.methodologies.queries import (
    SUBMIT,
    MethodologyVersionView,
    methodology,
    played,
    valid_version,
    versions,
)
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed, next_key, refuse, require_choice
from registry.roles import CHINA, SIDE_OF, Actor, Role

EVERYBODY = frozenset(Role) - {Role.TRAINER, Role.CLOCK, Role.HELPER}
"""Who is heard on a proposal: every seat."""

YEARS_MOST = 60
"""The longest crediting period that a methodology can allow, in years."""


class OneVersion(Arguments):
    """A version of a methodology by its number."""

    methodology: Number


class WithReason(OneVersion):
    """A version of a methodology by its number, and the reason of the step."""

    reason: Text


class Propose(Arguments):
    """A methodology under an agreement ("" for the list for domestic projects): a new code, or the
    next version of a known one.

    `crediting_years` is the longest crediting period, `buffer_percent` (exact text) what a
    methodology that stores carbon (`storage` sink or ccs) sets aside for reversals. Its conditions
    on projects are "" for none: types and codes of hosts with commas, least and most capacity in MW
    (exact text), first and last day (ISO) on which operation may begin.
    """

    agreement: Text = ""
    code: Text
    name_en: Text
    name_zh: Text
    source: Text
    scope: Number
    crediting_years: Number
    storage: Text = Storage.NONE.value
    buffer_percent: Text = "0"
    types: Text = ""
    hosts: Text = ""
    least_mw: Text = ""
    most_mw: Text = ""
    not_before: Text = ""
    not_after: Text = ""
    reason: Text


def enter(books: Books, *, code: str, name_en: str, name_zh: str, source: str, status: str) -> None:
    """Register one methodology; projects refer to its code."""
    session = books.session
    session.add(
        Methodology(code=code, name_en=name_en, name_zh=name_zh, source=source, status=status)
    )
    session.flush()


def enter_version(
    books: Books, version: MethodologyVersion, conditions: Sequence[Condition], *, at: int
) -> None:
    """Enter a version that is approved as the lesson begins; its number is set here."""
    session = books.session
    assert not faults(conditions), f"{version.code}: conditions"
    version.id = next_key(session, MethodologyVersion.id)
    version.state = MethodologyState.APPROVED
    session.add(version)
    session.flush()
    _conditions(session, version.id, conditions)
    record(session, version, SUBMIT, seat="", reason="", at=at)
    record(session, version, "approve", seat="", reason="", at=at)


def propose(
    books: Books,
    *,
    agreement: str = "",
    code: str,
    name_en: str,
    name_zh: str,
    source: str,
    scope: int,
    crediting_years: int,
    storage: str = Storage.NONE.value,
    buffer_percent: str = "0",
    types: str = "",
    hosts: str = "",
    least_mw: str = "",
    most_mw: str = "",
    not_before: str = "",
    not_after: str = "",
    reason: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Propose a methodology, or the next version of one; the desk checks its completeness."""
    session = books.session
    require_choice("storage", storage, Storage)
    require_played(session)
    failed: list[CheckFailed] = []
    if agreement:
        failed += agreements.not_in_force(session, agreement, at=at)
    elif by.holds(SIDE_OF):
        participants.require_country(session, by=by, country=CHINA, step="methodology.propose")
    stated = conditions_of(
        types=types, hosts=hosts, least_mw=least_mw, most_mw=most_mw, not_before=not_before,
        not_after=not_after,
    )  # fmt: skip
    row = MethodologyVersion(
        id=next_key(session, MethodologyVersion.id),
        code=code.strip(),
        version=_next_version(session, code.strip(), agreement),
        agreement=agreement,
        name_en=name_en.strip(),
        name_zh=name_zh.strip(),
        source=source.strip(),
        status="assumption",
        scope=scope,
        crediting_years=crediting_years,
        storage=Storage(storage),
        buffer_percent=buffer_percent.strip(),
        proposed_by=by.seat,
        state=METHODOLOGY.initial,
        ends_at=controls.end_of(session, METHODOLOGY_COMPLETENESS, since=at),
    )
    refuse([*failed, *_wrong(row, stated), *_another(session, row), *ground(reason)])
    session.add(row)
    session.flush()
    _conditions(session, row.id, stated)
    record(session, row, SUBMIT, seat=by.seat, reason=reason, at=at)
    return answer(row)


def resubmit(books: Books, *, methodology: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Complete a proposal of one's own; its completeness is checked again."""
    session = books.session
    row = _own(session, methodology, "resubmit", by)
    refuse(ground(reason))
    ends = controls.end_of(session, METHODOLOGY_COMPLETENESS, since=at)
    move(session, row, "resubmit", offices=by.offices, seat=by.seat, reason=reason, at=at)
    row.ends_at = ends
    session.flush()
    return answer(row)


def withdraw(books: Books, *, methodology: int, by: Actor, at: int) -> dict[str, Any]:
    """Take a proposal of one's own back, before its consideration."""
    session = books.session
    row = _own(session, methodology, "withdraw", by)
    move(session, row, "withdraw", offices=by.offices, seat=by.seat, at=at)
    return answer(row)


def comment(books: Books, *, methodology: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Give a public input to a published proposal."""
    session = books.session
    row = find(session, methodology)
    METHODOLOGY.after(row.state, "comment", offices=by.offices)
    refuse(ground(reason))
    record(session, row, "comment", seat=by.seat, reason=reason, at=at)
    return answer(row)


def not_valid(
    session: Session, code: str, at: int, *, agreement: str | None = None
) -> list[CheckFailed]:
    """Why no project can be submitted with a methodology at a lesson time (ms); [] if one can.

    `agreement` "" for domestic projects; None: under any agreement, or domestically. Refuses with
    MethodologyUnknown a code that no version has.
    """
    if valid_version(session, code, agreement=agreement, at=at) is not None:
        return []
    known = versions(session, code=code)
    if not known and methodology(session, code) is None:
        raise MethodologyUnknown(methodology=code)
    last = [one.state for one in known if agreement in (None, one.agreement)][-1:]
    under = CHINA if agreement == "" else agreement or "-"
    return [
        MethodologyNotValid(methodology=code, agreement=under, state=last[0] if last else "none")
    ]


def require_valid(
    session: Session, code: str, at: int, *, agreement: str | None = None
) -> MethodologyVersionView:
    """The newest version with which a project can be submitted at a lesson time (check 5010); see
    `not_valid`.
    """
    refuse(not_valid(session, code, at, agreement=agreement))
    found = valid_version(session, code, agreement=agreement, at=at)
    assert found is not None, f"{code} is valid"
    return found


def require_played(session: Session) -> None:
    """Refuse a step where the plan's methodologies have no procedure."""
    if not played(session):
        raise MethodologiesNotPlayed()


def find(session: Session, number: int) -> MethodologyVersion:
    """The version with this number; refuses with MethodologyUnknown."""
    found = session.get(MethodologyVersion, number)
    if found is None:
        raise MethodologyUnknown(methodology=number)
    return found


def move(
    session: Session,
    row: MethodologyVersion,
    trigger: str,
    *,
    offices: Collection[str],
    seat: str,
    motion: int | None = None,
    reason: str = "",
    at: int,
) -> None:
    """Move a version and record the step; an approval supersedes the version before it, which stays
    valid for a time.
    """
    row.state = METHODOLOGY.after(row.state, trigger, offices=offices)
    row.ends_at, row.overdue = None, False
    record(session, row, trigger, seat=seat, motion=motion, reason=reason, at=at)
    if trigger not in ("approve", "approve_revised"):
        return
    for before in session.exec(
        select(MethodologyVersion).where(
            MethodologyVersion.code == row.code,
            MethodologyVersion.agreement == row.agreement,
            MethodologyVersion.version < row.version,
        )
    ).all():
        if before.state in (MethodologyState.APPROVED, MethodologyState.APPROVED_WITH_REVISIONS):
            ends = controls.end_of(session, METHODOLOGY_TRANSITION, since=at)
            before.state = METHODOLOGY.after(before.state, "supersede", offices=())
            before.valid_until = ends
            record(session, before, "supersede", seat=seat, motion=motion, reason="", at=at)


def record(
    session: Session,
    row: MethodologyVersion,
    trigger: str,
    *,
    seat: str,
    motion: int | None = None,
    reason: str,
    at: int,
) -> None:
    """Record a step with a version."""
    session.add(
        MethodologyAct(
            id=next_key(session, MethodologyAct.id),
            methodology=row.id,
            trigger=trigger,
            motion=motion,
            seat=seat,
            reason=reason.strip(),
            at=at,
        )
    )
    session.flush()


def answer(row: MethodologyVersion) -> dict[str, Any]:
    """What a step answers: the version, its state, and when the step should be over."""
    return {
        "methodology": row.id, "code": row.code, "version": row.version, "state": str(row.state),
        "ends_at": row.ends_at,
    }  # fmt: skip


def _own(session: Session, number: int, trigger: str, by: Actor) -> MethodologyVersion:
    """A version that this seat has proposed."""
    row = find(session, number)
    METHODOLOGY.after(row.state, trigger, offices=by.offices)
    if row.proposed_by != by.seat:
        raise NotYours(subject=f"methodology {number}", owner=row.proposed_by, seat=by.seat)
    return row


def _next_version(session: Session, code: str, agreement: str) -> int:
    last = session.exec(
        select(func.max(MethodologyVersion.version)).where(
            MethodologyVersion.code == code, MethodologyVersion.agreement == agreement
        )
    ).one()
    return (last or 0) + 1


def _another(session: Session, row: MethodologyVersion) -> list[CheckFailed]:
    """Another version that is on its way under the same agreement."""
    ended = (
        *(MethodologyState(state) for state in ("declined", "superseded", "revoked", "withdrawn")),
        MethodologyState.APPROVED, MethodologyState.APPROVED_WITH_REVISIONS,
        MethodologyState.SUSPENDED,
    )  # fmt: skip
    found = session.exec(
        select(MethodologyVersion).where(
            MethodologyVersion.code == row.code,
            MethodologyVersion.agreement == row.agreement,
            col(MethodologyVersion.state).not_in(ended),
        )
    ).first()
    if found is None:
        return []
    return [VersionOpen(version=found.version, methodology=row.code, state=str(found.state))]


def _wrong(row: MethodologyVersion, conditions: Sequence[Condition]) -> list[CheckFailed]:
    """What of a proposal cannot be read or evaluated."""
    failed: list[CheckFailed] = []

    def wrong(field: str, given: object) -> None:
        failed.append(ProposalWrong(field=field, given=str(given)[:40]))

    for field in ("code", "name_en", "name_zh", "source"):
        if not is_readable(getattr(row, field)) or (field == "code" and " " in row.code):
            wrong(field, getattr(row, field))
    if scope_of(row.scope) is None:
        wrong("scope", row.scope)
    if not 1 <= row.crediting_years <= YEARS_MOST:
        wrong("crediting_years", row.crediting_years)
    buffer = decimal_number(row.buffer_percent)
    stores = row.storage is not Storage.NONE
    if buffer is None or not 0 <= buffer <= 100 or (buffer > 0 and not stores):
        wrong("buffer_percent", row.buffer_percent)
    for one in faults(conditions):
        wrong("condition", " ".join(one))
    return failed


def _conditions(session: Session, number: int, conditions: Sequence[Condition]) -> None:
    for one in conditions:
        session.add(
            MethodologyCondition(
                id=next_key(session, MethodologyCondition.id), methodology=number, **one._asdict()
            )
        )
        session.flush()


COMMANDS = (
    Command(
        name="methodology.propose", en="Propose a methodology", zh="提出方法学",
        done=("Methodology proposed", "方法学已提出"),
        not_done=("Methodology not proposed", "方法学未提出"),
        arguments=Propose, roles=PROPOSERS, run=on_books(propose),
    ),
    Command(
        name="methodology.resubmit", en="Complete a proposal", zh="补正方法学材料",
        done=("Proposal completed", "材料已补正"),
        not_done=("Proposal not completed", "材料未补正"),
        arguments=WithReason, roles=PROPOSERS, run=on_books(resubmit),
    ),
    Command(
        name="methodology.withdraw", en="Take a methodology back", zh="撤回方法学",
        done=("Methodology taken back", "方法学已撤回"),
        not_done=("Methodology not taken back", "方法学未撤回"),
        arguments=OneVersion, roles=PROPOSERS, run=on_books(withdraw),
    ),
    Command(
        name="methodology.comment", en="Give a public input", zh="提交公众意见",
        done=("Input given", "意见已提交"), not_done=("Input not given", "意见未提交"),
        arguments=WithReason, roles=EVERYBODY, run=on_books(comment),
    ),
)  # fmt: skip
