"""Contexts of the auditor's lists of the programme's procedures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.admin.contexts import Paging
from registry.web.frame.contexts.shared import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTab:
    """One of the lists; `name` is a key of the table admin_lists."""

    name: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """A list: its columns by machine names (keys of the table columns), its rows as text."""

    template: ClassVar[str] = "admin/list.html"
    name: str
    tabs: tuple[ListTab, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    paging: Paging


PAGES: tuple[type[Page], ...] = (ListPage,)
