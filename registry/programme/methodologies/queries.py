"""Queries of methodologies: versions with their conditions and steps, baselines, what is valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from registry.programme.agreements import queries as agreements
from registry.programme.methodologies.applicability import Attributes, Condition, unmet
from registry.programme.methodologies.models import (
    VALID,
    BaselineStep,
    Methodology,
    MethodologyAct,
    MethodologyCondition,
    MethodologyState,
    MethodologyVersion,
    Storage,
)
from registry.programme.participants.queries import participant
from registry.records import CheckFailed
from registry.roles import CHINA, SIDE_OF, Actor, Role

DECIDING, CHANGING, TIGHTENING = "methodology", "methodology_change", "baseline"
"""Kinds of motions about methodologies."""

SUBMIT = "submit"
"""The first step of every version: its proposal, or that of the plan."""


@dataclass(frozen=True)
class MethodologyView:
    """A methodology as pages show it."""

    code: str
    name_en: str
    name_zh: str
    source: str
    status: str


@dataclass(frozen=True)
class MethodologyStep:
    """A step with a version, or a public input to it (`comment`)."""

    trigger: str
    motion: int | None
    seat: str
    reason: str
    at: int


@dataclass(frozen=True)
class MethodologyVersionView:
    """A version of a methodology under an agreement, "" on the list for domestic projects.

    `methodology` is its number, 0 where the plan names no procedure for it. `steps` are oldest
    first.
    """

    methodology: int
    code: str
    version: int
    agreement: str
    name_en: str
    name_zh: str
    source: str
    status: str
    scope: int
    crediting_years: int
    storage: str
    buffer_percent: str
    proposed_by: str
    state: str
    ends_at: int | None
    overdue: bool
    motion: int | None
    valid_until: int | None
    revisions: str
    conditions: tuple[Condition, ...]
    steps: tuple[MethodologyStep, ...]

    def valid(self, at: int) -> bool:
        """Whether projects can be submitted with it at a lesson time (ms), by its state now."""
        if self.state == MethodologyState.SUPERSEDED:
            return self.valid_until is not None and at < self.valid_until
        return self.state in VALID


@dataclass(frozen=True)
class BaselineView:
    """A tightening of a baseline: periods that begin on `first_day` or later have a factor that is
    `percent` lower.
    """

    step: int
    agreement: str
    code: str
    percent: str
    first_day: str
    motion: int | None
    seat: str
    reason: str
    at: int


def methodology(session: Session, code: str) -> MethodologyView | None:
    """One methodology, or None: that of the plan, or the newest version of a proposed one."""
    return next((m for m in methodologies(session) if m.code == code), None)


def methodologies(session: Session) -> list[MethodologyView]:
    """All methodologies by code, those of the plan and proposed ones that were ever approved."""
    found = {
        m.code: MethodologyView(m.code, m.name_en, m.name_zh, m.source, m.status)
        for m in session.exec(select(Methodology))
    }
    approved = {*VALID, MethodologyState.SUPERSEDED, MethodologyState.SUSPENDED}
    later = select(MethodologyVersion).where(MethodologyVersion.proposed_by != "")
    for one in session.exec(later.order_by(col(MethodologyVersion.id))):
        if one.code not in found and one.state in approved:
            found[one.code] = MethodologyView(
                one.code, one.name_en, one.name_zh, one.source, one.status
            )
    return [found[code] for code in sorted(found)]


def played(session: Session) -> bool:
    """Whether the lesson's plan has methodologies that offices decide on."""
    return session.exec(select(MethodologyVersion.id).limit(1)).first() is not None


def versions(session: Session, *, code: str = "") -> list[MethodologyVersionView]:
    """Every version in the order of its proposal; `code`: of one methodology."""
    asked = select(MethodologyVersion)
    if code:
        asked = asked.where(MethodologyVersion.code == code)
    rows = session.exec(asked.order_by(col(MethodologyVersion.id))).all()
    return _views(session, rows)


def version(session: Session, number: int) -> MethodologyVersionView | None:
    """One version by its number, or None."""
    row = session.get(MethodologyVersion, number)
    return None if row is None else _views(session, [row])[0]


def valid_version(
    session: Session, code: str, *, agreement: str | None, at: int
) -> MethodologyVersionView | None:
    """The newest version with which a project can be submitted at a lesson time; None: none.

    `agreement` "" for domestic projects; None: under any agreement, or domestically. A methodology
    of a plan that names no procedure is always valid.
    """
    found = [one for one in versions(session, code=code) if agreement in (None, one.agreement)]
    valid = [one for one in found if _valid_at(one, at)]
    if valid:
        return max(valid, key=lambda one: one.version)
    known = None if versions(session, code=code) else methodology(session, code)
    return None if known is None else _of_plan(known)


