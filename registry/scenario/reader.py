"""Reads the text of a scenario file into scenarios; collects every mistake of its form.

Whether seats, commands and fields exist is asked by `checks.py`. Pure.
"""

from __future__ import annotations

import re

from registry.scenario import expectations, short_forms
from registry.scenario.model import (
    TRAINER,
    Actor,
    Expectation,
    Hour,
    Mistake,
    Moment,
    Scenario,
    Step,
)
from registry.scenario.values import Malformed, split, value
from registry.scenario.vocabulary import ROLES

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PERSON = re.compile(r"([a-z][a-z0-9]*) is (.+)")
_ARROW = re.compile(r"\s->(?:\s|$)")
_SEAT = re.compile(r"S\d{2,}", re.ASCII)
_FIELD = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)=(.*)", re.DOTALL)
_ROLE = re.compile(
    rf"({'|'.join(sorted(ROLES, key=len, reverse=True))})(?: (\d+))?(?: of ([A-Z]{{2}}))?(?: |$)"
)
_TIMES = ("day", "time", "phase", "next", "in")
_LENGTHS = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60}
PHASES = ("closed", "call", "continuous", "closing")


def read(text: str, *, file: str) -> tuple[list[Scenario], list[Mistake]]:
    """The scenarios of a text and every mistake of its form."""
    reading = _Reading(file)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        written = re.sub(r"(?:^|\s)#.*$", "", line).strip()
        if written:
            try:
                reading.line(number, written)
            except Malformed as wrong:
                reading.mistakes.append(Mistake(number, str(wrong)))
    if not reading.scenarios and not reading.mistakes:
        reading.mistakes.append(Mistake(1, "there is no scenario; begin with: scenario TITLE 标题"))
    return reading.scenarios, reading.mistakes


