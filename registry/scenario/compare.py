"""Compares what came of a step with what was expected. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from registry.scenario.drivers import Answer
from registry.scenario.model import Expectation, Value
from registry.scenario.vocabulary import UNITS

SHOWN = 400
"""Characters of an answer that a difference shows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a step: a refusal, or an answer, of a list the lines that were chosen."""

    refusal: dict[str, Any] | None
    answer: Any
    lines: list[Any] | None

    @classmethod
    def of(cls, answer: Answer, where: dict[str, Value] | None = None) -> Seen:
        """Of an answer of the server; fields of a list are those of its first chosen line."""
        body = answer.body
        if answer.status != 200:
            refusal = body.get("refusal") if isinstance(body, dict) else None
            return cls(refusal or {"code": f"status {answer.status}", "facts": {}}, body, None)
        if not isinstance(body, list):
            return cls(None, body, None)
        chosen = [line for line in body if _matches(line, where or {})]
        return cls(None, chosen[0] if chosen else None, chosen)

    @property
    def shown(self) -> Any:
        """What a difference shows of it."""
        if self.refusal is not None:
            return {key: self.refusal.get(key) for key in ("code", "text", "facts")}
        return self.answer if self.lines is None else self.lines[:3]


class Missing(Exception):
    """A field that an answer does not have; the text names those that it has."""


def differences(seen: Seen, wanted: Iterable[tuple[Expectation, Value]]) -> list[tuple[str, str]]:
    """Expected and got of every expectation that does not hold."""
    wanted = list(wanted)
    refused = next((value for one, value in wanted if one.operator == "refused"), None)
    if seen.refusal is not None and refused is None:
        expected = ", ".join(one.text for one, _ in wanted) or "accepted"
        return [(expected, _refusal(seen.refusal))]
    if seen.refusal is None and refused is not None:
        return [(f"refused {refused}", f"accepted: {_text(seen.answer)}")]
    found = []
    for one, value in wanted:
        got = _differs(seen, one, value)
        if got is not None:
            found.append((_expected(one, value), got))
    return found


def named(seen: Seen, expectations: Iterable[Expectation]) -> dict[str, Value]:
    """The values that a step gives names to, as far as its answer has them."""
    found = {}
    for one in expectations:
        if one.name:
            try:
                found[one.name] = _at(_body(seen), one.path)
            except Missing:
                continue
    return found


def _differs(seen: Seen, one: Expectation, value: Value) -> str | None:
    """What there is instead of what was expected; None if it holds."""
    if one.operator == "refused":
        assert seen.refusal is not None
        return None if seen.refusal["code"] == value else _refusal(seen.refusal)
    if one.operator == "lines":
        if seen.lines is None:
            return "the answer is no list"
        return None if len(seen.lines) == value else f"{len(seen.lines)} lines"
    if one.operator == "accepted":
        return None
    try:
        body = _body(seen)
        if one.operator == "holds":
            return None if _at(body, "holds") is True else f"broken: {_text(_at(body, 'broken'))}"
        if one.operator == "trades":
            made = [[quantity, price] for _, price, quantity in _at(body, "trades")]
            shown = " ".join(f"{quantity}@{price}" for quantity, price in made)
            return None if made == value else (shown or "no trade")
        path = one.path or _word(body)
        got = _at(body, path)
    except Missing as missing:
        return str(missing)
    operator = one.operator if one.path else "="
    return None if not operator or holds(got, operator, value) else f"{path} {_text(got)}"


def holds(got: Value, operator: str, wanted: Value) -> bool:
    """Whether a comparison holds; numbers that an answer has as text are compared as text."""
    if isinstance(got, str) and type(wanted) is int:
        wanted = str(wanted)
    if operator in ("=", "!="):
        same = got == wanted and isinstance(got, bool) == isinstance(wanted, bool)
        return same if operator == "=" else not same
    if type(got) is not int or type(wanted) is not int:
        return False
    results = {">=": got >= wanted, "<=": got <= wanted, ">": got > wanted, "<": got < wanted}
    return results[operator]


def _body(seen: Seen) -> Any:
    if seen.refusal is not None:
        return seen.refusal["facts"]
    if seen.lines is not None and not seen.lines:
        raise Missing("no line of the list is chosen")
    return seen.answer


def _word(body: Any) -> str:
    for name in ("status", "state"):
        if isinstance(body, dict) and name in body:
            return name
    raise Missing(f"neither status nor state; the answer has {_fields(body)}")


def _at(body: Any, path: str) -> Any:
    """The value at a path of fields and places from 0; a unit at a name's end may be left out."""
    for step in path.split("."):
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
            continue
        names = [step, *(step + unit for unit in UNITS)] if isinstance(body, dict) else []
        name = next((one for one in names if one in body), None)
        if name is None:
            raise Missing(f"no field {step}; the answer has {_fields(body)}")
        body = body[name]
    return body


def _fields(body: Any) -> str:
    if isinstance(body, dict):
        return ", ".join(body) or "no fields"
    return f"{len(body)} lines" if isinstance(body, list) else _text(body)


def _matches(line: Any, where: dict[str, Value]) -> bool:
    try:
        return all(holds(_at(line, path), "=", value) for path, value in where.items())
    except Missing:
        return False


def _refusal(refusal: dict[str, Any]) -> str:
    text = refusal.get("text", {}).get("en", "")
    return f"refused {refusal['code']}" + (f": {text}" if text else "")


def _expected(one: Expectation, value: Value) -> str:
    """The expectation as it was written, with the value that a name or an hour stands for."""
    plain = isinstance(one.value, int | str | bool | list) or one.value is None
    return one.text if plain else f"{one.text} (= {_text(value)})"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + " ..."
