"""A project of the small programme that goes through the cycle, for tests of its procedures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ledger.kernel.clock import moment
from registry.cycles import CCER, JCM, shipped
from registry.pace import CYCLE, Kind, Period
from registry.programme.accounts import controls
from registry.programme.committee import commands as committee
from registry.programme.methodologies.calculator import single_margin, weighted_margin
from registry.programme.participants import commands as participants
from registry.programme.projects import (
    allocating,
    clock,
    designing,
    registering,
    stages,
    validating,
)
from registry.programme.projects import commands as projects
from registry.programme.projects.design import Design
from registry.roles import Actor, Role
from tests.support.programme import (
    CHINA,
    HOST,
    MANAGER,
    OWNER,
    PARTNER,
    SECRETARY,
    WIND,
    Programme,
    actor,
)

ENTITY, OTHER_ENTITY = actor("VAL", Role.THIRD_PARTY_ENTITY), actor("VA2", Role.THIRD_PARTY_ENTITY)
CLOCK = Actor("", Role.CLOCK, "clock")
SHARED, DOMESTIC = "TH005", "CN005"
PLANT = "Ayutthaya roofs"
SITE = Design(
    methodology="TH_AM001", start_date="2027-11-01", crediting_first_day="2028-01-01",
    crediting_years=5, yearly_t=355, investment_yuan=60_000_000, yearly_revenue_yuan=5_400_000,
    yearly_cost_yuan=1_800_000, benchmark_percent="8", similar_installations=40,
    similar_without_credits=6, legally_required=False,
)  # fmt: skip
"""A return of 6 % against a benchmark of 8 %; 15 % of similar installations."""
WIND_SITE = replace(SITE, methodology="CN_WIND", yearly_t=71_697, crediting_years=10)
"""Jiuquan's figures: 92,000 MWh in a year avoid 71,697 t."""
HALVES = [f"{PARTNER.seat} 50", f"{OWNER.seat} 50"]


class Ideas(Programme):
    """The programme with a shared and a domestic project that begin as ideas, and two entities."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__()
        self.do(self._begin, by=SECRETARY)

    def _begin(self, books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        for one in (ENTITY, OTHER_ENTITY):
            participants.enter(
                books, seat=one.seat, role=one.role, name_en=one.seat, name_zh=one.seat,
                country="", registries=(), cash_fen=0,
            )  # fmt: skip
        for name in sorted(CYCLE):
            period = Period(10, Kind.CALENDAR, "", "", "")
            controls.play(books, name=name, period=period, trading=())
        for code in (JCM, CCER):
            facts = shipped()[code].cycle.as_facts()
            stages.keep_rules(books, cycle=code, facts=facts | self.facts)
        jiuquan = weighted_margin(om="0.8922", bm="0.4407", weight_om="0.75", weight_bm="0.25")
        for code, margin, owner, partner, site, mwh in (
            (SHARED, single_margin("0.355"), OWNER.seat, PARTNER.seat, SITE, "1000"),
            (DOMESTIC, jiuquan, WIND.seat, "", WIND_SITE, "92000"),
        ):
            projects.register(
                books, code=code, agreement="CN-TH" if partner else "", host=code[:2],
                unit="BRC" if partner else "CCER", name_en=code, name_zh=code, owner=owner,
                partner=partner, kind="solar" if partner else "wind",
                methodology=site.methodology, margin=margin, margin_status="assumption",
                from_covered_entity=False, installation=PLANT if partner else "Jiuquan farm",
            )  # fmt: skip
            for number, year in ((1, 2027), (2, 2028)):
                projects.add_period(
                    books, project=code, number=number, first_day=f"{year}-01-01",
                    last_day=f"{year}-12-31", generation_mwh=mwh,
                    available_from=moment(date(year + 1, 1, 1)),
                )  # fmt: skip
            stages.begin(
                books, project=code, cycle=JCM if partner else CCER, site=site, by=by, at=at
            )
        return {}

    def note(self) -> int:
        """The shared project's idea note; the item of the committee."""
        given = {"project": SHARED, "yearly_t": 355, "summary": "Roofs of a factory"}
        return int(self.do(designing.submit_note, by=OWNER, **given)["item"])

    def decide(self, item: int) -> None:
        """Both governments affirm, and the secretariat publishes."""
        self.adopted(item)
        self.do(committee.publish, item=item, by=SECRETARY)

    def design(self, project: str = SHARED, *, by: Actor = OWNER, **figures: Any) -> dict[str, Any]:
        """Submit a design document with the figures of the site, or others."""
        return self.do(designing.submit_design, by=by, **paper(project, **figures))

    def published(self, project: str = SHARED) -> None:
        """A design document whose publication is over."""
        if project == SHARED:
            self.decide(self.note())
            self.design()
            self.do(designing.publish, project=project, by=SECRETARY)
        else:
            self.design(project, by=WIND)
            self.do(designing.publish, project=project, by=WIND)
        self.over()

    def over(self) -> None:
        """Let the clock end what is due eleven days later."""
        self._now += 11 * 86_400_000
        self.do(clock.due, by=CLOCK)

    def validated(self, project: str = SHARED) -> None:
        """A project with a positive report."""
        self.published(project)
        self.do(validating.validate, project=project, positive=True, wrong=[], by=ENTITY)

    def assessed(self) -> None:
        """The shared project, its reference emissions assessed."""
        self.validated()
        self._assess()

    def _assess(self) -> None:
        asked = self.do(validating.ask_assessment, project=SHARED, reason="valid", by=SECRETARY)
        self.decide(asked["item"])

    def allocated(self) -> None:
        """The shared project with an allocation that everybody has signed."""
        self.assessed()
        self._sign()

    def _sign(self) -> None:
        self.do(allocating.file_allocation, project=SHARED, shares=HALVES, by=OWNER)
        for one in (PARTNER, CHINA, HOST):
            self.do(allocating.sign, project=SHARED, by=one)

    def requested(self, project: str = SHARED) -> None:
        """A request for registration."""
        if project == SHARED:
            self.allocated()
        else:
            self.validated(project)
        by = OWNER if project == SHARED else WIND
        self.do(registering.request, project=project, by=by)

    def registered(self, project: str = SHARED) -> None:
        """A project in the register."""
        self.requested(project)
        if project == DOMESTIC:
            self.do(registering.register, project=project, by=MANAGER)
        else:
            self._register()

    def _register(self) -> None:
        asked = self.do(registering.circulate, project=SHARED, reason="complete", by=SECRETARY)
        self.decide(asked["item"])

    def on_from_validation(self) -> None:
        """The shared project from its positive report into the register."""
        self._assess()
        self._sign()
        self.do(registering.request, project=SHARED, by=OWNER)
        self._register()

    def state_of(self, project: str = SHARED) -> str:
        """Where a project stands."""
        found = self.store.fetch("SELECT state FROM project_stage WHERE project = ?", project)
        return str(found[0][0])

    def wait(self, days: int) -> None:
        """Let so many calendar days pass."""
        self._now += days * 86_400_000


def paper(project: str = SHARED, **figures: Any) -> dict[str, Any]:
    """The arguments of a design document: figures of the site unless others are given."""
    site = SITE if project == SHARED else WIND_SITE
    more = {name: figures.pop(name) for name in ("participants", "validator") if name in figures}
    seats = [OWNER.seat, PARTNER.seat] if project == SHARED else [WIND.seat]
    return asdict(replace(site, **figures)) | {
        "project": project, "participants": seats, "validator": ENTITY.seat,
    } | more  # fmt: skip


Step = Callable[[Ideas], Any]
