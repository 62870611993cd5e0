"""Lesson plans: TOML read into one checked value; every mistake at once, with line and key.

Pure once the text is read.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from registry.classroom.plan_bodies import EntityPart, MethodologyPart
from registry.classroom.plan_checks import contradictions
from registry.classroom.plan_fields import (
    LongText,
    Name,
    PaceName,
    YesNo,
)
from registry.classroom.plan_monitoring import MonitoringPart
from registry.classroom.plan_ndc import NdcPart, StocktakePart
from registry.classroom.plan_parts import (
    RENAMED,
    AgreementPart,
    BotsPart,
    ClockPart,
    CompliancePart,
    ControlsPart,
    InstrumentPart,
    Part,
    PhasePart,
    ProjectPart,
    RegistryPart,
    SeatPart,
    SharePart,
    is_class,
    is_not,
    is_uncontrolled,
    unsaid,
)
from registry.classroom.plan_script import LevelPart, RemarkPart, SaidPart
from registry.classroom.plan_undertakings import FinancePart, SinkPart
from registry.classroom.toml_lines import Lines, Place
from registry.countries import take_over
from registry.cycles import CCER, JCM
from registry.pace import CLASS, CYCLE, METHODOLOGY_PERIODS, REPLACEMENT, REPORTING
from registry.paths import fixtures
from registry.programme.methodologies.calculator import decimal_text
from registry.roles import Role


class PlanUnreadable(Exception):
    """A lesson plan with mistakes; `mistakes` lists all of them, each with line and key."""

    def __init__(self, name: str, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__(f"{name}: {len(mistakes)} mistake(s)\n  " + "\n  ".join(mistakes))


class Plan(Part):
    """A whole lesson plan; `public_reading`: everybody may read what its registries publish."""

    title_en: Name
    title_zh: Name
    notice_en: LongText
    notice_zh: LongText
    clock: ClockPart
    phases: Annotated[list[PhasePart], Field(min_length=1)]
    registries: Annotated[list[RegistryPart], Field(min_length=2)]
    agreements: Annotated[list[AgreementPart], Field(min_length=1)]
    pace: PaceName = Field(default=CLASS, exclude_if=is_class)
    methodologies: Annotated[list[MethodologyPart], Field(min_length=1)]
    projects: Annotated[list[ProjectPart], Field(min_length=1)]
    sinks: list[SinkPart] = Field(default=[], exclude_if=unsaid)
    finance: list[FinancePart] = Field(default=[], exclude_if=unsaid)
    instruments: Annotated[list[InstrumentPart], Field(min_length=1)]
    compliance: CompliancePart
    seats: Annotated[list[SeatPart], Field(min_length=1)]
    bots: BotsPart
    public_reading: YesNo = Field(default=False, exclude_if=is_not)
    entities: list[EntityPart] = Field(default=[], exclude_if=unsaid)
    controls: ControlsPart = Field(default=ControlsPart(), exclude_if=is_uncontrolled)
    monitoring: MonitoringPart | None = Field(default=None, exclude_if=unsaid)
    ndc: list[NdcPart] = Field(default=[], exclude_if=unsaid)
    stocktakes: list[StocktakePart] = Field(default=[], exclude_if=unsaid)
    levels: list[LevelPart] = Field(default=[], exclude_if=unsaid)
    announcement: list[SaidPart] = Field(default=[], exclude_if=unsaid)
    remark: list[RemarkPart] = Field(default=[], exclude_if=unsaid)

    @property
    def periods_played(self) -> list[str]:
        """The names of the periods of what the plan switches on, as the pace names them."""
        governed = any(one.scope is not None for one in self.methodologies)
        on = (
            (METHODOLOGY_PERIODS, governed),
            (CYCLE, self.cycles),
            (REPORTING, self.ndc),
            ((REPLACEMENT,), self.sinks),
        )
        return [*self.controls.played, *(name for names, played in on if played for name in names)]

    @property
    def hosts(self) -> list[str]:
        """The host countries, in the order of their agreements, each once."""
        return list(dict.fromkeys(one.host for one in self.agreements))

    @property
    def cycles(self) -> list[str]:
        """The cycles through which projects of this plan go, each once."""
        ideas = [one for one in self.projects if one.stage == "idea"]
        return sorted({JCM if one.agreement else CCER for one in ideas})

    @property
    def cycles_kept(self) -> list[str]:
        """The cycles whose rules a lesson keeps: also for the verification of reports."""
        return sorted({*self.cycles, *((JCM, CCER) if self.monitoring is not None else ())})

    def with_seats_per_role(self, most: int) -> Plan:
        """The same lesson with at most so many seats in each group, and all market makers.

        A project's seat stays in its group; a position beyond the group's seats counts from its
        first seat again. A stake of an office that is not there any more is left out, and so is an
        approver of whom, or an approver who, is not.
        """
        seats = [
            s.model_copy(update={"count": min(s.count, most)})
            if s.role is not Role.MARKET_MAKER
            else s
            for s in self.seats
        ]
        small = self.model_copy(update={"seats": seats})
        projects = [
            project.model_copy(
                update={
                    key: seated_again(named, self.seats, seats)
                    for key in ("owner", "partner")
                    if (named := getattr(project, key)) is not None
                }
                | {"allocation": _received_again(project.allocation, self.seats, seats)}
                | {"stakes": [o for o in project.stakes if still_there(o, self.seats, seats)]}
            )
            for project in self.projects
        ]
        approvers = [
            named
            for named in self.controls.approvers
            if all(still_there(one, self.seats, seats) for one in named.split(" by "))
        ]
        controls = self.controls.model_copy(update={"approvers": approvers})
        entities = [
            entity.model_copy(update={"seat": seated_again(entity.seat, self.seats, seats)})
            for entity in self.entities
        ]
        finance = [_funded_again(one, self.seats, seats) for one in self.finance]
        return small.model_copy(
            update={
                "projects": projects, "controls": controls, "entities": entities,
                "finance": finance,
            }
        )  # fmt: skip


def _received_again(
    allocation: list[SharePart], before: list[SeatPart], after: list[SeatPart]
) -> list[SharePart]:
    """An allocation after the sizes of groups have changed; what is one seat's now is added up."""
    found: dict[str, Fraction] = {}
    for one in allocation:
        seat = seated_again(one.seat, before, after)
        found[seat] = found.get(seat, Fraction(0)) + Fraction(one.percent)
    return [SharePart(seat=seat, percent=decimal_text(part)) for seat, part in found.items()]


