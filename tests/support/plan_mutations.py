"""Changed copies of the shipped lesson plans, as TOML text: odd ones and likely ones.

`odd` writes anything anywhere; `likely` writes what a trainer may try, so that many can be played.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

from registry.market.venues import shipped
from registry.paths import fixtures
from registry.roles import Role

PLANS = [
    tomllib.loads((fixtures() / "lessons" / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("belt-road-1", "venues")
]
Step = int | str
Place = tuple[Step, ...]
Table = dict[str, Any]

ODD: list[Any] = [
    "", " ", "x", "a\0b", "TH", "KH", "CN", "\u200b", "长" * 500, "1e3", "٣", "09:30", "9:5",
    0, 1, -1, 7, 10**9, 2**63 - 1, 2**63, 10**40, 1.5, float("inf"), float("nan"), True, False,
    date(1, 1, 1), date(2028, 2, 29), date(9999, 12, 31), datetime(2028, 3, 13, 9, 0), time(9, 30),
    [], [[]], [{}], ["x", 5], ["CN", ["TH"]], {}, {"a": {"b": []}}, "emitter:1", "project_owner:0",
    "trader:²", "project_owner:" + "9" * 5_000, "9" * 40, "trainer", "plain", "0x10",
]  # fmt: skip

_TIMES = ["00:00", "08:00", "09:00", "09:30", "10:15", "11:30", "13:00", "14:50", "15:30", "23:59"]
_DAYS: list[Any] = [
    date(2027, 1, 1), date(2027, 6, 30), date(2027, 7, 1), date(2027, 12, 31), date(2028, 2, 29),
    "2028-01-01", "2028-03-31", date(2021, 7, 16), date(2024, 5, 1), date(2100, 12, 31),
]  # fmt: skip
_LESSON_DAYS: list[Any] = [
    date(2021, 7, 16), date(2028, 2, 29), "2028-03-27", date(2028, 12, 30), date(2100, 12, 31),
]  # fmt: skip
_COUNTRIES = ["CN", "TH", "KH", "XX"]
_BREAKER = {"percent": 3, "reference_minutes": 5, "call_minutes": 3}

LIKELY: dict[str, list[Any]] = {
    "first_day": _DAYS,
    "last_day": _DAYS,
    "days": [1, 2, 250],
    "opens": _TIMES,
    "closes": _TIMES,
    "at": _TIMES,
    "speed": [1, 3600],
    "phase": ["closed", "call", "continuous", "closing"],
    "code": ["CEA", "BRC-1", "CCER", "KH", "TH", "TH_AM001", "CCER-wind"],
    "party": ["CHN", "THA", "KHM"],
    "host": _COUNTRIES,
    "registry": _COUNTRIES,
    "partner_weight": [0, 1, 2, 7, 10**6],
    "host_weight": [0, 1, 3, 10**6],
    "odd_to": ["partner", "host"],
    "split_rule": ["weights", "percentages"],
    "partner_percent": ["33.3", 50, 0],
    "host_percent": ["66.7", "50", 100],
    "generation_mwh": ["0", "0.4", "1", "92000.123456789012", "999999999", "9" * 15],
    "combined_margin": ["0", "0.4", "1", "0.000000000001"],
    "w_om": ["0", "0.5", "0.75", "1", "1.75"],
    "w_bm": ["0", "0.5", "0.25", "1"],
    "id": ["TH001", "TH002", "CN001", "CN002", "KH001"],
    "owner": ["project_owner:1", "project_owner:2", "project_owner:3", "emitter:2", "trader:1"],
    "partner": ["project_owner:1", "project_owner:3", "trader:1", "emitter:1"],
    "methodology": ["TH_AM001", "CCER-wind"],
    "from_covered_entity": [True, False],
    "unit": ["CCER", "BRC", "CEA"],
    "reference": [1, 2, 99, 100, 8_501, 10**7],
    "limit_percent": [1, 10, 50, 99],
    "lot": [1, 7, 100, 10**9],
    "venue": [*shipped().codes(), "plain"],
    "price_rule": ["middle", "lowest", "maker"],
    "breaker": [_BREAKER, {**_BREAKER, "percent": 1, "call_minutes": 240}],
    "self_trade": ["newest", "oldest", "both", "decrement"],
    "tie": ["clamp", "lowest", "highest"],
    "position_limit_t": [1, 100, 5_000, 10**12],
    "year": [2013, 2027, 2100],
    "role": [role.value for role in Role],
    "count": [1, 2, 3, 4],
    "fixed": [True, False],
    "cash_fen": [0, 1, 10_000, 10**12, 10**15],
    "registries": [["CN"], ["TH"], ["CN", "TH"], ["TH", "CN"], ["CN", "TH", "KH"], []],
    "countries": [["CN"], ["TH"], [""], ["CN", "TH"], ["", "TH"]],
    "obligations_t": [[0], [1], [10**12], [5, 0]],
    "allowances_t": [[0], [1], [10**12], [5, 0]],
    "every_minutes": [1, 7, 240],
    "commands_max": [1, 20],
    "orders": ["simple", "all"],
}
"""What a trainer may write for a key."""

OPTIONAL = {
    "projects": ["from_covered_entity", "partner"],
    "instruments": ["lot", "venue", "price_rule", "breaker", "self_trade", "tie",
                    "position_limit_t"],
    "seats": ["fixed", "cash_fen", "countries", "registries"],
}  # fmt: skip

CAMBODIA = {"code": "KH", "party": "KHM", "name_en": "Cambodia", "name_zh": "柬埔寨"}


def likely_at(place: Place) -> list[Any]:
    """What a trainer may write at a place."""
    return _LESSON_DAYS if place == ("clock", "first_day") else LIKELY[str(place[-1])]


# --- changes ------------------------------------------------------------------------------------


def places(value: Any, place: Place = ()) -> list[Place]:
    """Every key path of a plan."""
    found = []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for step, one in inner:
        found.append((*place, step))
        if isinstance(one, (dict, list)):
            found += places(one, (*place, step))
    return found


def _holder(plan: Table, place: Place) -> Any:
    found: Any = plan
    for step in place[:-1]:
        found = found[step]
    return found


def _put_odd(draw: Any, plan: Table) -> None:
    place = draw(st.sampled_from(places(plan)))
    _holder(plan, place)[place[-1]] = copy.deepcopy(draw(st.sampled_from(ODD)))


def _put_likely(draw: Any, plan: Table) -> None:
    found = [one for one in places(plan) if one[-1] in LIKELY]
    place = draw(st.sampled_from(found))
    value = draw(st.sampled_from(likely_at(place)))
    _holder(plan, place)[place[-1]] = copy.deepcopy(value)


def _drop(draw: Any, plan: Table) -> None:
    place = draw(st.sampled_from(places(plan)))
    del _holder(plan, place)[place[-1]]


def _add(draw: Any, plan: Table) -> None:
    """One more key of a table of a list."""
    part = draw(st.sampled_from(sorted(OPTIONAL)))
    tables = [one for one in plan.get(part) or [] if isinstance(one, dict)]
    if tables:
        key = draw(st.sampled_from(OPTIONAL[part]))
        one = draw(st.sampled_from(tables))
        one[key] = copy.deepcopy(draw(st.sampled_from(LIKELY[key])))


def _add_unknown(draw: Any, plan: Table) -> None:
    tables = [plan, *(_holder(plan, (*one, 0)) for one in places(plan))]
    table = draw(st.sampled_from([one for one in tables if isinstance(one, dict)]))
    table[draw(st.sampled_from(["x", "a b", "", "键", "x.y", "\n"]))] = copy.deepcopy(
        draw(st.sampled_from(ODD))
    )


def _repeat(draw: Any, plan: Table) -> None:
    """One more of a list, or two of it in another order."""
    lists = [_holder(plan, (*one, 0)) for one in places(plan)]
    several = [one for one in lists if isinstance(one, list) and one]
    if several:
        one = draw(st.sampled_from(several))
        item = copy.deepcopy(draw(st.sampled_from(one)))
        one.insert(draw(st.integers(0, len(one))), item)
        if draw(st.booleans()):
            one.pop(draw(st.integers(0, len(one) - 1)))


def _grow(draw: Any, plan: Table) -> None:
    """A third registry, another project, another group of seats, another instrument."""
    part = draw(st.sampled_from(["registries", "projects", "seats", "instruments"]))
    tables = plan.get(part)
    if not isinstance(tables, list) or not tables or not isinstance(tables[0], dict):
        return
    if part == "registries":
        tables.append(dict(CAMBODIA))
        return
    one = copy.deepcopy(draw(st.sampled_from(tables)))
    if not isinstance(one, dict):
        return
    if part == "projects":
        one |= {"id": f"{str(one.get('host', ''))[:2]}9{len(tables):02d}"}
        one |= {"name_en": f"Another {len(tables)}", "name_zh": f"另一 {len(tables)}"}
    elif part == "seats":
        count = one["count"] = draw(st.integers(1, 3))
        one |= {"names_en": [f"Seat {len(tables)}-{n}" for n in range(count)]}
        one |= {"names_zh": [f"席位 {len(tables)}-{n}" for n in range(count)]}
    else:
        one |= {"code": f"NEW-{len(tables)}"}
    tables.append(one)


Change = Callable[[Any, Table], None]
_ODD: tuple[Change, ...] = (_put_odd, _put_odd, _put_likely, _drop, _add, _add_unknown, _repeat)
_LIKELY: tuple[Change, ...] = (_put_likely, _put_likely, _add, _add, _grow)


@st.composite
def odd(draw: Any) -> str:
    """A shipped plan with a few changes of any kind."""
    text = written(_changed(draw, (*_ODD, _grow), most=3))
    lines = text.split("\n")
    match draw(st.integers(0, 9)):
        case 0:
            del lines[draw(st.integers(0, len(lines) - 1))]
        case 1:
            token = draw(
                st.sampled_from(["[[", "]", '"', "=", "x", "[a.b]", "# x", "'''", "\ufeff"])
            )
            place = draw(st.integers(0, len(lines) - 1))
            lines[place] = f"{token}{lines[place]}" if draw(st.booleans()) else token
        case 2:
            return "\ufeff" + "\r\n".join(lines)
        case 3:
            del lines[draw(st.integers(0, len(lines) - 1)) :]
    return "\n".join(lines)


@st.composite
def likely(draw: Any) -> str:
    """A shipped plan with a few changes that a trainer may try."""
    return written(_changed(draw, _LIKELY, most=4))


@st.composite
def two_places(draw: Any) -> tuple[Table, Place, Any, Place, Any]:
    """A shipped plan; a place and what a trainer may write there; and another place, which may lie
    in the same table, with what can stand nowhere.
    """
    plan = copy.deepcopy(draw(st.sampled_from(PLANS)))
    _grow(draw, plan)
    for part, keys in OPTIONAL.items():
        table = draw(st.integers(0, len(plan[part]) - 1))
        plan[part][table].setdefault(draw(st.sampled_from(keys)), None)
    found = [one for one in places(plan) if one[-1] in LIKELY and len(one) > 1]
    one, other = draw(st.lists(st.sampled_from(found), min_size=2, max_size=2, unique=True))
    for part in OPTIONAL:
        for table in plan[part]:
            for key in [key for key, value in table.items() if value is None]:
                del table[key]
    value = draw(st.sampled_from(likely_at(one)))
    return plan, one, value, other, draw(st.sampled_from([1.5, {"a": 1}, [[]]]))


def put(plan: Table, place: Place, value: Any) -> Table:
    """A copy of a plan with a value at a place."""
    changed: Table = copy.deepcopy(plan)
    _holder(changed, place)[place[-1]] = copy.deepcopy(value)
    return changed


def _changed(draw: Any, changes: tuple[Change, ...], *, most: int) -> Table:
    plan = copy.deepcopy(draw(st.sampled_from(PLANS)))
    for _ in range(draw(st.integers(1, most))):
        draw(st.sampled_from(changes))(draw, plan)
    return plan


# --- writing ------------------------------------------------------------------------------------


def written(plan: Table) -> str:
    """A plan as TOML, tables under headers of their own."""
    lines: list[str] = []
    _table(plan, (), lines)
    return "\n".join(lines) + "\n"


def _table(content: Table, header: tuple[str, ...], lines: list[str]) -> None:
    below = {key: one for key, one in content.items() if _has_header(one)}
    lines += [f"{_key(key)} = {_value(one)}" for key, one in content.items() if key not in below]
    for key, one in below.items():
        inner = (*header, _key(key))
        for table in one if isinstance(one, list) else [one]:
            name = ".".join(inner)
            lines.append(f"\n[[{name}]]" if isinstance(one, list) else f"\n[{name}]")
            _table(table, inner, lines)


def _has_header(value: Any) -> bool:
    several = value if isinstance(value, list) else [value]
    return bool(several) and all(isinstance(one, dict) for one in several)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
