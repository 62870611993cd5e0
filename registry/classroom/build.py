"""The first command of a lesson: it fills the tables from plan, seed and rules.

Everything comes from the command's own arguments, so that replay needs only the log.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from ledger.accounts import AssetKind
from ledger.kernel.clock import DAY, moment
from matching.venues import venue_from
from registry.classroom.build_parts import (
    begin_ideas,
    enter_entities,
    enter_finance,
    enter_methodology,
    enter_ndc,
    enter_sink,
    is_monitored,
    monitor_projects,
    seat_of,
)
from registry.classroom.plan_parts import AgreementPart, ProjectPart, SeatPart, further_name
from registry.classroom.stock import Stock
from registry.classroom.world import World
from registry.command import Arguments, Command, Number, Text, on_world
from registry.compliance import commands as compliance
from registry.cycles import from_facts
from registry.market import commands as market
from registry.market import deals
from registry.market.listing import PLAIN, instrument_of
from registry.pace import (
    CCER_PUBLICATION,
    COMMITTEE_CIRCULATION,
    COMMITTEE_RESUMED,
    TRANSFER_REPLY,
)
from registry.programme.accounts import controls
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.models import Agreement, AgreementState, Rounding
from registry.programme.authorisation.models import Purpose
from registry.programme.committee import commands as committee
from registry.programme.issuance.models import BELT_AND_ROAD, CCER, NOT_TRADED
from registry.programme.methodologies.calculator import GridMargin, single_margin, weighted_margin
from registry.programme.movements import commands as movements
from registry.programme.participants import commands as participants
from registry.programme.projects import commands as projects
from registry.programme.projects import stages
from registry.programme.transfers.deadlines import link
from registry.roles import SIDE_OF, Actor, Role, Side


class Create(Arguments):
    """The whole input of a lesson: plan, seed, rules, venues, periods, rules of project cycles."""

    plan: dict[str, Any]
    seed: int
    rules: dict[str, Any]
    venues: dict[str, Any] = Field(default_factory=dict)
    periods: dict[str, Any] = Field(default_factory=dict)
    cycles: dict[str, Any] = Field(default_factory=dict)


class BranchPoint(Arguments):
    """Where a branch comes from: the lesson, its command and that one's hash, changed values."""

    lesson: Text
    command: Number
    head: Text
    changes: dict[str, Any] = Field(default_factory=dict)


