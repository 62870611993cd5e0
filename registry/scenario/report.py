"""What `tanlu scenario` prints: a line for each scenario, and every difference below it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from registry.scenario.model import Unreadable
from registry.scenario.runner import Played

SHOWN = 600
"""Characters of an answer that are printed."""


def lines(played: Played) -> Iterator[str]:
    """One scenario in text."""
    state = "held" if played.held else "DIFFERS"
    yield f"{state:<8}{played.title_en} · {played.title_zh}"
    for one in played.differences:
        yield f"  {played.file}, line {one.line}: {one.step}"
        yield f"    expected    {one.expected}"
        yield f"    got         {one.got}"
        if one.answer is not None:
            text = json.dumps(one.answer, ensure_ascii=False)
            yield f"    the answer  {text if len(text) <= SHOWN else text[:SHOWN] + ' ...'}"


def as_json(played: Played) -> dict[str, Any]:
    """One scenario as JSON."""
    return {**asdict(played), "held": played.held}


def mistakes(unreadable: Iterable[Unreadable]) -> Iterator[str]:
    """Every mistake of the files, one a line."""
    for file in unreadable:
        for one in file.mistakes:
            yield f"{file.name}, line {one.line}: {one.text}"
