"""One helper for all contexts: a field that carries its help line. It knows no page."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def told(text: str) -> Any:
    """A dataclass field with its help line."""
    return field(metadata={"help": text})