def _funded_again(
    finance: FinancePart, before: list[SeatPart], after: list[SeatPart]
) -> FinancePart:
    """The costs of a project after the sizes of groups have changed; its funders keep a seat."""
    funding = [
        one.model_copy(update={"seat": seated_again(one.seat, before, after)}) if one.seat else one
        for one in finance.funding
    ]
    return finance.model_copy(update={"funding": funding})


def seated_again(named: str, before: list[SeatPart], after: list[SeatPart]) -> str:
    """The new name of a seat such as `role:2` after the sizes of the groups have changed."""
    role, _, ordinal = named.partition(":")
    left, passed = int(ordinal) - 1, 0
    for group, smaller in zip(before, after, strict=True):
        if group.role != role:
            continue
        if left < group.count:
            return f"{role}:{passed + left % smaller.count + 1}"
        left, passed = left - group.count, passed + smaller.count
    raise AssertionError(f"the plan's checks know {named}")


def still_there(named: str, before: list[SeatPart], after: list[SeatPart]) -> bool:
    """Whether a seat such as `role:2` is not one of those that a smaller group has left out."""
    role, _, ordinal = named.partition(":")
    left = int(ordinal)
    for group, smaller in zip(before, after, strict=True):
        if group.role == role and left <= group.count:
            return left <= smaller.count
        left -= group.count if group.role == role else 0
    raise AssertionError(f"the plan's checks know {named}")


