"""The form for a new lesson: a plan with other days, seats, venues and seed; all mistakes at once.

Its fields are named by the keys of the plan that they change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ledger.kernel.numerals import whole_number
from registry.classroom.opening import SEED
from registry.classroom.plan import Plan, read_plan, shipped_plans
from registry.classroom.plan_parts import InstrumentPart
from registry.classroom.plan_room import DAYS, count_key, groups, venue_key, venues_for
from registry.classroom.plan_sentences import in_chinese
from registry.market.venues import shipped
from registry.roles import Role
from registry.terminal import SEED_MOST
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.visitor import Visitor
from registry.web.trainer.lesson_contexts import NewLesson, PlanCard, PlanField

SEED_KEY, BOTS_KEY, PUBLIC_KEY = "seed", "bots", "public_reading"
TEXT_LONGEST = 40

_PLAINLY = (
    (re.compile(r"Input should be a valid integer.*"), "a whole number is needed"),
    (re.compile(r"Input should be greater than or equal to (.*)"), r"at least \1"),
    (re.compile(r"Input should be less than or equal to (.*)"), r"at most \1"),
)
"""What the checks of plans say of numbers, as one says it to a person at a form."""


@dataclass(slots=True)
class Filled:
    """The form as somebody filled it in: the text of each field, the changes, what is wrong.

    `seed` is None where its text is no seed.
    """

    name: str
    plan: Plan
    texts: Mapping[str, str]
    changes: dict[str, Any]
    seed: int | None = SEED
    bots: bool = True
    public: bool = False
    mistakes: list[str] = field(default_factory=list)


def first() -> str:
    """The plan of the form before one is chosen."""
    return shipped_plans()[0]


def unchanged(name: str, plan: Plan) -> Filled:
    """The form as the plan has it."""
    texts = {key: str(value) for key, value in _own(plan).items()} | {SEED_KEY: str(SEED)}
    return Filled(name, plan, texts, {}, public=plan.public_reading)


def read(name: str, plan: Plan, form: Mapping[str, list[str]]) -> Filled:
    """What a form asks for; a field that it does not have is as in the plan."""
    own = _own(plan)
    asked = {key: values[0].strip()[:TEXT_LONGEST] for key, values in form.items()}
    texts = {key: asked.get(key, str(value)) for key, value in own.items()}
    changes: dict[str, Any] = {}
    for key, value in own.items():
        if texts[key] != str(value):
            changes[key] = _value(texts[key]) if isinstance(value, int) else texts[key]
    public = asked.get(PUBLIC_KEY, "") == "true"
    if form and public != plan.public_reading:
        changes[PUBLIC_KEY] = public
    written = asked.get(SEED_KEY, str(SEED))
    seed = whole_number(written)
    filled = Filled(
        name,
        plan,
        texts | {SEED_KEY: written},
        changes,
        seed,
        asked.get(BOTS_KEY) != "rest",
        public,
    )
    if seed is None:
        filled.mistakes.append(f"{SEED_KEY}: Input should be a valid integer")
    elif seed > SEED_MOST:
        filled.mistakes.append(f"{SEED_KEY}: Input should be less than or equal to {SEED_MOST}")
    return filled


def _value(text: str) -> int | str:
    number = whole_number(text, signed=True)
    return text if number is None else number


def _own(plan: Plan) -> dict[str, int | str]:
    """Each key that the form may change, with the plan's own value."""
    found: dict[str, int | str] = {}
    if plan.clock.days is not None:
        found[DAYS] = plan.clock.days
    found |= {count_key(place): group.count for place, group in groups(plan)}
    return found | {venue_key(place): one.venue for place, one in _traded(plan)}


def _traded(plan: Plan) -> Iterator[tuple[int, InstrumentPart]]:
    return enumerate(plan.instruments, start=1)


def cards(visitor: Visitor, chosen: str) -> tuple[PlanCard, ...]:
    """Every plan that comes with the program."""
    return tuple(
        _card(visitor, name, _shipped(name), chosen=name == chosen) for name in shipped_plans()
    )


def form_of(visitor: Visitor, filled: Filled) -> NewLesson:
    """The form with what was filled in, each mistake beside its field."""
    plan, by_key, others = filled.plan, *_placed(visitor, filled)

    def one(key: str, about: str = "", **more: Any) -> PlanField:
        mistakes = tuple(by_key.get(key, ()))
        return PlanField(key=key, about=about, value=filled.texts[key], mistakes=mistakes, **more)

    return NewLesson(
        plan=_card(visitor, filled.name, plan, chosen=True),
        days=one(DAYS) if plan.clock.days is not None else None,
        seats=tuple(
            one(count_key(place), group.role.value, grows=not group.fixed)
            for place, group in groups(plan)
        ),
        makers=sum(group.count for group in plan.seats if group.role is Role.MARKET_MAKER),
        venues=tuple(
            one(venue_key(place), part.code, choices=_choices(visitor, filled.name, place))
            for place, part in _traded(plan)
        ),
        seed=one(SEED_KEY),
        bots=filled.bots,
        public=filled.public,
        others=tuple(others),
        wrong=len(filled.mistakes),
    )


def _placed(visitor: Visitor, filled: Filled) -> tuple[dict[str, list[str]], list[str]]:
    """The mistakes by the field to which they belong, and those of no field."""
    by_key: dict[str, list[str]] = {}
    others = []
    for mistake in filled.mistakes:
        place, _, said = mistake.partition(": ")
        table = place.rpartition(".")[0]
        own = next((key for key in filled.texts if key == place), None) or next(
            (key for key in filled.texts if table and key.startswith(f"{table}.")), None
        )
        if own is None:
            others.append(visitor.both(zh=in_chinese(mistake), en=mistake))
        else:
            text = visitor.both(zh=in_chinese(said), en=_plainly(said))
            by_key.setdefault(own, []).append(text)
    return by_key, others


def _plainly(said: str) -> str:
    for pattern, plainly in _PLAINLY:
        said = pattern.sub(plainly, said)
    return said


def _card(visitor: Visitor, name: str, plan: Plan, *, chosen: bool) -> PlanCard:
    days = sum(count for _, count in plan.clock.runs)
    day_s = _minutes(plan.clock.closes) - _minutes(plan.clock.opens)
    return PlanCard(
        name=name,
        title=visitor.both(zh=plan.title_zh, en=plan.title_en),
        days=days,
        seats=sum(group.count for _, group in groups(plan)),
        minutes=_tenths(day_s * days, plan.clock.speed),
        day_minutes=_tenths(day_s, plan.clock.speed),
        speed=plan.clock.speed,
        chosen=chosen,
    )


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _tenths(minutes: int, speed: int) -> str:
    """So many minutes of lesson time in real minutes, to a tenth, rounded up."""
    whole, tenth = divmod(-(-minutes * 10 // speed), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


@cache
def _shipped(name: str) -> Plan:
    return read_plan(name)


@cache
def _permitted(name: str, place: int) -> tuple[str, ...]:
    """The venues that a shipped plan permits an instrument; half a second for a whole plan."""
    return tuple(venues_for(_shipped(name), place))


def _choices(visitor: Visitor, name: str, place: int) -> tuple[Choice, ...]:
    found = []
    for code in _permitted(name, place):
        venue = shipped().pick(code)
        label = code if venue is None else visitor.both(zh=venue.name_zh, en=venue.name_en)
        found.append(Choice(value=code, label=label))
    return tuple(found)
