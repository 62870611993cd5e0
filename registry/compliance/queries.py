"""Queries of offset rules, obligations, submissions, and the unused offset cap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ledger.accounts import OFFSET
from ledger.kernel.clock import day_of
from ledger.paging import Page
from ledger.queries import BlockRow
from registry.compliance.evaluator import cap_of
from registry.compliance.models import Obligation, OffsetLot, OffsetRule, OffsetSubmission
from registry.compliance.packs import Condition, Rule
from registry.programme.issuance.models import ALLOWANCE, BELT_AND_ROAD
from registry.programme.retirement.models import Reversal
from registry.programme.retirement.queries import reversed_at

NATIONAL = "national"
OBLIGATION = "surrender_obligation_t"
COVERED = "from_covered_entity_project"
PAGE = 50


@dataclass(frozen=True)
class RuleView:
    """A version of an offset rule; `admitted` already includes what a switch admits."""

    rule: int
    code: str
    version: int
    market: str
    registry: str
    base: str
    cap_percent: int
    admitted: tuple[str, ...]
    exclude_covered_entities: bool
    recognise_belt_and_road: bool
    valid_from: str
    valid_to: str
    source: str
    status: str
    text_en: str
    text_zh: str


@dataclass(frozen=True)
class OffsetPosition:
    """The offset desk as one emitter sees it; all figures in tonnes."""

    seat: str
    year: int
    obligation_t: int
    allowances_t: int
    cap_t: int
    used_t: int
    left_t: int
    rule: RuleView | None


@dataclass(frozen=True)
class SubmissionView:
    """An accepted bundle with its lots: (asset, tonnes); `reversed_at`: it was taken back."""

    submission: int
    seat: str
    year: int
    quantity: int
    rule: int
    posted_as: int
    at: int
    reversed_at: int | None
    lots: tuple[tuple[int, int], ...]


def rule_on(session: Session, *, market: str, at: int) -> RuleView | None:
    """The version of a market's offset rule in force at a lesson time, or None."""
    day = day_of(at).isoformat()
    found = session.exec(
        select(OffsetRule)
        .where(OffsetRule.market == market, OffsetRule.valid_from <= day)
        .order_by(col(OffsetRule.valid_from).desc(), col(OffsetRule.version).desc())
    )
    for row in found:
        if not row.valid_to or day <= row.valid_to:
            return _rule(row)
    return None


def offset_position(session: Session, *, seat: str, at: int) -> OffsetPosition | None:
    """An emitter's offset position for its latest year, or None without an obligation."""
    return offset_positions(session, seats=[seat], at=at).get(seat)


def offset_positions(
    session: Session, *, seats: Collection[str] | None = None, at: int
) -> dict[str, OffsetPosition]:
    """The offset positions of those of these seats that have an obligation, for the latest year.

    `seats` None: of all. Of `at` only the day counts.
    """
    asked = select(Obligation).order_by(col(Obligation.year))
    used = select(
        OffsetSubmission.seat, OffsetSubmission.year, func.sum(OffsetSubmission.quantity)
    ).where(col(OffsetSubmission.posted_as).not_in(select(Reversal.reversed)))
    used = used.group_by(col(OffsetSubmission.seat), col(OffsetSubmission.year))
    if seats is not None and len(seats) == 1:
        asked = asked.where(col(Obligation.seat).in_(seats))
        used = used.where(col(OffsetSubmission.seat).in_(seats))
    named = None if seats is None else set(seats)
    owing = session.exec(asked)
    latest = {owed.seat: owed for owed in owing if named is None or owed.seat in named}
    if not latest:
        return {}
    rule = rule_on(session, market=NATIONAL, at=at)
    submitted = {(seat, year): int(tonnes) for seat, year, tonnes in session.exec(used)}
    found = {}
    for seat, owed in latest.items():
        cap_t, used_t = 0, submitted.get((seat, owed.year), 0)
        if rule is not None:
            cap_t = cap_of(machine_form(rule), {OBLIGATION: owed.obligation_t}) or 0
        found[seat] = OffsetPosition(
            seat=seat,
            year=owed.year,
            obligation_t=owed.obligation_t,
            allowances_t=owed.allowances_t,
            cap_t=cap_t,
            used_t=used_t,
            left_t=cap_t - used_t,
            rule=rule,
        )
    return found


