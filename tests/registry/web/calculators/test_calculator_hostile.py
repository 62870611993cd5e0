"""Goal: no query makes a calculator's page fail, and every code of the tables has its word.

Method: hypothesis renders pages of arbitrary queries without a server; raw bytes go through one;
the data tables are searched for every code that a page shows as a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.programme.methodologies.calculators import sourced
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators import aviation as calculator_aviation
from registry.web.calculators import china as calculator_china
from registry.web.calculators import revenue as calculator_revenue
from registry.web.calculators.routes import PAGES
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import LANGUAGES, render
from registry.web.frame.words import TABLES
from tests.support.calculator_samples import page_of
from tests.support.classroom import Class
from tests.support.pages import chrome

pytestmark = pytest.mark.slow

NAMES = tuple(PAGES)


def drawn(name: str, query: dict[str, str], language: Language = "en") -> str:
    return render(page_of(language, name, query), chrome(language, "guest", "calculators"))


PLAUSIBLE = st.sampled_from(
    ["", "0", "-1", "1", "0.5", "2024", "2033", "50", "1e9", "9" * 18, "9" * 40, "...",
     "0." + "1" * 37, "northwest", "gas", "world", "not", "{0}", "%s", "<b>",
     "1/3", "٣", "\x00", "½"]
)  # fmt: skip
FIELDS: dict[str, tuple[str, ...]] = {
    "calculators": ("price",),
    "revenue": calculator_revenue.FIELDS,
    "figures": ("group", "only"),
    "aviation": (*calculator_aviation.PATH_FIELDS, *calculator_aviation.DUTY_FIELDS[:12]),
    "china": tuple(name for form in calculator_china.FORMS.values() for name in form),
    "reserve": ("surplus_t", "year", "held_t"),
}


@pytest.mark.parametrize("name", NAMES)
def test_no_query_makes_a_page_fail(name: str) -> None:
    values = st.one_of(PLAUSIBLE, st.text(max_size=60), st.decimals(allow_nan=None).map(str))
    queries = st.dictionaries(st.sampled_from(FIELDS[name]), values, max_size=8)

    @settings(max_examples=100, deadline=None)
    @given(queries, st.sampled_from(LANGUAGES))
    def holds(query: dict[str, str], language: Language) -> None:
        encoded = {k: v.encode("utf-8", "replace").decode("utf-8") for k, v in query.items()}
        assert "<h1" in drawn(name, encoded, language)

    holds()


@pytest.mark.parametrize("tail", ["a" * 4000, "&&==;"])
@pytest.mark.parametrize("name", NAMES)
def test_raw_queries_are_answered_with_a_page(room: Class, name: str, tail: str) -> None:
    answer = room.client().get(f"{to(name)}?{tail}")

    assert 200 == answer.status_code


@pytest.mark.parametrize("tail", ["%ff%fe=1", "grid=%00", "hours=1&hours=2"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_text_or_given_twice_is_refused_by_a_page(
    room: Class, name: str, tail: str
) -> None:
    answer = room.client().get(f"{to(name)}?{tail}")

    assert 422 == answer.status_code
    assert "<h1" in answer.text and "access.shape_wrong" in answer.text


def test_figures_of_any_length_are_read_without_failing() -> None:
    html = drawn("aviation", {"start_mt": "9" * 18, "percent": "99." + "9" * 37, "years": "60"})

    assert 'class="line own"' in html


def test_every_unit_source_status_and_input_of_the_tables_has_a_word() -> None:
    tables = {"statuses": "fact_statuses"}
    missing = {
        (kind, text)
        for kind, text in told_in_tables()
        if text not in TABLES[tables.get(kind, f"calculator_{kind}")]
    }

    assert set() == missing


def told_in_tables() -> Iterator[tuple[str, str]]:
    """Every code of the data tables that a page shows as a word."""
    for one in sourced.sourced_figures():
        yield "groups", one.group
        yield "units", one.unit
        yield "sources", one.source
        yield "statuses", one.status
        for put_in in one.inputs:
            yield "sources", put_in.source
            yield "statuses", put_in.status
            yield "units", put_in.unit
            yield "inputs", put_in.name
    for name in ("grids", "worked_examples", "benchmarks", "compliance", "corsia", "reserve"):
        yield from _facts(table(name))


def _facts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _facts(one)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key == "source" or key.endswith("_source"):
            yield "sources", inner
        elif key == "status" or key.endswith("_status"):
            yield "statuses", inner
        else:
            yield from _facts(inner)