class _Reading:
    """The scenarios of a file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.scenarios: list[Scenario] = []
        self.mistakes: list[Mistake] = []

    def line(self, number: int, text: str) -> None:
        """Take one line; raises Malformed."""
        word, _, rest = text.partition(" ")
        if word == "scenario":
            self.scenarios.append(_titled(self.file, number, rest.strip()))
            return
        if not self.scenarios:
            raise Malformed("a scenario begins with its title: scenario TITLE 标题")
        now = self.scenarios[-1]
        if word in ("plan", "seed", "bots"):
            _settings(now, number, split(text))
        elif word == "set":
            key, _, new = rest.strip().partition(" ")
            if not new.strip():
                raise Malformed("a value of the plan is changed so: set bots.every_minutes 5")
            now.changes[key] = (number, new.strip())
        elif found := _PERSON.fullmatch(text):
            self._person(now, number, found[1], found[2])
        else:
            step, arrow, expected = _halves(text)
            wanted = tuple(expectations.read(expected)) if arrow else ()
            if word in _TIMES:
                now.steps.append(_moment(number, text, split(step), wanted))
            else:
                now.steps.append(_step(number, text, step, wanted, now.people))

    def _person(self, now: Scenario, line: int, name: str, seat: str) -> None:
        actor, rest = actor_of(f"{seat} ", {})
        if actor is None or rest:
            raise Malformed(f"{seat} is no seat; write S07, trader 1, host government of TH")
        if name in now.people:
            raise Malformed(f"{name} is somebody already")
        now.people[name], now.lines[name] = actor, line


def _titled(file: str, line: int, title: str) -> Scenario:
    """A new scenario; its Chinese title begins at the first Chinese character."""
    found = _CHINESE.search(title)
    english = title[: found.start()].rstrip(" ·|/（《“") if found else title
    chinese = title[len(english) :].strip(" ·|/") if found else ""
    if not english or not chinese:
        raise Malformed("a title stands in both languages: scenario TITLE 标题")
    return Scenario(file, line, english, chinese)


def _settings(now: Scenario, line: int, words: list[str]) -> None:
    """Plan, seed and bots, in one line or in several."""
    if now.steps:
        raise Malformed(f"{words[0]} stands before the first step")
    if len(words) % 2:
        raise Malformed("plan, seed and bots have one value each: plan classroom seed 3 bots off")
    for word, given in zip(words[::2], words[1::2], strict=True):
        now.lines[word] = line
        if word == "plan":
            now.plan = given
        elif word == "seed":
            if not (given.isascii() and given.isdigit()):
                raise Malformed(f"the seed {given} is not a whole number")
            now.seed = int(given)
        elif word == "bots":
            now.bots = given == "on" if given in ("on", "off") else given.split(",")
        else:
            raise Malformed(f"{word} is no setting; known are plan, seed, bots")


def _halves(text: str) -> tuple[str, bool, str]:
    """A step and what is expected of it; the arrow stands between blanks."""
    found = _ARROW.search(text)
    if found is None:
        return text, False, ""
    return text[: found.start()].strip(), True, text[found.end() :].strip()


def _moment(line: int, text: str, words: list[str], wanted: tuple[Expectation, ...]) -> Moment:
    word, *rest = words
    given: dict[str, object] = {}
    if word == "day" and rest and rest[0].isdigit():
        given["day"] = int(rest.pop(0))
    if word == "in":
        if len(rest) != 2 or not rest[0].isdigit() or rest[1] not in _LENGTHS:
            raise Malformed("a while is written so: in 30 minutes, in 2 hours")
        given["minutes"] = int(rest[0]) * _LENGTHS[rest[1]]
        rest = []
    elif rest and word != "next":
        at = value(rest[0])
        if isinstance(at, Hour) and word != "phase":
            given["hour"] = at
            rest = rest[1:]
        elif at in PHASES and word != "time":
            given["phase"] = at
            rest = rest[1:]
    if rest or (word != "next" and not given):
        raise Malformed(
            "a line of time is one of: day 2, day 2 09:30, day 2 continuous, time 13:00,"
            f" phase closed, in 30 minutes, next; phases are {', '.join(PHASES)}"
        )
    return Moment(line, text, expectations=wanted, **given)  # type: ignore[arg-type]


def actor_of(text: str, people: dict[str, Actor]) -> tuple[Actor | None, str]:
    """Who begins a line, and the rest of it; None if it names nobody."""
    word, _, rest = text.partition(" ")
    if word == "trainer":
        return TRAINER, rest.strip()
    if word in people:
        return people[word], rest.strip()
    if _SEAT.fullmatch(word):
        return Actor(word, seat=word), rest.strip()
    if re.fullmatch(r"\$[a-z][a-z0-9_]*", word):
        return Actor(word, reference=word[1:]), rest.strip()
    if found := _ROLE.match(text.replace("_", " ", 2) if "_" in word else text):
        role, place, country = found.groups()
        named = found[0].strip()
        actor = Actor(named, role=ROLES[role], place=int(place or 1), country=country or "")
        return actor, text[found.end() :].strip()
    return None, text


def _step(
    line: int,
    text: str,
    written: str,
    wanted: tuple[Expectation, ...],
    people: dict[str, Actor],
) -> Step:
    actor, rest = actor_of(written, people)
    words = split(rest)
    if not words:
        raise Malformed("a step names who does what; write: trader 1 cash -> free 100")
    preview = words[0] == "preview"
    words = words[1:] if preview else words
    if not words:
        raise Malformed("preview is followed by a command")
    verb, *rest_words = words
    cut = rest_words.index("where") if "where" in rest_words else len(rest_words)
    given, where = rest_words[:cut], rest_words[cut + 1 :]
    short = short_forms.read(verb, given)
    if short is not None:
        verb, fields, places = short
    else:
        fields, places = _fields(given)
    selected, odd = _fields(where)
    if odd or (cut < len(rest_words) and not where):
        raise Malformed("where is followed by fields: where state=open")
    return Step(line, text, actor or TRAINER, verb, fields, places, selected, preview, wanted)


def _fields(words: list[str]) -> tuple[dict[str, object], tuple[object, ...]]:
    """Fields written name=value, and values without a name before them."""
    fields: dict[str, object] = {}
    places: list[object] = []
    for word in words:
        found = _FIELD.fullmatch(word)
        if found is None:
            places.append(value(word))
        elif found[1] in fields:
            raise Malformed(f"{found[1]} is given twice")
        else:
            fields[found[1]] = value(found[2])
    return fields, tuple(places)
