"""Lesson plans: TOML read into one checked value; every mistake at once, with line and key.

Pure once the text is read: it knows no database and starts nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matching.auction import Tie
from matching.orders import SelfTrade
from registry.classroom.plan_checks import contradictions
from registry.classroom.plan_checks.countries import SPLIT_KEYS
from registry.classroom.plan_checks.times import DAYS_MOST
from registry.classroom.plan_fields import (
    Clock,
    Code,
    Day,
    Decimal,
    Fen,
    LongText,
    Name,
    Percent,
    Status,
    Tonnes,
    Weight,
    Whole,
    YesNo,
)
from registry.classroom.toml_lines import Lines, Place
from registry.market.listing import PLAIN
from registry.paths import fixtures
from registry.roles import Role, Side, SplitRule


class PlanUnreadable(Exception):
    """A lesson plan with mistakes; `mistakes` lists all of them, each with line and key."""

    def __init__(self, name: str, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__(f"{name}: {len(mistakes)} mistake(s)\n  " + "\n  ".join(mistakes))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClockPart(_Part):
    """When the lesson plays; `speed` is lesson seconds in a real second."""

    first_day: Day
    days: Annotated[Whole, Field(ge=1, le=DAYS_MOST)]
    opens: Clock
    closes: Clock
    speed: Annotated[Whole, Field(ge=1, le=3600)] = 60


class PhasePart(_Part):
    """From `at` on, every market of the lesson is in this phase, save those with own hours.

    What a `call` gathers trades when trading becomes continuous, what `closing` gathers when it
    ends; that is the day's last call, and the market closes after it.
    """

    at: Clock
    phase: Literal["closed", "call", "continuous", "closing"]


class RegistryPart(_Part):
    """A country's registry: the code in account numbers, the Party, its names."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    party: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    name_en: Name
    name_zh: Name


class AgreementPart(_Part):
    """Shares between China and the host, by the rule that `split_rule` names.

    Weights are rounded down, and the odd tonne goes to the side `odd_to`. Percentages add up to
    100 and go by the largest remainder. Each rule has the keys of its own.
    """

    host: str
    split_rule: SplitRule = SplitRule.WEIGHTS
    cn_weight: Weight | None = None
    host_weight: Weight | None = None
    odd_to: Side | None = None
    cn_percent: Percent | None = None
    host_percent: Percent | None = None
    status: Status

    @property
    def shares(self) -> tuple[str, str]:
        """The weights or percentages of China and of the host, as exact decimal text."""
        china, host = SPLIT_KEYS[self.split_rule][:2]
        return str(getattr(self, china)), str(getattr(self, host))


class MethodologyPart(_Part):
    """How reductions are computed, where that is written, and how far it can be trusted."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{1,31}$")]
    name_en: Name
    name_zh: Name
    source: LongText
    status: Status


class PeriodPart(_Part):
    """One monitoring period with its net generation in MWh (exact decimal text)."""

    first_day: Day
    last_day: Day
    generation_mwh: Decimal


class ProjectPart(_Part):
    """A project; either one combined margin, or OM and BM with their weights.

    `owner` and `partner` are seats, "role:number": the owner of the host country, and the partner,
    which only a host country's project has, of China.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{3}$")]
    host: str
    name_en: Name
    name_zh: Name
    owner: str
    partner: str | None = None
    type: Name
    methodology: str
    combined_margin: Decimal | None = None
    om: Decimal | None = None
    bm: Decimal | None = None
    w_om: Decimal | None = None
    w_bm: Decimal | None = None
    status: Status
    from_covered_entity: YesNo = False
    periods: Annotated[list[PeriodPart], Field(min_length=1)]


class BreakerPart(_Part):
    """A circuit breaker: a trade `percent` or more beyond the price of `reference_minutes` ago.

    It does not happen; a call auction of `call_minutes` begins instead. Minutes of lesson time.
    """

    percent: Annotated[Whole, Field(gt=0, lt=100)]
    reference_minutes: Annotated[Whole, Field(gt=0, le=240)]
    call_minutes: Annotated[Whole, Field(gt=0, le=240)]


class InstrumentPart(_Part):
    """What can be traded, in which registry; `reference` in fen per tonne for the first day.

    `venue` is the market by whose rules it trades; what that says goes before `limit_percent`,
    `lot`, `breaker`, `self_trade` and `tie`, which hold where it is silent. `price_rule` names one
    of several that are on record. `position_limit_t` is the most that one holder may have and have
    ordered to buy, in every instrument of the unit; of two limits the smaller holds for both.
    """

    code: Code
    registry: str
    unit: Literal["CCER", "BRC", "CEA"]
    host: str
    reference: Annotated[Whole, Field(gt=0, le=10**7)]
    limit_percent: Annotated[Whole, Field(gt=0, lt=100)]
    lot: Annotated[Whole, Field(gt=0, le=10**9)] = 1
    venue: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,31}$")] = PLAIN
    price_rule: str | None = None
    breaker: BreakerPart | None = None
    self_trade: SelfTrade | None = None
    tie: Tie | None = None
    position_limit_t: Annotated[Whole, Field(gt=0, le=10**12)] | None = None


class CompliancePart(_Part):
    """The year for which emitters surrender."""

    year: Annotated[Whole, Field(ge=2013, le=2100)]


