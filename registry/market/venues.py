"""Venues' rules, read from TOML; all mistakes are reported at once.

A file is one version of one venue: its head, `[source.NAME]`, `[[fact]]`, `[[mode]]` with
`[[mode.fact]]`, and `[[silent]]` for what the sources do not say.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from matching.venue_facts import (
    MODE_FACTS,
    PRICE_RULES,
    STATUSES,
    VENUE_FACTS,
    Form,
    ModeKind,
    Shape,
)
from matching.venues import Mode, Silence, Stated, Venue, frozen
from registry import paths

_HEAD = {"code": str, "version": int, "name_en": str, "name_zh": str}
_HEAD_MAY = {
    "valid_from": date, "valid_to": date, "product": str, "source": dict,
    "fact": list, "mode": list, "silent": list,
}  # fmt: skip
_MAY_BE_EMPTY = {"product"}
_WORDS = {"en": str, "zh": str}
_MODE = {"kind": str, "name_en": str, "name_zh": str}
_FACT = {"name": str, "source": str, "status": str, "en": str, "zh": str}
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_BREAKER = ("breaker_percent", "breaker_reference_minutes", "breaker_call_minutes")

Mistakes = list[str]
Sources = dict[str, tuple[str, str]]


class VenuePackErrors(Exception):
    """Everything that is wrong with the venues of a folder, one line each."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class Venues:
    """Every version of every venue."""

    def __init__(self, venues: Iterable[Venue]) -> None:
        self._versions: dict[str, list[Venue]] = {}
        for venue in sorted(venues, key=lambda one: (one.code, one.version)):
            self._versions.setdefault(venue.code, []).append(venue)

    def codes(self) -> list[str]:
        """The venues' codes."""
        return list(self._versions)

    def versions(self, code: str) -> list[Venue]:
        """All versions of a venue's rules, oldest first; empty if there is no such venue."""
        return list(self._versions.get(code, ()))

    def pick(self, code: str, *, day: str = "") -> Venue | None:
        """The version in force on a day ("2021-07-16"); without a day the newest."""
        versions = self.versions(code)
        if not day:
            return versions[-1] if versions else None
        return next((one for one in versions if one.in_force(day)), None)


@cache
def shipped() -> Venues:
    """The venues of the fixtures."""
    return read_venues(paths.fixtures() / "venues")


def read_venues(folder: Path) -> Venues:
    """The venues of every file of a folder; raises all mistakes of all files at once."""
    venues: list[Venue] = []
    mistakes: Mistakes = []
    for path in sorted(folder.glob("*.toml")):
        wrong: Mistakes = []
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        venue = _venue(read, wrong)
        mistakes += [f"{path.name}: {one}" for one in wrong]
        if venue is not None:
            venues.append(venue)
    if not venues and not mistakes:
        mistakes.append(f"{folder}: no venue")
    mistakes += _overlaps(venues)
    if mistakes:
        raise VenuePackErrors(mistakes)
    return Venues(venues)


def _venue(read: Mapping[str, Any], wrong: Mistakes) -> Venue | None:
    if not _shaped("", read, _HEAD, _HEAD_MAY, wrong):
        return None
    sources = _sources(read.get("source", {}), wrong)
    used: set[str] = set()
    facts = _facts("", read.get("fact", []), VENUE_FACTS, sources, used, wrong)
    modes = [
        mode
        for table in read.get("mode", [])
        if (mode := _mode(table, sources, used, wrong)) is not None
    ]
    silent = [
        Silence(table["en"], table["zh"])
        for table in read.get("silent", [])
        if _shaped("silent", table, _WORDS, {}, wrong)
    ]
    wrong += [f"source {name} is used nowhere" for name in sources if name not in used]
    if wrong:
        return None
    venue = Venue(
        code=read["code"],
        version=read["version"],
        valid_from=_day(read.get("valid_from")),
        valid_to=_day(read.get("valid_to")),
        name_en=read["name_en"],
        name_zh=read["name_zh"],
        product=read.get("product", ""),
        facts=facts,
        modes=tuple(modes),
        silent=tuple(silent),
    )
    wrong += _contradictions(venue)
    return None if wrong else venue


def _mode(table: Any, sources: Sources, used: set[str], wrong: Mistakes) -> Mode | None:
    if not _shaped("mode", table, _MODE, {"fact": list}, wrong):
        return None
    if table["kind"] not in set(ModeKind):
        wrong.append(f"mode {table['kind']} is not one of {', '.join(ModeKind)}")
        return None
    kind = ModeKind(table["kind"])
    shapes = {name: shape for name, shape in MODE_FACTS.items() if kind in shape.kinds}
    facts = _facts(f"{kind}: ", table.get("fact", []), shapes, sources, used, wrong)
    return Mode(kind=kind, name_en=table["name_en"], name_zh=table["name_zh"], facts=facts)


