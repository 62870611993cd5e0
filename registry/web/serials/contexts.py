"""Context of the public trace of one serial number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page
from registry.web.frame.contexts.telling import told
from registry.web.frame.contexts.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPage(Page):
    """The public trace of one serial number."""

    template: ClassVar[str] = "serials/serial.html"
    host: str = told("host as asked for; '' at first")
    first_host: str = told("host that an empty field means")
    number: str = told("serial number as asked for; '' at first")
    trace: Trace | None = told("the trace; None when nothing was asked or nothing was found")


PAGES: tuple[type[Page], ...] = (SerialPage,)
"""The pages of this area."""
