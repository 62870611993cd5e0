"""Samples of pages: calculators with their formulas, charts and sources: pages for everybody.

Made by the calculators themselves from queries, some of which are refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from urllib.parse import urlencode

from registry.edge.server_state import ServerState
from registry.web.calculators import routes as calculators
from registry.web.calculators.contexts import FiguresPage
from registry.web.frame.contexts.shared import Language, Page
from registry.web.frame.visitor import Visitor

QUERIES: dict[str, tuple[str, dict[str, str]]] = {
    "calculators": ("calculators", {}),
    "revenue": ("revenue", {}),
    "revenue_margin": ("revenue", {"combined_margin": "0.5", "price": "20", "tariff": "0.3"}),
    "revenue_refused": ("revenue", {"grid": "northwest", "om": "0.9", "tariff": "0", "hours": "?"}),
    "figures": ("figures", {"group": "market_size"}),
    "figures_none": ("figures", {"group": "cdm", "only": "not"}),
    "aviation": ("aviation", {"start_mt": "500", "percent": "3.5", "years": "10"}),
    "aviation_refused": (
        "aviation",
        {"scope": "belt_and_road", "years": "99", "year_1": "2040", "year_2": "x"},
    ),
    "china": ("china", {}),
    "china_refused": (
        "china",
        {"year": "1999", "obligation_t": "x", "net_sales_t": "0.5", "base": "-1"},
    ),
    "reserve": ("reserve", {"surplus_t": "300000000", "year": "2024", "held_t": "50000000"}),
    "reserve_refused": ("reserve", {"surplus_t": "x"}),
}
"""Samples by name: the page's address and what is asked of it."""

FOREIGN = ("aviation", "countries", "cdm", "eu_ets")
"""Groups whose tables have Latin letters in Chinese too: names, and what is printed."""


def visitor(language: Language, name: str, query: dict[str, str]) -> Visitor:
    """Somebody who asks for a page by its address; no house, since these pages need none."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": name,
        "query_string": urlencode(query).encode("ascii"),
    }
    return Visitor(scope, cast(ServerState, None), None, language, "red_up")


def page_of(language: Language, name: str, query: dict[str, str]) -> Page:
    """A page as its address asks for it."""
    return calculators.PAGES[name](visitor(language, name, query))


def pages(language: Language) -> dict[str, Page]:
    """Every page of this area by a name of its own, filled."""
    found = {one: page_of(language, *asked) for one, asked in QUERIES.items()}
    every = page_of(language, "figures", {})
    assert isinstance(every, FiguresPage)
    kept = tuple(group for group in every.groups if group.name not in FOREIGN)
    return found | {"figures_all": replace(every, groups=kept)}