def _facts(
    where: str,
    tables: list[Any],
    shapes: Mapping[str, Shape],
    sources: Sources,
    used: set[str],
    wrong: Mistakes,
) -> tuple[Stated, ...]:
    """The readable facts; the mistakes of the others are added to `wrong`."""
    facts = []
    for table in tables:
        found: Mistakes = []
        fact = _fact(table, shapes, sources, used, found)
        wrong += [f"{where}{one}" for one in found]
        if fact is not None:
            facts.append(fact)
    stated = Counter(one.name for one in facts if not shapes[one.name].many)
    wrong += [
        f"{where}{name} is stated {times} times" for name, times in stated.items() if times > 1
    ]
    return tuple(facts)


def _fact(
    table: Any, shapes: Mapping[str, Shape], sources: Sources, used: set[str], wrong: Mistakes
) -> Stated | None:
    if not _shaped("fact", table, _FACT, {"value": object}, wrong):
        return None
    name, value = table["name"], table.get("value")
    if name not in shapes:
        wrong.append(f"{name} is no fact that can be stated here")
        return None
    used.add(table["source"])
    if table["source"] not in sources:
        wrong.append(f"{name}: there is no source {table['source']}")
    if table["status"] not in STATUSES:
        wrong.append(f"{name}: status must be one of {', '.join(STATUSES)}")
    wrong += [f"{name}: {why}" for why in _misfit(value, shapes[name])]
    if wrong:
        return None
    source_en, source_zh = sources[table["source"]]
    return Stated(
        name=name,
        value=frozen(value),
        en=table["en"],
        zh=table["zh"],
        source_en=source_en,
        source_zh=source_zh,
        status=table["status"],
    )


def _misfit(value: Any, shape: Shape) -> Mistakes:
    """Why a value does not fit its fact; empty if it does."""
    match shape.form:
        case Form.TEXT:
            return [] if value is None else ["has no value, only its sentence"]
        case Form.YES_NO:
            return [] if type(value) is bool else ["must be true or false"]
        case Form.WORD:
            return [] if value in shape.words else [f"must be one of {', '.join(shape.words)}"]
        case Form.WHOLE:
            return [] if _whole(value, shape) else [_bounds(shape)]
        case Form.WHOLES:
            fits = isinstance(value, list) and value and all(_whole(one, shape) for one in value)
            if not fits:
                return [f"a list: each {_bounds(shape)}"]
            return [] if len(set(value)) == len(value) else ["names a number twice"]
        case Form.SESSIONS:
            return _session_misfit(value)


def _whole(value: Any, shape: Shape) -> bool:
    return type(value) is int and shape.least <= value <= shape.most


def _bounds(shape: Shape) -> str:
    return f"must be a whole number from {shape.least} to {shape.most}"


def _session_misfit(value: Any) -> Mistakes:
    pairs = value if isinstance(value, list) else []
    times = [time for pair in pairs if isinstance(pair, list) and len(pair) == 2 for time in pair]
    fits = len(times) == 2 * len(pairs) and all(
        isinstance(time, str) and _TIME.fullmatch(time) for time in times
    )
    if not pairs or not fits:
        return ['must be pairs of times like ["09:30", "11:30"]']
    wrong = [f"{opens} does not lie before {closes}" for opens, closes in pairs if opens >= closes]
    wrong += [
        f"{a[0]}-{a[1]} and {b[0]}-{b[1]} overlap" for a, b in combinations(pairs, 2) if _meet(a, b)
    ]
    return wrong


def _meet(one: Any, other: Any) -> bool:
    """Whether two sessions overlap; one may begin at the moment when the other ends."""
    return bool(one[0] < other[1] and other[0] < one[1])


def _sources(tables: Any, wrong: Mistakes) -> Sources:
    return {
        name: (table["en"], table["zh"])
        for name, table in tables.items()
        if _shaped(f"source {name}", table, _WORDS, {}, wrong)
    }


def _shaped(
    what: str, table: Any, must: Mapping[str, Any], may: Mapping[str, Any], wrong: Mistakes
) -> bool:
    """Whether a table has all required keys and no unknown ones."""
    before = len(wrong)
    called = f"{what}: " if what else ""
    if not isinstance(table, Mapping):
        wrong.append(f"{what} must be a table")
        return False
    wrong += [f"{called}{key} is missing" for key in must if key not in table]
    wrong += [f"{called}{key} is no field" for key in table if key not in must and key not in may]
    for key, value in table.items():
        kind = must.get(key) or may.get(key)
        if kind in (None, object):
            continue
        if type(value) is not kind:
            wrong.append(f"{called}{key} must be {kind.__name__}")
        elif kind is str and not value.strip() and key not in _MAY_BE_EMPTY:
            wrong.append(f"{called}{key} is empty")
    return len(wrong) == before


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else ""