def create(
    world: World,
    *,
    plan: dict[str, Any],
    seed: int,
    rules: dict[str, Any],
    venues: dict[str, Any] | None = None,
    periods: dict[str, Any] | None = None,
    cycles: dict[str, Any] | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Fill the empty tables of a new lesson; the answer counts the rows created.

    `stock` in it lists the steps by which the market makers' credits and allowances were issued.
    """
    world.take_plan(plan, seed, periods or {})
    _fill(world, rules, venues or {}, at=at)
    for code, facts in (cycles or {}).items():
        stages.keep_rules(world.books, cycle=code, facts=facts)
    begin_ideas(world, by=by, at=at)
    monitor_projects(world, {code: from_facts(facts) for code, facts in (cycles or {}).items()})
    world.take_hours()
    stock = Stock(world, at=at)
    stock.issue()
    made: dict[str, Any] = {
        "seats": len(world.room.seats),
        "instruments": len(world.plan.instruments),
    }
    return made | ({"stock": stock.steps} if stock.steps else {})


def branch(
    world: World,
    *,
    lesson: str,
    command: int,
    head: str,
    changes: dict[str, Any],
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """The log before this command is another lesson's; from here on this one goes its own way."""
    return {"lesson": lesson, "command": command}


def _fill(world: World, rules: dict[str, Any], venues: dict[str, Any], *, at: int) -> None:
    books, plan = world.books, world.plan
    books.open_asset("CNY", AssetKind.CASH)
    for country in plan.registries:
        participants.open_registry(
            books,
            code=country.code,
            alpha3=country.party,
            name_en=country.name_en,
            name_zh=country.name_zh,
        )
    trading = [day.date for day in world.calendar.days]
    link(books, period=world.periods[TRANSFER_REPLY], trading=trading)
    for name in plan.periods_played:
        controls.play(books, name=name, period=world.periods[name], trading=trading)
    compliance.load(books, rules)
    for group in plan.seats:
        for ordinal in range(group.count):
            seat_somebody(world, group, ordinal)
    for named in plan.controls.approvers:
        seat, approver = (seat_of(world, one) for one in named.split(" by "))
        movements.name_approver(books, seat=seat, approver=approver)
    _projects(world, at=at)
    enter_entities(world, at=at)
    enter_ndc(world, begins=at)
    closing = any(part.phase == "closing" for part in plan.phases)
    for part in plan.instruments:
        venue = venue_from(venues[part.venue]) if part.venue != PLAIN else None
        fields = part.model_dump(exclude={"venue"})
        instrument = instrument_of(venue, **fields, closing_call=closing)
        market.list_instrument(world.exchange, instrument)
        if venue is not None:
            deals.take_rules(world.deals, instrument=part.code, venue=venue)
    world.room.begin_clock(plan.clock.speed)


def seat_somebody(world: World, group: SeatPart, ordinal: int) -> str:
    """Add a seat of this group with its participant, accounts, cash and obligation.

    Returns the seat's name.
    """
    further = group.further(ordinal)
    seat = world.room.add_seat(role=group.role, fixed=group.fixed, further=further)
    first = group.registries[0] if group.registries else ""
    country = group.countries[ordinal % len(group.countries)] if group.countries else first
    participants.enter(
        world.books,
        seat=seat.name,
        role=group.role,
        further=further,
        name_en=further_name(group.names_en, ordinal),
        name_zh=further_name(group.names_zh, ordinal),
        country=country,
        registries=group.registries,
        cash_fen=group.cash_fen,
    )
    if group.role is Role.EMITTER:
        compliance.set_obligation(
            world.books,
            seat=seat.name,
            year=world.plan.compliance.year,
            obligation_t=group.obligations_t[ordinal % len(group.obligations_t)],
            allowances_t=group.allowances_t[ordinal % len(group.allowances_t)],
        )
    return seat.name


def _projects(world: World, *, at: int) -> None:
    books, plan = world.books, world.plan
    for agreement in plan.agreements:
        _agreement(world, agreement)
    for known in plan.methodologies:
        enter_methodology(world, known, at=at)
    for project in plan.projects:
        projects.register(
            books,
            code=project.id,
            agreement=project.agreement or "",
            host=project.host,
            unit=_unit_of(world, project),
            name_en=project.name_en,
            name_zh=project.name_zh,
            owner=seat_of(world, project.owner),
            partner=seat_of(world, project.partner) if project.partner else "",
            kind=project.type,
            methodology=project.methodology,
            margin=_margin(project),
            margin_status=project.status,
            from_covered_entity=project.from_covered_entity,
            installation=project.installation or "",
            stakes=[seat_of(world, seat) for seat in project.stakes],
        )
        if project.allocation:
            shares = {
                (seat := seat_of(world, one.seat)): (*_side_of(world, project, seat), one.percent)
                for one in project.allocation
            }
            projects.allocate(books, project=project.id, shares=shares)
        _periods(world, project)
    for sink in plan.sinks:
        enter_sink(world, sink)
    for costly in plan.finance:
        enter_finance(world, costly)


def _unit_of(world: World, project: ProjectPart) -> str:
    """The unit of a project's credits; those of an agreement that is not tradable are their own."""
    if not project.agreement:
        return CCER
    agreed = agreements.find(world.books.session, project.agreement)
    return BELT_AND_ROAD if agreed.tradable else NOT_TRADED


def _side_of(world: World, project: ProjectPart, seat: str) -> tuple[Side, bool]:
    """The side on which a seat receives a project's credits, and whether as its government."""
    agreed = agreements.find(world.books.session, project.agreement or "")
    country = participants.find(world.books.session, seat).country
    side = Side.HOST if country == agreed.host else Side.PARTNER
    return side, world.room.seats[seat].role in SIDE_OF


def _agreement(world: World, part: AgreementPart) -> None:
    """Enter an agreement, and seat the members of its committee."""
    partner_share, host_share = part.shares
    first, last = part.term_first_day, part.term_last_day
    agreements.enter(
        world.books,
        Agreement(
            code=part.code,
            partner=part.partner,
            host=part.host,
            title_en=part.title_en,
            title_zh=part.title_zh,
            approach=part.approach,
            status=part.status,
            split_rule=part.split_rule,
            partner_share=partner_share,
            host_share=host_share,
            odd_to=part.odd_to,
            min_share_percent=part.min_share_percent,
            purposes="+".join(p for p in Purpose if p in part.purposes),
            vintage_first=part.vintage_first,
            vintage_last=part.vintage_last,
            term_first_day="" if first is None else first.isoformat(),
            term_last_day="" if last is None else last.isoformat(),
            sop_percent=part.sop_percent,
            omge_percent=part.omge_percent,
            rounding=Rounding(part.rounding),
            tradable=part.tradable,
            virtual=part.virtual,
            notice_days=part.notice_days,
            oimp_definition=part.oimp_definition,
            dual_purpose=part.dual_purpose,
            terms_stated=part.terms_stated,
            ndc_first_year=part.ndc_first_year,
            ndc_last_year=part.ndc_last_year,
            issuance_mode=part.issuance_mode,
            host_spares_t=part.host_spares_t,
            partner_needs_t=part.partner_needs_t,
            state=AgreementState(part.state),
            moved_by=0,
        ),
    )
    _committee(world, part)


def _committee(world: World, part: AgreementPart) -> None:
    """Constitute the committee of an agreement with its members."""
    books = world.books
    committee.constitute(
        books,
        agreement=part.code,
        circulation=world.periods[COMMITTEE_CIRCULATION],
        resumed=world.periods[COMMITTEE_RESUMED],
        dates=[day.date.isoformat() for day in world.calendar.days],
    )
    parties = {Side.PARTNER: part.partner, Side.HOST: part.host}
    named = {seat_of(world, member) for member in part.members}
    pairs = [one.split(" by ") for one in part.employed or ()]
    employers = {seat_of(world, member): seat_of(world, company) for member, company in pairs}
    for seat in world.room.seats.values():
        country = participants.find(books.session, seat.name).country
        for office, side in SIDE_OF.items():
            if office in seat.offices and country == parties[side]:
                if not named or seat.name in named:
                    committee.seat_member(
                        books, agreement=part.code, side=side, seat=seat.name,
                        employer=employers.get(seat.name, ""),
                    )  # fmt: skip
                break


def _margin(project: ProjectPart) -> GridMargin:
    if project.combined_margin is not None:
        return single_margin(project.combined_margin)
    assert project.om and project.bm and project.w_om and project.w_bm
    return weighted_margin(
        om=project.om, bm=project.bm, weight_om=project.w_om, weight_bm=project.w_bm
    )


def _periods(world: World, project: ProjectPart) -> None:
    for number, period in enumerate(project.periods, start=1):
        projects.add_period(
            world.books,
            project=project.id,
            number=number,
            first_day=period.first_day.isoformat(),
            last_day=period.last_day.isoformat(),
            generation_mwh=period.total_mwh,
            by_year=period.generation_mwh_by_year,
            available_from=moment(_last_waiting_day(world, project, period.last_day)) + DAY,
        )


def _last_waiting_day(world: World, project: ProjectPart, last_day: date) -> date:
    """The last day of a monitoring period, or of the publication that a domestic project needs.

    A monitored one publishes its report when it has one.
    """
    if project.partner or is_monitored(world, project):
        return last_day
    trading = [day.date for day in world.calendar.days]
    return world.periods[CCER_PUBLICATION].ends(last_day, trading=trading)


COMMANDS = (
    Command(
        name="lesson.create", en="Create lesson", zh="创建课程",
        arguments=Create, roles=frozenset({Role.TRAINER}), run=on_world(create), paused=True,
        over=True, by_people=False,
    ),
    Command(
        name="lesson.branch", en="Branch begins", zh="分支开始",
        arguments=BranchPoint, roles=frozenset({Role.TRAINER}), run=on_world(branch), hot=True,
        paused=True, over=True, by_people=False,
    ),
)  # fmt: skip
