"""What a command would do and which warnings it raises, from its preview.

The preview's button confirms the warnings that the preview shows. A warning that arises later is
raised by the market and comes back as a refusal card with a button to confirm.
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
    """What a command would do now, with its warnings confirmed.

    `refused`: why it would be refused even so. `warnings` are the warnings to confirm, `confirms`
    the argument by which the preview's button confirms them.
    """

    outcome: Outcome
    effects: Effects | None
    moved: Moved
    refused: NotTaken | None
    warnings: tuple[str, ...]
    confirms: dict[str, str]


Look = Callable[[str, dict[str, Any]], Looked]
"""(command name, arguments) -> what this seat's command would do."""


def looking(foretell: Foretell, language: Language) -> Look:
    """`Look` for a page in one language; a command that raises warnings is previewed twice."""

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
