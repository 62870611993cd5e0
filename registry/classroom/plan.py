"""Lesson plans: TOML read into one checked value; every mistake at once, with line and key.

Pure once the text is read: it knows no database and starts nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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
    """From `at` on, every market of the lesson is in this phase."""

    at: Clock
    phase: Literal["closed", "continuous"]


class RegistryPart(_Part):
    """A country's registry: the code in account numbers, its own name, the Party."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    registry: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{2}$")]
    party: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    name_en: str
    name_zh: str


class AgreementPart(_Part):
    """Shares between China and the host; the odd tonne goes to the named side."""

    host: str
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


class InstrumentPart(_Part):
    """What can be traded, in which registry; `reference` in fen per tonne for the first day."""

    code: Code
    registry: str
    unit: Literal["CCER", "BRC"]
    host: str
    reference: Annotated[int, Field(gt=0, le=10**7)]
    limit_percent: Annotated[int, Field(gt=0, lt=100)]
    lot: Annotated[int, Field(gt=0)] = 1


class CompliancePart(_Part):
    """The year for which emitters surrender."""

    year: Annotated[int, Field(ge=2013, le=2100)]


class SeatPart(_Part):
    """A group of seats of one role; names are taken in order, the other lists in turn.

    Without `countries` a seat belongs to the country of its first registry.
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
    """Each bot has a turn every so many lesson minutes, with a capped number of commands."""

    every_minutes: Annotated[int, Field(ge=1, le=240)]
    commands_max: Annotated[int, Field(ge=1, le=20)]


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
        raise PlanUnreadable(name, [f"line {_toml_line(error)}: {error}"]) from None
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
    for place, said in _contradictions(raw):
        mistakes.append((lines.of(place), f"{_dotted(place)}: {said}"))
    if mistakes:
        told = [f"line {line}, {said}" for line, said in sorted(mistakes)]
        raise PlanUnreadable(name, told)
    assert plan is not None
    return plan


Place = tuple[int | str, ...]


def _contradictions(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What a shape cannot tell: names that point nowhere, times out of order, doubles.

    Works on the raw table, so that it speaks even when other parts are wrong.
    """
    yield from _times(raw)
    yield from _codes(raw)
    yield from _owners(raw)
    yield from _names(raw)


def _times(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    clock = raw.get("clock")
    clock = clock if isinstance(clock, dict) else {}
    opens, closes = str(clock.get("opens", "")), str(clock.get("closes", ""))
    if opens >= closes and opens and closes:
        yield ("clock", "closes"), f"the day closes at {closes}, before it opens at {opens}"
    before = opens
    for index, phase in enumerate(_tables(raw, "phases")):
        at = str(phase.get("at", ""))
        if at and not before < at < closes and opens and closes:
            yield ("phases", index, "at"), f"{at} is not between {before} and {closes}"
        before = at or before
    for i, project in enumerate(_tables(raw, "projects")):
        for j, period in enumerate(_tables(project, "periods")):
            first, last = str(period.get("first_day", "")), str(period.get("last_day", "9"))
            if first > last:
                yield ("projects", i, "periods", j, "last_day"), "the period ends before it begins"
            elif first[:4] != last[:4]:
                yield ("projects", i, "periods", j, "last_day"), "a period lies in one calendar year"


def _codes(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    registries = {r.get("code") for r in _tables(raw, "registries")}
    if "CN" not in registries and registries:
        yield ("registries",), "China's registry (code CN) is missing"
    for part, keys in {
        "projects": ("host",),
        "instruments": ("registry", "host"),
    }.items():
        seen: set[Any] = set()
        for index, entry in enumerate(_tables(raw, part)):
            name = entry.get("id", entry.get("code"))
            if name in seen:
                yield (part, index, "id" if "id" in entry else "code"), f"{name} stands twice"
            seen.add(name)
            for key in keys:
                if entry.get(key) not in registries:
                    yield (part, index, key), f"there is no registry {entry.get(key)}"
    agreement = raw.get("agreement")
    if isinstance(agreement, dict) and agreement.get("host") not in registries - {"CN"}:
        yield ("agreement", "host"), f"there is no host registry {agreement.get('host')}"
    for index, seat in enumerate(_tables(raw, "seats")):
        for code in seat.get("registries", ()):
            if code not in registries:
                yield ("seats", index, "registries"), f"there is no registry {code}"


def _owners(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    roles = {str(seat.get("role")) for seat in _tables(raw, "seats")}
    known = {entry.get("code") for entry in _tables(raw, "methodologies")}
    for index, project in enumerate(_tables(raw, "projects")):
        if project.get("methodology") not in known:
            yield ("projects", index, "methodology"), f"no methodology {project.get('methodology')}"
        if (project.get("host") == "CN") == ("partner" in project):
            yield ("projects", index, "host"), "a host country's project has a Chinese partner"
        for key in ("owner", "partner"):
            named = project.get(key)
            if named is None:
                continue
            role, _, ordinal = str(named).partition(":")
            if role not in roles or not ordinal.isdigit() or ordinal == "0":
                yield ("projects", index, key), f"{named} is no seat; write role:number"


def _names(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for index, seat in enumerate(_tables(raw, "seats")):
        count = seat.get("count")
        for key in ("names_en", "names_zh"):
            names = seat.get(key)
            if isinstance(names, list) and isinstance(count, int) and len(names) < count:
                yield ("seats", index, key), f"{len(names)} names for {count} seats"
        for key in ("obligations_t", "allowances_t"):
            if seat.get("role") == Role.EMITTER and not seat.get(key):
                yield ("seats", index, key), "an emitter has an obligation and allowances in tonnes"


def _tables(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key, [])
    return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []


def _dotted(place: Place) -> str:
    said = ""
    for step in place:
        said += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if said else step
    return said


def _toml_line(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+)", str(error))
    return found.group(1) if found else "?"


class Lines:
    """Where each key of a TOML text stands; for mistakes, not for reading values."""

    def __init__(self, written: str) -> None:
        self._at: dict[Place, int] = {}
        counts: dict[Place, int] = {}
        table: Place = ()
        for number, line in enumerate(written.splitlines(), start=1):
            header = re.match(r"\s*(\[\[?)\s*([\w.]+)\s*\]\]?", line)
            if header:
                table = self._table(tuple(header[2].split(".")), header[1] == "[[", counts)
                self._at.setdefault(table, number)
                continue
            key = re.match(r"\s*([\w-]+)\s*=", line)
            if key:
                self._at.setdefault((*table, key[1]), number)

    @staticmethod
    def _table(path: tuple[str, ...], many: bool, counts: dict[Place, int]) -> Place:
        place: Place = ()
        for step in path[:-1]:
            place = (*place, step)
            if place in counts:
                place = (*place, counts[place])
        place = (*place, path[-1])
        if many:
            counts[place] = counts.get(place, -1) + 1
            place = (*place, counts[place])
        return place

    def of(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it."""
        while place and place not in self._at:
            place = place[:-1]
        return self._at.get(place, 1)