def baselines(session: Session, *, code: str = "") -> list[BaselineView]:
    """The tightenings of baselines in the order of their decisions; `code`: of one methodology."""
    asked = select(BaselineStep)
    if code:
        asked = asked.where(BaselineStep.code == code)
    rows = session.exec(asked.order_by(col(BaselineStep.id)))
    return [BaselineView(step=row.id, **row.model_dump(exclude={"id"})) for row in rows]


def baseline_factor(session: Session, *, code: str, agreement: str, day: str) -> Fraction:
    """What the factor of a methodology is multiplied with in a period that begins on a day (ISO):
    1, less the percentage of every tightening from that day or an earlier one on.
    """
    found = session.exec(
        select(BaselineStep.percent).where(
            BaselineStep.code == code,
            BaselineStep.agreement == agreement,
            BaselineStep.first_day <= day,
        )
    )
    factor = Fraction(1)
    for percent in found:
        factor *= 1 - exact(percent) / 100
    return factor


def not_applicable(session: Session, number: int, project: Attributes) -> list[CheckFailed]:
    """The conditions of a version that a project does not meet; [] if it applies."""
    found = version(session, number)
    return [] if found is None else unmet(found.conditions, project)


def permanence(session: Session, code: str, *, agreement: str, at: int) -> tuple[Storage, Fraction]:
    """How the valid version of a methodology stores carbon, and the percentage of an issuance that
    is set aside for reversals; (none, 0) where nothing is stored or no version is valid.
    """
    found = valid_version(session, code, agreement=agreement, at=at)
    if found is None or found.storage == Storage.NONE:
        return Storage.NONE, Fraction(0)
    return Storage(found.storage), exact(found.buffer_percent)


def handles(session: Session, by: Actor, agreement: str) -> bool:
    """Whether a seat handles the proposals of an agreement: its secretariat, or "" China's
    government.
    """
    own = participant(session, by.seat)
    if own is None:
        return False
    if not agreement:
        return by.holds(SIDE_OF) and own.country == CHINA
    agreed = next((a for a in agreements.agreements(session) if a.code == agreement), None)
    serves = agreed is not None and own.country in ("", agreed.partner, agreed.host)
    return by.holds({Role.SECRETARIAT}) and serves


def _valid_at(one: MethodologyVersionView, at: int) -> bool:
    """Whether a version was valid at a lesson time: by its last step until then."""
    state: str | None = None
    for step in one.steps:
        if step.at <= at:
            state = _AFTER.get(step.trigger, state)
    if state == MethodologyState.SUPERSEDED:
        return one.valid_until is not None and at < one.valid_until
    return state in VALID


_AFTER: dict[str, str | None] = {
    "approve": MethodologyState.APPROVED, "approve_revised": MethodologyState.APPROVED,
    "resume": MethodologyState.APPROVED, "supersede": MethodologyState.SUPERSEDED,
    "suspend": None, "revoke": None,
}  # fmt: skip
"""What a step means for the validity of a version; every other step changes nothing of it."""


def _of_plan(known: MethodologyView) -> MethodologyVersionView:
    """A methodology of a plan that names no procedure, as a version that is always valid."""
    return MethodologyVersionView(
        methodology=0, code=known.code, version=1, agreement="", name_en=known.name_en,
        name_zh=known.name_zh, source=known.source, status=known.status, scope=0,
        crediting_years=0, storage=Storage.NONE, buffer_percent="0", proposed_by="",
        state=MethodologyState.APPROVED, ends_at=None, overdue=False, motion=None,
        valid_until=None, revisions="", conditions=(), steps=(),
    )  # fmt: skip


def _views(session: Session, rows: Iterable[MethodologyVersion]) -> list[MethodologyVersionView]:
    rows = list(rows)
    numbers = [row.id for row in rows]
    conditions: dict[int, list[Condition]] = {number: [] for number in numbers}
    steps: dict[int, list[MethodologyStep]] = {number: [] for number in numbers}
    for one in session.exec(
        select(MethodologyCondition)
        .where(col(MethodologyCondition.methodology).in_(numbers))
        .order_by(col(MethodologyCondition.id))
    ):
        conditions[one.methodology].append(Condition(one.attribute, one.relation, one.value))
    for act in session.exec(
        select(MethodologyAct)
        .where(col(MethodologyAct.methodology).in_(numbers))
        .order_by(col(MethodologyAct.id))
    ):
        steps[act.methodology].append(
            MethodologyStep(act.trigger, act.motion, act.seat, act.reason, act.at)
        )
    return [
        MethodologyVersionView(
            methodology=row.id,
            storage=str(row.storage),
            state=str(row.state),
            conditions=tuple(conditions[row.id]),
            steps=tuple(steps[row.id]),
            **row.model_dump(exclude={"id", "storage", "state"}),
        )
        for row in rows
    ]
