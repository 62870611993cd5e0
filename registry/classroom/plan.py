"""Lesson plans: TOML read into one checked value; every mistake at once, with line and key.

Pure once the text is read: it knows no database and starts nothing.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from matching.auction import Tie
from matching.orders import SelfTrade
from registry.classroom.plan_checks import contradictions
from registry.classroom.toml_lines import Lines, Place
from registry.market.listing import PLAIN
from registry.paths import fixtures
from registry.roles import Role, Side

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Tonnes = Annotated[int, Field(ge=0, le=10**12)]
Fen = Annotated[int, Field(ge=0, le=10**15)]
Status = Literal["seed", "verified", "recalled", "assumption"]


class PlanUnreadable(Exception):
    """A lesson plan with mistakes; `mistakes` lists all of them, each with line and key."""

    def __init__(self, name: str, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__(f"{name}: {len(mistakes)} mistake(s)\n  " + "\n  ".join(mistakes))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClockPart(_Part):
    """When the lesson plays; `speed` is lesson seconds in a real second."""

    first_day: date
    days: Annotated[int, Field(ge=1, le=250)]
    opens: Clock
    closes: Clock
    speed: Annotated[int, Field(ge=1, le=3600)] = 60


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
    name_en: str
    name_zh: str


class AgreementPart(_Part):
    """Shares between China and the host; the odd tonne goes to the named side.

    `split_rule` names how an issuance is split: by two weights, the one rule that lessons play.
    """

    host: str
    split_rule: Literal["weights"] = "weights"
    cn_weight: Annotated[int, Field(ge=0)]
    host_weight: Annotated[int, Field(ge=0)]
    odd_to: Side
    status: Status


class MethodologyPart(_Part):
    """How reductions are computed, where that is written, and how far it can be trusted."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{1,31}$")]
    name_en: str
    name_zh: str
    source: str
    status: Status


class PeriodPart(_Part):
    """One monitoring period with its net generation in MWh (exact decimal text)."""

    first_day: date
    last_day: date
    generation_mwh: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]


class ProjectPart(_Part):
    """A project; either one combined margin, or OM and BM with their weights."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}\d{3}$")]
    host: str
    name_en: str
    name_zh: str
    owner: str
    partner: str | None = None
    type: str
    methodology: str
    combined_margin: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    om: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    bm: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    w_om: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    w_bm: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    status: Status
    from_covered_entity: bool = False
    periods: Annotated[list[PeriodPart], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_margin(self) -> ProjectPart:
        parts = [self.om, self.bm, self.w_om, self.w_bm]
        whole = self.combined_margin is not None
        if whole == all(part is not None for part in parts) or (whole and any(parts)):
            raise ValueError("give combined_margin, or om, bm, w_om and w_bm")
        return self


class BreakerPart(_Part):
    """A circuit breaker: a trade `percent` or more beyond the price of `reference_minutes` ago.

    It does not happen; a call auction of `call_minutes` begins instead. Minutes of lesson time.
    """

    percent: Annotated[int, Field(gt=0, lt=100)]
    reference_minutes: Annotated[int, Field(gt=0, le=240)]
    call_minutes: Annotated[int, Field(gt=0, le=240)]


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
    reference: Annotated[int, Field(gt=0, le=10**7)]
    limit_percent: Annotated[int, Field(gt=0, lt=100)]
    lot: Annotated[int, Field(gt=0)] = 1
    venue: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,31}$")] = PLAIN
    price_rule: str | None = None
    breaker: BreakerPart | None = None
    self_trade: SelfTrade | None = None
    tie: Tie | None = None
    position_limit_t: Annotated[int, Field(gt=0, le=10**12)] | None = None


class CompliancePart(_Part):
    """The year for which emitters surrender."""

    year: Annotated[int, Field(ge=2013, le=2100)]


class SeatPart(_Part):
    """A group of seats of one role; names are taken in order, the other lists in turn.

    Without `countries` a seat belongs to the country of its first registry; an empty country
    serves them all.
    """

    role: Role
    count: Annotated[int, Field(ge=1, le=500)]
    fixed: bool = False
    cash_fen: Fen = 0
    registries: list[str] = []
    countries: list[str] = []
    names_en: list[str]
    names_zh: list[str]
    obligations_t: list[Tonnes] = []
    allowances_t: list[Tonnes] = []


class BotsPart(_Part):
    """Each bot has a turn every so many lesson minutes, with a capped number of commands.

    `orders`: with plain ones only, or with every kind, and in calls too.
    """

    every_minutes: Annotated[int, Field(ge=1, le=240)]
    commands_max: Annotated[int, Field(ge=1, le=20)]
    orders: Literal["simple", "all"] = "simple"


class Plan(_Part):
    """A whole lesson plan."""

    title_en: str
    title_zh: str
    notice_en: str
    notice_zh: str
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
        """The same lesson with at most so many seats of each role."""
        return self.model_copy(
            update={
                "seats": [s.model_copy(update={"count": min(s.count, most)}) for s in self.seats]
            }
        )


def read_plan(name: str) -> Plan:
    """Read a lesson plan by its name among the fixtures or by its path; PlanUnreadable."""
    path = Path(name)
    if path.suffix != ".toml":
        path = fixtures() / "lessons" / f"{name}.toml"
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(sorted(p.stem for p in (fixtures() / "lessons").glob("*.toml")))
        raise PlanUnreadable(name, [f"cannot be read ({error}); known plans: {known}"]) from None
    return parse_plan(written, name=name)


def parse_plan(written: str, *, name: str) -> Plan:
    """Check the text of a plan; all mistakes at once, with line and key."""
    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise PlanUnreadable(name, [f"line {_toml_line(error, written)}: {error}"]) from None
    lines = Lines(written)
    mistakes: list[tuple[int, str]] = []
    plan = None
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors():
            place = fault["loc"]
            said = fault["msg"].removeprefix("Value error, ")
            mistakes.append((lines.of(place), f"{_dotted(place)}: {said}"))
    for place, said in contradictions(raw):
        mistakes.append((lines.of(place), f"{_dotted(place)}: {said}"))
    if mistakes:
        told = [f"line {line}, {said}" for line, said in sorted(mistakes)]
        raise PlanUnreadable(name, told)
    assert plan is not None
    return plan


def _dotted(place: Place) -> str:
    said = ""
    for step in place:
        said += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if said else step
    return said


def _toml_line(error: tomllib.TOMLDecodeError, written: str) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else max(1, len(written.splitlines()))