def shipped_plans() -> list[str]:
    """The names of the plans among the fixtures, sorted."""
    return sorted(path.stem for path in (fixtures() / "lessons").glob("*.toml"))


def read_plan(name: str) -> Plan:
    """Read a lesson plan by its name among the fixtures or by its path; raises PlanUnreadable."""
    path = Path(name)
    if path.suffix != ".toml":
        path = fixtures() / "lessons" / f"{name}.toml"
    try:
        stored = path.read_bytes()
    except (OSError, ValueError) as error:
        known = ", ".join(shipped_plans())
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        mistake = (
            "there is no such plan"
            if isinstance(error, FileNotFoundError)
            else (f"cannot be read: {why}")
        )
        raise PlanUnreadable(name, [f"{mistake}; known plans: {known}"]) from None
    try:
        written = stored.decode("utf-8")
    except UnicodeDecodeError as error:
        line = stored.count(b"\n", 0, error.start) + 1
        mistake = f"line {line}: is not UTF-8 ({error.reason}); save the file as UTF-8"
        raise PlanUnreadable(name, [mistake]) from None
    return parse_plan(written, name=name)


def parse_plan(written: str, *, name: str) -> Plan:
    """Check the text of a plan; raises PlanUnreadable with all mistakes, with line and key."""
    # Editors on Windows begin a file with a byte order mark.
    written = written.removeprefix("\ufeff")
    lines = Lines(written)
    raw = _toml(written, lines, name=name)
    unknown = take_over(raw)
    for (_, index, key), _ in unknown:
        del raw["registries"][index][key]
    plan, mistakes = checked(raw, lacking=[place[:2] for place, _ in unknown])
    mistakes += unknown
    if mistakes:
        listed = sorted(
            (lines.of(place), f"{dotted(place)}: {mistake}") for place, mistake in mistakes
        )
        raise PlanUnreadable(name, [f"line {line}, {mistake}" for line, mistake in listed])
    assert plan is not None
    return plan


def checked(
    raw: dict[str, Any], *, lacking: Sequence[Place] = ()
) -> tuple[Plan | None, list[tuple[Place, str]]]:
    """The plan of these tables, and every mistake with its place; takes out of `raw` what is wrong.

    None: the shape is wrong. `lacking` are tables whose missing keys a reported mistake explains.
    """
    explained: list[Place] = []
    plan, mistakes = None, []
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            of_tables = fault["type"] == "model_type"
            mistake = "must be a table" if of_tables else fault["msg"].removeprefix("Value error, ")
            place = fault["loc"]
            if fault["type"] == "missing" and place[:-1] in lacking:
                explained.append(place)
                continue
            if fault["type"] == "extra_forbidden":
                mistake = RENAMED.get(place[-1], mistake)
            mistakes.append((place, mistake))
    mistakes += contradictions(raw, [*(place for place, _ in mistakes), *explained])
    return plan, mistakes


def _toml(written: str, lines: Lines, *, name: str) -> dict[str, Any]:
    """The parsed TOML; raises PlanUnreadable with line and key of what cannot be parsed."""
    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, written.rstrip("\n").count("\n") + 1)
        place, mistake = lines.last_up_to(line), str(error)
    except RecursionError:
        (line, place), mistake = lines.deepest, "brackets stand too deep in one another"
    except ValueError:
        (line, place), mistake = lines.longest, "a number of too many digits"
    key = f", {dotted(place)}" if place else ""
    raise PlanUnreadable(name, [f"line {line}{key}: {mistake}"])


def dotted(place: Place) -> str:
    """A place in a plan as people write it: tables by name, the entries of a list from 1."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step + 1}]"
            continue
        bare = re.fullmatch(r"[A-Za-z0-9_-]{1,60}", step)
        shown = step if bare else json.dumps(step[:60])
        text += f".{shown}" if text else shown
    return text
