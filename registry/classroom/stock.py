"""The credits and allowances with which market makers begin a lesson, issued by its first command.

The procedures issue them in the names of the seats that they belong to, so that every tonne has its
decision, its authorisation and its number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.kernel.clock import day_of
from registry.classroom.world import World
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.models import Definition, Purpose
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.committee.models import Vote
from registry.programme.committee.queries import members
from registry.programme.issuance import allowances, ccer
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import queries as issuance_queries
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import reports
from registry.programme.participants import commands as participants
from registry.programme.projects import queries as projects
from registry.programme.transfers import host_first
from registry.roles import CHINA, Actor, Role

ORIGIN = "plan"
"""Origin of the steps: they are what the plan says, nobody gives them."""

Step = dict[str, Any]
"""A step as the first command's answer has it: command, seat, arguments, answer."""


class Stock:
    """Issues what a lesson's market makers begin with; `steps` are what was done, in order."""

    def __init__(self, world: World, *, at: int) -> None:
        self.world, self.at = world, at
        self.steps: list[Step] = []

    def issue(self) -> None:
        """Issue every period of the market makers' projects, and their allowances."""
        session = self.world.books.session
        makers = {one.name: one for one in self.world.room.seats.values() if not one.of_class}
        for project in projects.projects(session):
            if project.owner in makers:
                self._project(project)
        group = next((g for g in self.world.plan.seats if g.role is Role.MARKET_MAKER), None)
        given = group.allowances_t if group is not None else []
        for ordinal, seat in enumerate(makers if given else ()):
            if tonnes := given[ordinal % len(given)]:
                year = self.world.plan.compliance.year
                china = self._office(Role.GOVERNMENT_PARTNER, CHINA)
                self._step(
                    "allowance.issue", allowances.issue, china,
                    {"year": year, "quantity": tonnes}, holder=seat,
                )  # fmt: skip

    def _project(self, project: projects.ProjectView) -> None:
        periods = projects.periods(self.world.books.session, project.code)
        if project.domestic:
            manager = self._office(Role.REGISTRY_MANAGER, project.host)
            for period in periods:
                one = {"project": project.code, "period": period.number}
                self._step("ccer.register", ccer.register, manager, one)
            return
        host = self._office(Role.GOVERNMENT_HOST, project.host)
        self._report(host, project.host)
        granted: dict[str, Any] = {
            "project": project.code,
            "purposes": [Purpose.NDC.value, Purpose.OIMP.value],
            "quantity": sum(period.whole_t for period in periods),
        }
        if self.world.plan.controls.reports:
            # First transferred at once, so that holdings at the end of the year have ITMOs.
            granted["definition"] = Definition.AUTHORISATION.value
        self._step("authorisation.grant", authorisation.grant, host, granted)
        owner = Actor(project.owner, Role.PROJECT_OWNER, ORIGIN)
        for period in periods:
            one = {"project": project.code, "period": period.number}
            asked = self._step("issuance.request", issuance.request, owner, one)
            vote = {"item": asked["item"], "vote": Vote.AFFIRM.value}
            for member in members(self.world.books.session, project.agreement):
                seated = self.world.room.actor(member.seat, ORIGIN)
                self._step("committee.vote", voting.vote, seated, vote)
            agreed = agreements.known(self.world.books.session, project.agreement)
            secretariat = self._office(Role.SECRETARIAT, agreed.partner, agreed.host)
            decided = {"item": asked["item"]}
            self._step("committee.publish", committee.publish, secretariat, decided)
            session = self.world.books.session
            parts = issuance_queries.parts_of(session, asked["request"])
            for registry in dict.fromkeys(part.registry for part in parts):
                manager = self._office(Role.REGISTRY_MANAGER, registry)
                one = {"request": asked["request"], "registry": registry}
                self._step("issuance.issue", host_first.issue, manager, one)

    def _report(self, host: Actor, party: str) -> None:
        """Report what an authorisation needs before it (checks 4009 and 4019): inventories, and
        the initial report.
        """
        session = self.world.books.session
        if not reports.not_reported(session, party, at=self.at):
            return
        year = day_of(self.at).year
        self._step("ndc.report_inventory", ndc.report_inventory, host, {})
        texts = {"year": year, **reports.outline(session, party)}
        written = self._step("ndc.draft_report", reports.draft, host, texts)
        one = {"report": written["report"]}
        self._step("ndc.submit_report", reports.submit, host, one)

    def _step(
        self,
        name: str,
        run: Callable[..., dict[str, Any]],
        by: Actor,
        arguments: dict[str, Any],
        **more: str,
    ) -> dict[str, Any]:
        answer = run(self.world.books, **arguments, **more, by=by, at=self.at)
        step = {"name": name, "seat": by.seat, "arguments": arguments, "answer": answer}
        self.steps.append(step)
        return answer

    def _office(self, role: Role, *countries: str) -> Actor:
        """The first seat that holds an office for one of these countries, or for all countries.

        The plan's checks ask for one.
        """
        session = self.world.books.session
        seats = (one.name for one in self.world.room.seats.values() if role in one.offices)
        acting = (
            seat for seat in seats if participants.find(session, seat).country in ("", *countries)
        )
        return self.world.room.actor(next(acting), ORIGIN)
