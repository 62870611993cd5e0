"""Conditions of a methodology on projects, as data, and their evaluation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.kernel.numerals import decimal_number
from ledger.kernel.text import is_readable
from registry.programme.methodologies.errors import NotApplicable
from registry.records import CheckFailed

RELATIONS = {
    "type": ("one_of",),
    "host": ("one_of",),
    "size_mw": ("at_least", "at_most"),
    "start_day": ("not_before", "not_after"),
}
"""The attributes of a project that a condition can name, and how it can relate to its value."""


class Condition(NamedTuple):
    """A condition: an attribute, its relation to a value, and the value as text.

    The value of `one_of` is a list with commas, of `size_mw` an exact decimal in MW, of
    `start_day` an ISO date.
    """

    attribute: str
    relation: str
    value: str


@dataclass(frozen=True)
class Attributes:
    """What is known of a project: type, host's code, capacity in MW as exact decimal text and first
    day of operation (ISO); "" where it is not stated.
    """

    type: str
    host: str
    size_mw: str = ""
    start_day: str = ""


_ASKED = {
    "types": ("type", "one_of"), "hosts": ("host", "one_of"), "least_mw": ("size_mw", "at_least"),
    "most_mw": ("size_mw", "at_most"), "not_before": ("start_day", "not_before"),
    "not_after": ("start_day", "not_after"),
}  # fmt: skip


def conditions_of(**asked: str) -> list[Condition]:
    """The conditions of a proposal, which names each as one argument; "" for none."""
    return [
        Condition(*_ASKED[name], value.strip()) for name, value in asked.items() if value.strip()
    ]


def faults(conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions that cannot be evaluated: an attribute, relation or value that is none."""
    return [one for one in conditions if not _readable(one)]


def unmet(conditions: Sequence[Condition], project: Attributes) -> list[CheckFailed]:
    """Every condition that a project does not meet, in order; what it does not state it does not
    meet.
    """
    failed: list[CheckFailed] = []
    for one in conditions:
        given = getattr(project, one.attribute)
        if not _met(one, given):
            failed.append(
                NotApplicable(
                    attribute=one.attribute, given=given or "-", relation=one.relation,
                    value=one.value,
                )
            )  # fmt: skip
    return failed


def listed(value: str) -> list[str]:
    """The entries of a list with commas."""
    return [part.strip() for part in value.split(",")]


def _readable(one: Condition) -> bool:
    if one.relation not in RELATIONS.get(one.attribute, ()):
        return False
    if one.attribute == "size_mw":
        number = decimal_number(one.value)
        return number is not None and number >= 0
    if one.attribute == "start_day":
        return is_day(one.value)
    return all(is_readable(part) for part in listed(one.value))


def is_day(value: str) -> bool:
    """Whether a text is a day in ISO form."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _met(one: Condition, given: str) -> bool:
    if not given:
        return False
    if one.relation == "one_of":
        return given in listed(one.value)
    if one.attribute == "start_day":
        return given >= one.value if one.relation == "not_before" else given <= one.value
    stated, bound = decimal_number(given), decimal_number(one.value)
    if stated is None or bound is None:
        return False
    return stated >= bound if one.relation == "at_least" else stated <= bound