def is_covered(session: Session, *, seat: str) -> bool:
    """Whether a seat is an entity under allowance management: it has an obligation of any year.

    Its projects are projects of a covered entity, even if they are not registered as such.
    """
    return session.exec(select(Obligation.id).where(Obligation.seat == seat)).first() is not None


def need_t(session: Session, *, seat: str, unit: str, at: int) -> int | None:
    """Tonnes of a unit that an emitter still needs for its obligation; None if it needs none.

    Allowances cover the whole missing quantity, admitted credits at most the unused offset cap.
    """
    owed = offset_position(session, seat=seat, at=at)
    if owed is None:
        return None
    missing = max(0, owed.obligation_t - owed.allowances_t - owed.used_t)
    if unit == ALLOWANCE:
        return missing
    if owed.rule is None or unit not in owed.rule.admitted:
        return None
    return max(0, min(missing, owed.left_t))


def machine_form(view: RuleView) -> Rule:
    """A lesson's rule in the evaluator's form; its base is the surrender obligation."""
    assert view.base == "surrender_obligation", view.base
    condition = Condition(
        code=COVERED,
        types=None,
        field=COVERED,
        kind="is",
        value=False,
        en="Credits must not come from a project of an entity under allowance management.",
        zh="减排量不得来自纳入配额管理单位的项目。",
    )
    return Rule(
        rule_set=view.code,
        market=view.market,
        version=view.version,
        valid_from=view.valid_from,
        valid_to=view.valid_to,
        source=view.source,
        status=view.status,
        text_en=view.text_en,
        text_zh=view.text_zh,
        admitted=frozenset(view.admitted),
        base=OBLIGATION,
        cap_percent=view.cap_percent,
        conditions=(condition,) if view.exclude_covered_entities else (),
    )


def submissions(
    session: Session,
    *,
    seat: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[SubmissionView]:
    """Accepted bundles, newest first; `seat` "": of all seats, `before` and `after` page."""
    asked = Page(before, after, limit).of(select(OffsetSubmission), OffsetSubmission.id)
    if seat:
        asked = asked.where(OffsetSubmission.seat == seat)
    return [_submission(session, row) for row in session.exec(asked)]


def offset_by(session: Session, last: BlockRow) -> SubmissionView | None:
    """The accepted bundle that posted a serial's last block; None if it was not offset."""
    if last.kind != OFFSET.name:
        return None
    found = session.exec(
        select(OffsetSubmission).where(OffsetSubmission.posted_as == last.transaction)
    ).first()
    return _submission(session, found) if found is not None else None


def _rule(row: OffsetRule) -> RuleView:
    kept = row.model_dump(exclude={"id", "registry_code", "admitted"})
    admitted = tuple(row.admitted.split("+"))
    if row.recognise_belt_and_road and BELT_AND_ROAD not in admitted:
        admitted = (*admitted, BELT_AND_ROAD)
    return RuleView(rule=row.id, registry=row.registry_code, admitted=admitted, **kept)


def _submission(session: Session, row: OffsetSubmission) -> SubmissionView:
    lots = session.exec(
        select(OffsetLot.asset, OffsetLot.quantity)
        .where(OffsetLot.submission == row.id)
        .order_by(col(OffsetLot.id))
    )
    kept = row.model_dump(exclude={"id"})
    back = reversed_at(session, [row.posted_as])
    return SubmissionView(
        submission=row.id, lots=tuple((asset, quantity) for asset, quantity in lots),
        reversed_at=back.get(row.posted_as), **kept,
    )  # fmt: skip