class SeatPart(_Part):
    """A group of seats of one role; names are taken in order, the other lists in turn.

    Without `countries` a seat belongs to the country of its first registry; an empty country
    serves them all.
    """

    role: Role
    count: Annotated[Whole, Field(ge=1, le=500)]
    fixed: YesNo = False
    cash_fen: Fen = 0
    registries: list[str] = []
    countries: list[str] = []
    names_en: list[Name]
    names_zh: list[Name]
    obligations_t: list[Tonnes] = []
    allowances_t: list[Tonnes] = []


class BotsPart(_Part):
    """Each bot has a turn every so many lesson minutes, with a capped number of commands.

    `orders`: with plain ones only, or with every kind, and in calls too.
    """

    every_minutes: Annotated[Whole, Field(ge=1, le=240)]
    commands_max: Annotated[Whole, Field(ge=1, le=20)]
    orders: Literal["simple", "all"] = "simple"


class Plan(_Part):
    """A whole lesson plan."""

    title_en: Name
    title_zh: Name
    notice_en: LongText
    notice_zh: LongText
    clock: ClockPart
    phases: Annotated[list[PhasePart], Field(min_length=1)]
    registries: Annotated[list[RegistryPart], Field(min_length=2)]
    agreement: AgreementPart
    methodologies: Annotated[list[MethodologyPart], Field(min_length=1)]
    projects: Annotated[list[ProjectPart], Field(min_length=1)]
    instruments: Annotated[list[InstrumentPart], Field(min_length=1)]
    compliance: CompliancePart
    seats: Annotated[list[SeatPart], Field(min_length=1)]
    bots: BotsPart

    def with_seats_per_role(self, most: int) -> Plan:
        """The same lesson with at most so many seats in each group.

        What a project names stays in the group where its seat was; a small group goes round again.
        """
        seats = [s.model_copy(update={"count": min(s.count, most)}) for s in self.seats]
        small = self.model_copy(update={"seats": seats})
        projects = [
            project.model_copy(
                update={
                    key: seated_again(named, self.seats, seats)
                    for key in ("owner", "partner")
                    if (named := getattr(project, key)) is not None
                }
            )
            for project in self.projects
        ]
        return small.model_copy(update={"projects": projects})


def seated_again(named: str, before: list[SeatPart], after: list[SeatPart]) -> str:
    """What `role:2` of a plan is called when the same groups have other numbers of seats."""
    role, _, ordinal = named.partition(":")
    left, passed = int(ordinal) - 1, 0
    for group, smaller in zip(before, after, strict=True):
        if group.role != role:
            continue
        if left < group.count:
            return f"{role}:{passed + left % smaller.count + 1}"
        left, passed = left - group.count, passed + smaller.count
    raise AssertionError(f"the plan's checks know {named}")


def read_plan(name: str) -> Plan:
    """Read a lesson plan by its name among the fixtures or by its path; PlanUnreadable."""
    path = Path(name)
    if path.suffix != ".toml":
        path = fixtures() / "lessons" / f"{name}.toml"
    try:
        stored = path.read_bytes()
    except (OSError, ValueError) as error:
        known = ", ".join(sorted(p.stem for p in (fixtures() / "lessons").glob("*.toml")))
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        said = (
            "there is no such plan"
            if isinstance(error, FileNotFoundError)
            else (f"cannot be read: {why}")
        )
        raise PlanUnreadable(name, [f"{said}; known plans: {known}"]) from None
    try:
        written = stored.decode("utf-8")
    except UnicodeDecodeError as error:
        line = stored.count(b"\n", 0, error.start) + 1
        told = f"line {line}: is not UTF-8 ({error.reason}); save the file as UTF-8"
        raise PlanUnreadable(name, [told]) from None
    return parse_plan(written, name=name)


def parse_plan(written: str, *, name: str) -> Plan:
    """Check the text of a plan; all mistakes at once, with line and key."""
    # Editors of Windows begin a file with a byte order mark.
    written = written.removeprefix("\ufeff")
    lines = Lines(written)
    raw = _toml(written, lines, name=name)
    plan, mistakes = checked(raw)
    if mistakes:
        told = sorted((lines.of(place), f"{_dotted(place)}: {said}") for place, said in mistakes)
        raise PlanUnreadable(name, [f"line {line}, {said}" for line, said in told])
    assert plan is not None
    return plan


def checked(raw: dict[str, Any]) -> tuple[Plan | None, list[tuple[Place, str]]]:
    """The plan of these tables, and every mistake with its place; takes out of `raw` what is wrong.

    None: the shape is wrong.
    """
    plan, mistakes = None, []
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            of_tables = fault["type"] == "model_type"
            said = "must be a table" if of_tables else fault["msg"].removeprefix("Value error, ")
            mistakes.append((fault["loc"], said))
    mistakes += contradictions(raw, [place for place, _ in mistakes])
    return plan, mistakes


def _toml(written: str, lines: Lines, *, name: str) -> dict[str, Any]:
    """The TOML as it was written; what cannot be read is told where it stands."""
    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, written.rstrip("\n").count("\n") + 1)
        place, said = lines.last_up_to(line), str(error)
    except RecursionError:
        (line, place), said = lines.deepest, "brackets stand too deep in one another"
    except ValueError:
        (line, place), said = lines.longest, "a number of too many digits"
    key = f", {_dotted(place)}" if place else ""
    raise PlanUnreadable(name, [f"line {line}{key}: {said}"])


def _dotted(place: Place) -> str:
    said = ""
    for step in place:
        if isinstance(step, int):
            said += f"[{step + 1}]"
            continue
        bare = re.fullmatch(r"[A-Za-z0-9_-]{1,60}", step)
        shown = step if bare else json.dumps(step[:60])
        said += f".{shown}" if said else shown
    return said