def _contradictions(venue: Venue) -> Mistakes:
    """Facts of a venue that contradict each other."""
    wrong: Mistakes = []
    if venue.version < 1:
        wrong.append("version must be 1 or more")
    if venue.valid_to and venue.valid_to < venue.valid_from:
        wrong.append("valid_to lies before valid_from")
    if not venue.modes:
        wrong.append("a venue has at least one mode")
    kinds = Counter(mode.kind for mode in venue.modes)
    wrong += [f"{kind} is stated {times} times" for kind, times in kinds.items() if times > 1]
    stated = [name for name in _BREAKER if venue.stated(name)]
    if stated and len(stated) < len(_BREAKER):
        missing = [name for name in _BREAKER if name not in stated]
        wrong.append(f"a circuit breaker also needs {', '.join(missing)}")
    for mode in venue.modes:
        wrong += [f"{mode.kind}: {one}" for one in _mode_conflicts(venue, mode)]
    return wrong + _between_modes(venue)


def _mode_conflicts(venue: Venue, mode: Mode) -> Mistakes:
    wrong: Mistakes = []
    if mode.smallest_t > mode.largest_t:
        wrong.append(f"the smallest order {mode.smallest_t} is above the largest {mode.largest_t}")
    lot = venue.played("lot_t")
    sizes = ("smallest_t", "largest_t", "offer_smallest_t", "bid_smallest_t")
    wrong += [
        f"{name} {mode.said(name)} is no multiple of the lot {lot}"
        for name in sizes
        if (mode.said(name) or 0) % lot
    ]
    rules = Counter(mode.price_rules)
    foreign = [rule for rule in rules if rule not in PRICE_RULES[mode.kind]]
    wrong += [f"price_rule {rule} belongs to another kind of mode" for rule in foreign]
    wrong += [f"price_rule {rule} is stated {n} times" for rule, n in rules.items() if n > 1]
    if mode.said("choice") == "first" and mode.said("levels") != 1:
        wrong.append("choice first leaves one level, the best; levels says otherwise")
    if mode.said("reserve_rule") and (
        mode.said("applicant") != "authority" or mode.said("reserve_below_percent")
    ):
        wrong.append("reserve_rule is of an authority's auction, and no choice of reserves")
    offer, bid = mode.said("offer_smallest_t"), mode.said("bid_smallest_t")
    if offer and bid and bid * 100 > (mode.said("bidder_percent") or 100) * offer:
        wrong.append(f"no bid of {bid} t fits into one bidder's share of an offer of {offer} t")
    return wrong


def _between_modes(venue: Venue) -> Mistakes:
    """Contradictions between the sizes or hours of two modes."""
    wrong: Mistakes = []
    block, call = venue.mode(ModeKind.BLOCK), venue.mode(ModeKind.CALL)
    for mode in venue.modes:
        smaller = mode.kind not in (ModeKind.BLOCK, ModeKind.BIDDING)
        starts, largest = block and block.said("smallest_t"), mode.said("largest_t")
        if smaller and starts and largest and starts <= largest:
            wrong.append(f"block starts at {starts} t, {mode.kind} goes up to {largest} t")
        if call and mode.kind in (ModeKind.CONTINUOUS, ModeKind.LISTED, ModeKind.NEGOTIATED):
            wrong += [
                f"call {a[0]}-{a[1]} and {mode.kind} {b[0]}-{b[1]} overlap"
                for a in call.sessions
                for b in mode.sessions
                if _meet(a, b)
            ]
    return wrong


def _overlaps(venues: list[Venue]) -> Mistakes:
    """Versions of one venue that are in effect on the same day, or numbered backwards."""
    wrong = []
    codes: dict[str, list[Venue]] = {}
    for venue in venues:
        codes.setdefault(venue.code, []).append(venue)
    for code, versions in codes.items():
        for old, new in pairwise(sorted(versions, key=lambda one: (one.valid_from, one.version))):
            if not old.valid_to or new.valid_from <= old.valid_to:
                wrong.append(f"{code}: versions {old.version} and {new.version} overlap in time")
            if new.version <= old.version:
                wrong.append(f"{code}: version {new.version} follows version {old.version}")
    return wrong
