"""What a deed would do and what is asked about it, from the preview of its command.

What is asked about here is confirmed by the preview's button; what turns up later is asked by the
market and comes back as a card. Knows no deed by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ledger.writer import Outcome
from matching.preview import Effects
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.preview import Moved, Preview
from registry.edge.commands import Foretell
from registry.web.frame.contexts.shared import Language, NotTaken
from registry.web.frame.outcomes import refused_by


class Looked(NamedTuple):
    """What a deed would do now, once what is asked about it is confirmed.

    `refused`: why it would not be taken all the same. `warnings` is what is asked about it, and
    `confirms` the argument by which a preview's button does not let that be asked again.
    """

    outcome: Outcome
    effects: Effects | None
    moved: Moved
    refused: NotTaken | None
    warnings: tuple[str, ...]
    confirms: dict[str, str]


Look = Callable[[str, dict[str, Any]], Looked]
"""What a deed of one's seat would do: the name of its command, its arguments."""


def looking(foretell: Foretell, language: Language) -> Look:
    """`Look` for a page in one language; a deed that is asked about takes two previews."""

    def look(name: str, arguments: dict[str, Any]) -> Looked:
        if not CATALOGUE[name].asks:
            return _looked(foretell(name, arguments), language, (), {})
        first = foretell(name, arguments | {"confirmed": False})
        refusal = first.outcome.refusal
        if refusal is None or refusal.confirmed() is None:
            return _looked(first, language, (), {"confirmed": "false"})
        warnings = tuple(str(one[language]) for one in refusal.facts["warnings"])
        again = foretell(name, arguments | {"confirmed": True})
        return _looked(again, language, warnings, {"confirmed": "true"})

    return look


def _looked(
    found: Preview, language: Language, warnings: tuple[str, ...], confirms: dict[str, str]
) -> Looked:
    outcome, effects, moved = found
    refused = refused_by(outcome, language) if outcome.answer is None else None
    return Looked(outcome, effects, moved, refused, warnings, confirms)
