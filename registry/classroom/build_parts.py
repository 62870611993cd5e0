"""What a plan says beside its projects' own tables: entities, costs, storage, monitoring, NDCs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledger.kernel.clock import DAY, moment
from registry.classroom.plan_bodies import MethodologyPart
from registry.classroom.plan_parts import ProjectPart
from registry.classroom.plan_undertakings import FinancePart, SinkPart
from registry.classroom.world import World
from registry.cycles import CCER as DOMESTIC
from registry.cycles import JCM, Cycle
from registry.pace import (
    CCER_PUBLICATION,
)
from registry.programme.accounts import controls
from registry.programme.entities import commands as entities
from registry.programme.finance import commands as finance
from registry.programme.finance.models import (
    FunderType,
    Mode,
    PaymentKind,
    ProjectFinance,
    ProjectFunder,
)
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies.applicability import Condition
from registry.programme.methodologies.desk import enter_step
from registry.programme.methodologies.models import MethodologyVersion, Storage
from registry.programme.monitoring import meters as monitoring
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import rounds
from registry.programme.permanence import commands as permanence
from registry.programme.permanence.models import ProjectBuffer, Sink, StorageEvent
from registry.programme.projects import stages
from registry.programme.projects.design import Design
from registry.roles import Actor, Role


def enter_ndc(world: World, *, begins: int) -> None:
    """Open the parties' NDC accounts, and plan the stocktakes that raise their targets."""
    books, plan = world.books, world.plan
    if not plan.ndc:
        return
    rounds.begin(books, at=begins)
    numbers: dict[tuple[str, int], int] = {}
    for part in plan.ndc:
        closes = None if part.review_closes is None else moment(part.review_closes) + DAY
        number = ndc.enter(
            books, party=part.party, first_year=part.first_year, last_year=part.last_year,
            target_type=part.target_type, method=part.method, metric=part.metric or "",
            status=part.status, levels=part.levels_t, closes_at=closes,
        )  # fmt: skip
        numbers |= {(part.party, y): number for y in range(part.first_year, part.last_year + 1)}
        for fact in part.inventory:
            ndc.know(
                books, party=part.party, year=fact.year, emissions_t=fact.emissions_t,
                known_at=moment(fact.known_on), status=fact.status,
            )  # fmt: skip
    for held in plan.stocktakes:
        hour, minute = map(int, held.at.split(":"))
        rounds.plan_round(
            books, title_en=held.title_en, title_zh=held.title_zh,
            due_at=moment(held.day, hour, minute),
            levels={(numbers[t.party, t.year], t.year): t.level_t for t in held.targets},
        )  # fmt: skip


def enter_sink(world: World, part: SinkPart) -> None:
    """Keep a buffer of a project's issuances, and enter what will happen to what it stores."""
    permanence.enter(
        world.books,
        ProjectBuffer(
            project=part.project,
            storage=Sink(part.storage),
            percent=part.buffer_percent,
            until_at=moment(part.buffer_until) + DAY,
            source=part.source,
            status=part.status,
        ),
        [
            StorageEvent(
                project=part.project,
                happens_at=moment(one.day),
                quantity=one.tonnes,
                cause_en=one.cause_en,
                cause_zh=one.cause_zh,
            )
            for one in part.reversals
        ],
    )


def enter_finance(world: World, part: FinancePart) -> None:
    """Enter a project's mode, its funders with their money, and each of its costs by its days."""
    books = world.books
    finance.enter(
        books,
        ProjectFinance(
            project=part.project, mode=Mode(part.mode), source=part.source, status=part.status
        ),
    )
    for one in part.funding:
        funder = ProjectFunder(
            project=part.project,
            type=FunderType(one.type),
            seat=seat_of(world, one.seat) if one.seat else "",
            amount_fen=one.fen,
            repay_fen=one.repay_fen,
            credits_first_t=one.credits_first_t,
            source=one.source,
            status=one.status,
        )
        repaid = None if one.repay_day is None else _opening(world, one.repay_day)
        finance.enter_funder(books, funder, pays_at=_opening(world, one.day), repaid_at=repaid)
    for cost in part.costs:
        for day in cost.days:
            finance.enter_cost(
                books, project=part.project, kind=PaymentKind(cost.kind), fen=cost.fen,
                due_at=_opening(world, day), period=cost.period, source=cost.source,
                status=cost.status,
            )  # fmt: skip


