"""Reads the scenario scripts under `fixtures/scenarios/venues/`: a title, then a step a line.

`venue_script` gives each step its meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from registry.paths import fixtures

STEP = re.compile(r"(?P<step>.+?)\s+->\s+(?P<outcome>.+)")
FOLDER = "scenarios/venues"


@dataclass
class Script:
    """One scenario: where it stands, and its lines as (line number, text, expected or None)."""

    title: str
    lines: list[tuple[int, str, str | None]] = field(default_factory=list)


def scripts(file: str) -> list[Script]:
    """Every scenario of a file, in order."""
    return read((fixtures() / FOLDER / file).read_text(encoding="utf-8"))


def read(text: str) -> list[Script]:
    """The scenarios of a text; `#` begins a comment line."""
    found: list[Script] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            found.append(Script(line.strip("[]")))
            continue
        assert found, f"line {number}: a title in brackets comes first"
        match = STEP.fullmatch(line)
        step, outcome = (match["step"], match["outcome"]) if match else (line, None)
        found[-1].lines.append((number, step, outcome))
    return found
