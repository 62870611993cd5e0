"""Register projects and monitoring periods when a lesson is created; find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlmodel import Session, select

from ledger.books import Books
from ledger.kernel.clock import clock_text, moment
from ledger.kernel.quantity import exact
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.errors import AgreementMissing
from registry.programme.agreements.models import Agreement
from registry.programme.methodologies.calculator import GridMargin, decimal_text
from registry.programme.methodologies.queries import methodology as methodology_of
from registry.programme.participants.queries import has_registry, participant
from registry.programme.projects.errors import (
    OutsideCrediting,
    PeriodNotOver,
    PeriodUnknown,
    ProjectNotRegistered,
    ProjectUnknown,
)
from registry.programme.projects.models import (
    MonitoredYear,
    MonitoringPeriod,
    Project,
    ProjectShare,
    ProjectStage,
)
from registry.programme.projects.queries import CREDITED, crediting_periods
from registry.records import CheckFailed, next_key
from registry.roles import Side


def register(
    books: Books,
    *,
    code: str,
    agreement: str,
    host: str,
    unit: str,
    name_en: str,
    name_zh: str,
    owner: str,
    partner: str,
    kind: str,
    methodology: str,
    margin: GridMargin,
    margin_status: str,
    from_covered_entity: bool,
    installation: str = "",
    stakes: Iterable[str] = (),
) -> None:
    """Register a project with its owner, its partner and its factor.

    `agreement` and `partner` are "" for a domestic project; `stakes` are seats of officials.
    """
    session = books.session
    assert has_registry(session, host), f"{host} has no registry"
    assert bool(agreement) == bool(partner), f"{code} has a partner and an agreement, or neither"
    if agreement:
        assert agreements.find(session, agreement).host == host, f"{agreement} is not of {host}"
    assert methodology_of(session, methodology), f"no methodology {methodology}"
    for seat in (owner, partner) if partner else (owner,):
        assert participant(session, seat), f"{code} names seat {seat}, who takes no part"
        assert books.has_account(seat, host), f"{seat} has no account in the {host} registry"

    def part(value: object) -> str:
        return "" if value is None else decimal_text(value)  # type: ignore[arg-type]

    session.add(
        Project(
            code=code,
            agreement=agreement,
            host=host,
            unit=unit,
            name_en=name_en,
            name_zh=name_zh,
            owner=owner,
            partner=partner,
            kind=kind,
            methodology=methodology,
            margin=decimal_text(margin.combined),
            om=part(margin.om),
            bm=part(margin.bm),
            weight_om=part(margin.weight_om),
            weight_bm=part(margin.weight_bm),
            margin_status=margin_status,
            from_covered_entity=from_covered_entity,
            installation=installation,
            stakes=" ".join(stakes),
        )
    )
    session.flush()


def add_period(
    books: Books,
    *,
    project: str,
    number: int,
    first_day: str,
    last_day: str,
    generation_mwh: str,
    available_from: int,
    by_year: Mapping[int, str] | None = None,
) -> None:
    """Add a monitoring period; its vintage is its first calendar year.

    Days are ISO dates; `available_from` is the lesson time in ms from which an issuance can be
    requested. `by_year` is the generation of each year of a period that has days of several; they
    add up to `generation_mwh`.
    """
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    assert first <= last, f"{project}/{number} ends before it begins"
    years = dict(sorted((by_year or {}).items()))
    if first.year != last.year:
        assert list(years) == list(range(first.year, last.year + 1)), f"{project}/{number}: years"
        total = sum(exact(each) for each in years.values())
        assert total == exact(generation_mwh), f"{project}/{number}: {total} MWh in all"
    assert first.year != last.year or not years, f"{project}/{number} is of one year"
    assert available_from >= moment(last + timedelta(days=1)), f"{project}/{number} is not over"
    session = books.session
    session.add(
        MonitoringPeriod(
            id=next_key(session, MonitoringPeriod.id),
            project=project,
            number=number,
            first_day=first_day,
            last_day=last_day,
            vintage=first.year,
            generation_mwh=generation_mwh,
            available_from=available_from,
        )
    )
    session.flush()
    for year, generation in years.items():
        session.add(
            MonitoredYear(
                id=next_key(session, MonitoredYear.id),
                project=project,
                number=number,
                year=year,
                generation_mwh=generation,
            )
        )
        session.flush()


def allocate(books: Books, *, project: str, shares: Mapping[str, tuple[Side, bool, str]]) -> None:
    """Fix who receives a project's credits, instead of the agreement's two shares.

    `shares` are by seat, in order: its side, whether it is that side's government, its exact
    percentage. They add up to 100, and the partner's government has the agreement's least share
    (programme rules, checks 5030 and 5031).
    """
    session = books.session
    of = find(session, project)
    agreed = find_agreement(session, of)
    percents = [exact(percent) for _, _, percent in shares.values()]
    assert sum(percents) == 100, f"{project}: shares of {sum(percents)} percent"
    for side in Side:
        many = sum(one == side and government for one, government, _ in shares.values())
        assert many <= 1, f"{project}: {many} governments of the {side}"
    least = exact(agreed.min_share_percent)
    chief = [exact(p) for one, government, p in shares.values() if government and one == "partner"]
    assert not least or (chief and chief[0] >= least), f"{project}: below the least share"
    for seat, (side, government, percent) in shares.items():
        abroad = (agreed.partner,) if side is Side.PARTNER else ()
        for registry in (of.host, *abroad):
            assert books.has_account(seat, registry), f"{seat} has no account in {registry}"
        session.add(
            ProjectShare(
                id=next_key(session, ProjectShare.id),
                project=project,
                seat=seat,
                side=side,
                government=government,
                percent=percent,
            )
        )
        session.flush()


def find(session: Session, code: str) -> Project:
    """The project with this code; refuses with ProjectUnknown."""
    found = session.get(Project, code)
    if found is None:
        raise ProjectUnknown(project=code)
    return found


def find_agreement(session: Session, project: Project) -> Agreement:
    """The agreement that covers a project; refuses with AgreementMissing."""
    if not project.agreement:
        raise AgreementMissing(host=project.host, project=project.code)
    return agreements.find(session, project.agreement)


def find_period(session: Session, *, project: str, number: int) -> MonitoringPeriod:
    """A monitoring period of a project; refuses with PeriodUnknown."""
    found = session.exec(
        select(MonitoringPeriod).where(
            MonitoringPeriod.project == project, MonitoringPeriod.number == number
        )
    ).first()
    if found is None:
        raise PeriodUnknown(project=project, period=number)
    return found


def not_credited(session: Session, of: Project, period: MonitoringPeriod) -> list[CheckFailed]:
    """Why a period of a project is not credited: the project is not registered, or not for its days
    (check 5051). A project that is registered from the beginning has no crediting periods.
    """
    stage = session.get(ProjectStage, of.code)
    if stage is None:
        return []
    if stage.state not in CREDITED:
        return [ProjectNotRegistered(project=of.code, state=str(stage.state))]
    return outside_crediting(session, of.code, first_day=period.first_day, last_day=period.last_day)


def outside_crediting(
    session: Session, code: str, *, first_day: str, last_day: str
) -> list[CheckFailed]:
    """Why days, ISO dates and inclusive, are not inside one crediting period (check 5051)."""
    credited = crediting_periods(session, code)
    if any(one.first_day <= first_day and last_day <= one.last_day for one in credited):
        return []
    said = ", ".join(f"{one.first_day} – {one.last_day}" for one in credited) or "-"
    return [OutsideCrediting(project=code, first_day=first_day, last_day=last_day, periods=said)]


def require_over(period: MonitoringPeriod, *, at: int) -> None:
    """Refuse a monitoring period that is not over, so that its issuance cannot be requested."""
    if at < period.available_from:
        raise PeriodNotOver(
            project=period.project,
            period=period.number,
            available=clock_text(period.available_from),
            now=clock_text(at),
        )