def _opening(world: World, day: date) -> int:
    """The hour of a day at which the lesson's days open and what is due is collected."""
    hour, minute = map(int, world.plan.clock.opens.split(":"))
    return moment(day, hour, minute)


def enter_methodology(world: World, part: MethodologyPart, *, at: int) -> None:
    """Enter a methodology; one with a sectoral scope is approved wherever the plan says."""
    books = world.books
    named = {key: getattr(part, key) for key in ("code", "name_en", "name_zh", "source", "status")}
    methodologies.enter(books, **named)
    if part.scope is None:
        return
    every = [one.code for one in world.plan.agreements]
    for agreement in (*(every if part.agreements is None else part.agreements), ""):
        version = MethodologyVersion(
            **named,
            version=1,
            agreement=agreement,
            scope=part.scope,
            crediting_years=part.crediting_years or 0,
            storage=Storage(part.storage or Storage.NONE),
            buffer_percent=part.buffer_percent or "0",
            proposed_by="",
        )
        conditions = [Condition(*one.model_dump().values()) for one in part.conditions]
        methodologies.enter_version(books, version, conditions, at=at)
        for step in part.tightening:
            enter_step(
                books, agreement=agreement, code=part.code, percent=step.percent,
                first_day=step.first_day.isoformat(), seat="", at=at,
            )  # fmt: skip


def enter_entities(world: World, *, at: int) -> None:
    """Designate the plan's entities; what a smaller class joins in one seat stands once."""
    for seat, agreement, function, scope in dict.fromkeys(
        (seat_of(world, entity.seat), *one)
        for entity in world.plan.entities
        for one in entity.designations
    ):
        entities.enter(
            world.books, seat=seat, agreement=agreement, function=function, scope=scope, at=at
        )


def begin_ideas(world: World, *, by: Actor, at: int) -> None:
    """Let the projects that are not registered yet begin as ideas, with what is found there."""
    for part in world.plan.projects:
        if part.design is None:
            continue
        found = part.design.model_dump() | {
            "methodology": part.methodology,
            "start_date": part.design.start_date.isoformat(),
            "crediting_first_day": part.design.crediting_first_day.isoformat(),
        }
        cycle = JCM if part.agreement else DOMESTIC
        stages.begin(world.books, project=part.id, cycle=cycle, site=Design(**found), by=by, at=at)


def monitor_projects(world: World, cycles: Mapping[str, Cycle]) -> None:
    """Let the credits of projects need verified reports, but for those of market makers."""
    part = world.plan.monitoring
    if part is None:
        return
    trading = [day.date for day in world.calendar.days]
    controls.play(
        world.books, name=CCER_PUBLICATION, period=world.periods[CCER_PUBLICATION], trading=trading
    )
    for project in world.plan.projects:
        if not is_monitored(world, project):
            continue
        cycle = cycles[JCM if project.partner else DOMESTIC]
        monitoring.monitor(
            world.books,
            project=project.id,
            seed=world.seed,
            spread_percent=str(part.spread_percent),
            samples=part.samples,
            uncertainty_percent=str(part.uncertainty_percent),
            materiality_percent=cycle.materiality_percent,
            verifier_differs=cycle.verifier_differs,
            statements=part.statements and project.partner is not None,
            look_back_years=cycle.lookback_years,
        )


def is_monitored(world: World, project: ProjectPart) -> bool:
    """Whether a project's credits need verified reports."""
    maker = project.owner.startswith(f"{Role.MARKET_MAKER}:")
    return world.plan.monitoring is not None and not maker


def seat_of(world: World, named: str) -> str:
    """The seat of a reference such as `role:2`; after the last seat the count starts again."""
    role, _, ordinal = named.partition(":")
    seats = [seat.name for seat in world.room.seats.values() if seat.role == role]
    return seats[(int(ordinal) - 1) % len(seats)]
