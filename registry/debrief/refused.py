"""Refusals of the room by sentence: one line a kind, its figures as ranges over all of them.

A sentence has no gap and no code. Knows no page and no seat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.kernel.errors import REFUSALS, Refusal, shown

DASH = "–"
"""Between the ends of a range."""

VALUES_MOST = 3
"""Different words of one place of a sentence that are named; of more, the most frequent."""


class Group(NamedTuple):
    """A kind of refusal, how often it occurred, and the sentence for all of them."""

    code: str
    times: int
    text: str


def most_frequent(
    outcomes: Iterable[Mapping[str, Any]], language: str, *, limit: int
) -> list[Group]:
    """Refused outcomes as the log stores them, by kind; the most frequent first."""
    kinds: dict[str, list[Refusal]] = {}
    for outcome in outcomes:
        if outcome["refused"] in REFUSALS:
            kinds.setdefault(outcome["refused"], []).append(Refusal.from_outcome({**outcome}))
    groups = [Group(code, len(kind), sentence(kind, language)) for code, kind in kinds.items()]
    return sorted(groups, key=lambda group: -group.times)[:limit]


def refused_text(outcome: Mapping[str, Any], language: str) -> str:
    """Why one command was refused, from its stored outcome; "" if it was not."""
    if outcome.get("refused") not in REFUSALS:
        return ""
    return Refusal.from_outcome({**outcome}).text(language)


def sentence(refusals: Sequence[Refusal], language: str) -> str:
    """The one sentence of several refusals of the same kind."""
    first = refusals[0]
    worded = [refusal.worded(language) for refusal in refusals]
    places = {
        name: _all(name, [facts[name] for facts in worded], language)
        for name in worded[0]
        if all(name in facts for facts in worded)
    }
    return (first.zh if language == "zh" else first.en).format_map(places)


def _all(name: str, values: Sequence[Any], language: str) -> str:
    """Every value of one place: numbers as a range, words one beside the other."""
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        ends = dict.fromkeys((min(values), max(values)))
        return DASH.join(str(shown({name: end})[name]) for end in ends)
    texts = Counter(str(shown({name: value})[name]) for value in values)
    named = [text for text, _ in texts.most_common(VALUES_MOST)]
    others = {"zh": "等", "en": ", and others"}[language] if len(texts) > len(named) else ""
    return " / ".join(named) + others
