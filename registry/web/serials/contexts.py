"""Context of the public trace of one serial number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page
from registry.web.frame.contexts.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPage(Page):
    """The public trace of one serial number.

    `host` and `number` are as typed, '' at first; `first_host` replaces an empty host.
    """

    template: ClassVar[str] = "serials/serial.html"
    host: str
    first_host: str
    number: str
    trace: Trace | None


PAGES: tuple[type[Page], ...] = (SerialPage,)
"""The pages of this area."""
