"""Goal: the calculators' pages show the figures of the API, in both languages, and never fail.

Method: pages are parsed and compared with the JSON of the same server; arbitrary queries are
rendered without a server.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest

from registry.programme.methodologies.calculators import sourced
from registry.web.calculators import china as calculator_china
from registry.web.calculators.exact import grouped
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import LANGUAGES, render
from registry.web.frame.words import TABLES
from tests.support.calculator_samples import page_of
from tests.support.classroom import Class
from tests.support.pages import chrome

pytestmark = pytest.mark.slow

NAMES = ("calculators", "revenue", "figures", "aviation", "china", "reserve")
WIND = {"capacity_mw": "50", "hours": "1840", "price": "20.35", "tariff": "0.3078"}
VOID = {"input", "link", "meta", "br", "path", "circle", "rect"}


class Reader(HTMLParser):
    """Every marked element, with the exact figures and the text inside it."""

    def __init__(self, html: str, mark: str) -> None:
        super().__init__()
        self.mark = mark
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[tuple[str, int | None]] = []
        self.text: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        mine = None
        if self.mark in named:
            mine = len(self.found)
            self.found.append((named[self.mark], named, []))
            self.text.append([])
        if tag == "data":
            for _, place in self.open:
                if place is not None:
                    self.found[place][2].append(named["value"])
        if tag not in VOID:
            self.open.append((tag, mine))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        for _, place in self.open:
            if place is not None:
                self.text[place].append(text)

    def figures(self) -> dict[str, str]:
        """The first exact figure within each marked element."""
        return {name: values[0] for name, _, values in self.found if values}

    def words(self) -> dict[str, str]:
        """The text within each marked element."""
        texts = (" ".join(" ".join(parts).split()) for parts in self.text)
        return {name: text for (name, _, _), text in zip(self.found, texts, strict=True)}


def drawn(name: str, query: dict[str, str], language: Language = "en") -> str:
    return render(page_of(language, name, query), chrome(language, "guest", "calculators"))


def steps(html: str) -> dict[str, str]:
    return Reader(html, "data-step").figures()


def read(room: Class, name: str, query: dict[str, str], language: str = "en") -> str:
    address = to(name) + (f"?{urlencode(query)}" if query else "")
    answer = room.client().get(address, headers={"accept-language": language})

    assert 200 == answer.status_code, answer.text[:400]
    return str(answer.text)


def api(room: Class, path: str, **query: str) -> Any:
    answer = room.client().get(f"/api/calculators/{path}", params=query)
    assert 200 == answer.status_code, answer.text
    return answer.json()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_calculator_is_there_for_a_guest_in_both_languages(
    room: Class, name: str, language: Language
) -> None:
    html = read(room, name, {}, language)

    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in html
    assert 1 == html.count("<h1")
    assert "None" not in re.sub(r"<[^>]*>", " ", html)
    assert f'href="{to("calculators")}" aria-current="page"' in html


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_in_trainer_sees_the_same_pages(room: Class, name: str) -> None:
    answer = room.trainer().get(to(name))

    assert 200 == answer.status_code


def test_both_worked_examples_are_shown_as_the_api_tells_them(room: Class) -> None:
    for example in api(room, "examples"):
        shown = steps(read(room, "revenue", example["inputs"]))
        answer = {k: v for k, v in example["recomputed"].items() if not k.endswith("_fraction")}

        assert answer == {name: value for name, value in shown.items() if name in answer}
        assert {"om_part": "0.66915", "bm_part": "0.110175"}.items() <= shown.items()


def test_a_quotient_that_does_not_end_has_its_fraction_beside_it(room: Class) -> None:
    answer = api(room, "revenue", **WIND, grid="northwest")
    html = read(room, "revenue", WIND | {"grid": "northwest"})

    assert f"<code>{answer['uplift_percent_fraction']}</code>" in html


def test_whole_tonnes_stand_beside_the_income_of_the_unrounded_reduction() -> None:
    shown = steps(drawn("revenue", WIND | {"grid": "northwest"}))

    assert "71697.9" == shown["reduction_t"]
    assert "71697" == shown["credits_t"]
    assert "1459052.265" == shown["ccer_income_cny"]


def test_the_same_plant_in_all_six_grids_is_what_the_api_tells_of_each(room: Class) -> None:
    html = read(room, "revenue", WIND | {"grid": "south"})
    rows = {name: values for name, _, values in Reader(html, "data-grid").found}
    answer = {
        grid["code"]: api(room, "revenue", **WIND, grid=grid["code"]) for grid in api(room, "grids")
    }
    wanted = ("credits_t", "ccer_income_cny", "ccer_income_fen_per_kwh", "uplift_percent")

    assert 6 == len(rows)
    assert {code: [one[key] for key in wanted] for code, one in answer.items()} == rows


def test_the_uplift_follows_the_visitors_price_and_tariff(room: Class) -> None:
    html = read(room, "revenue", {"mwh": "1000", "price": "90", "tariff": "0.4"})
    answer = api(room, "uplift", price="90", tariff="0.4")
    shown = {name: values[-1] for name, _, values in Reader(html, "data-grid").found}

    assert {one["grid"]: one["uplift_percent"] for one in answer} == shown


def test_the_six_grids_are_listed_with_kind_year_source_and_status(room: Class) -> None:
    html = read(room, "revenue", {})
    for grid in api(room, "grids"):
        row = html[html.index(f'id="grid-{grid["code"]}"') :].partition("</tr>")[0]
        for factor in grid["factors"]:
            assert f'data-kind="{factor["kind"]}"' in row
            assert factor["year"] in row
            assert factor["source"].replace("'", "&#39;") in row
            assert TABLES["fact_statuses"][factor["status"]] in row
        assert f'data-kind="CM">{grid["combined_margin"]}<' in row


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_misprint_is_shown_as_a_misprint(language: Language) -> None:
    html = drawn("revenue", {}, language)
    row = html[html.index('class="misprint"') :].partition("</tr>")[0]

    assert "<del>561507 吨</del>" in row
    assert "56,150.36625" in row
    assert {"en": "misprint", "zh": "误印"}[language] in row


def test_inputs_that_reach_no_generation_show_a_margin_and_no_tonnes() -> None:
    shown = steps(drawn("revenue", {"om": "0.9", "bm": "0.3", "price": "50"}))

    assert "0.75" == shown["combined_margin"]
    assert "reduction_t" not in shown
    assert "uplift_percent" not in shown


def test_any_part_of_a_plant_is_answered_as_far_as_it_reaches() -> None:
    whole = WIND | {"grid": "east"}
    for count in range(len(whole) + 1):
        for kept in combinations(whole, count):
            query = dict.fromkeys(whole, "") | {name: whole[name] for name in kept}
            shown = steps(drawn("revenue", query))

            assert ("net_generation_mwh" in shown) == ({"capacity_mw", "hours"} <= set(kept))
            assert ("combined_margin" in shown) == ("grid" in kept)
            assert ("uplift_percent" in shown) == ({"grid", "price", "tariff"} <= set(kept))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_sources_is_shown_with_its_result(
    room: Class, language: Language
) -> None:
    shown = Reader(read(room, "figures", {}, language), "data-sourced").figures()

    assert {one["id"]: one["result"] for one in api(room, "figures")} == shown


def test_only_figures_that_do_not_reproduce_are_shown_when_asked_for() -> None:
    shown = Reader(drawn("figures", {"only": "not"}), "data-sourced").words()
    wrong = {one.id for one in sourced.sourced_figures() if one.reproduces is False}

    assert wrong == set(shown)
    assert all("does not reproduce" in words for words in shown.values())


def test_a_group_and_a_figure_have_an_anchor() -> None:
    html = drawn("figures", {"group": "supply"})

    assert '<h2 class="group" id="supply">' in html
    assert 'id="supply_storage"' in html
    assert 'id="market_size"' not in html


def test_every_input_of_a_figure_says_its_value_source_and_status() -> None:
    words = Reader(drawn("figures", {}), "data-sourced").words()
    for one in sourced.sourced_figures():
        for put_in in one.inputs:
            assert grouped(put_in.value) in words[one.id]
            assert put_in.source in words[one.id]
            assert TABLES["fact_statuses"][put_in.status] in words[one.id]


def test_the_paths_of_aviation_end_where_the_api_says(room: Class) -> None:
    html = read(room, "aviation", {"scope": "belt_and_road"})
    answer = [
        one["years"][-1] for steps in "01" for one in api(room, "corsia/growth", extra_steps=steps)
    ]
    world = Reader(read(room, "aviation", {}), "data-path").found

    assert all(f'value="{one["belt_and_road_mt"]}"' in html for one in answer)
    assert [[answer[0], answer[2]], [answer[1], answer[3]]] == [
        [next(one for one in answer if one["world_mt"] == value) for value in values]
        for _, _, values in world
    ]


def test_an_own_path_is_drawn_beside_those_of_the_source(room: Class) -> None:
    own = {"start_mt": "500", "percent": "3.5", "years": "17"}
    html = read(room, "aviation", own)
    last = api(room, "corsia/path", **own)[-1]["mt"]

    assert f'value="{last}"' in html
    assert 'class="line own"' in html


def test_an_operators_years_add_up_as_the_api_says(room: Class) -> None:
    query = {
        "year_1": "2024", "emissions_t_1": "150000", "year_3": "2033", "emissions_t_3": "9000",
        "sector_growth_3": "0.3", "individual_growth_3": "0.1", "fuel_claims_t": "100.5",
    }  # fmt: skip
    shown = steps(read(room, "aviation", query))
    address = "/api/calculators/corsia/requirement"
    answer = room.client().get(
        f"{address}?year=2024:150000&year=2033:9000:0.3:0.1&fuel_claims_t=100.5"
    ).json()  # fmt: skip

    assert answer["total_t"] == shown["total_t"]
    assert str(answer["required_t"]) == shown["required_t"]


def test_a_units_allocation_is_shown_step_by_step_as_the_api_tells_it(room: Class) -> None:
    answer = api(room, "china/allocation", **calculator_china.UNIT)
    shown = steps(read(room, "china", calculator_china.UNIT))

    assert "2531352" == shown["final_t"]
    assert {k: str(answer[k]) for k in shown if k in answer} == {
        k: v for k, v in shown.items() if k in answer
    }


def test_the_year_end_shows_cap_shortfall_and_fine() -> None:
    shown = steps(drawn("china", {}))

    assert ("50000", "1000") == (shown["offset_cap_t"], shown["shortfall_t"])
    assert ("311800", "623600") == (shown["fine_least_cny"], shown["fine_most_cny"])
    assert "45185" == shown["carry_over_t"]


def test_price_limits_have_two_decimals() -> None:
    limits = Reader(drawn("china", {"base": "71"}), "data-limit").words()

    assert "listed trade 10 63.90 78.10" == limits["listed"]
    assert "block trade 30 49.70 92.30" == limits["bulk"]


def test_a_form_of_several_keeps_what_the_others_hold() -> None:
    html = drawn("china", {"base": "80", "net_sales_t": "5"})
    carry = html[html.index('id="carry"') :].partition("</form>")[0]

    assert '<input type="hidden" name="base" value="80">' in carry


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ({"surplus_t": "833000001", "year": "2020"}, "withholds allowances"),
        ({"surplus_t": "833000000", "year": "2020"}, "does nothing"),
        ({"surplus_t": "399999999", "year": "2024"}, "releases allowances"),
        ({"surplus_t": "1", "year": "2024", "held_t": "0"}, "holds none"),
    ],
)
def test_the_reserve_says_what_it_does_with_a_surplus(query: dict[str, str], verdict: str) -> None:
    assert verdict in drawn("reserve", query)


def test_the_cap_of_every_year_is_in_the_table(room: Class) -> None:
    html = read(room, "reserve", {})

    assert all(f'value="{one["cap_t"]}"' in html for one in api(room, "eu/cap"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_used_is_shown_under_its_field_and_as_a_card(language: Language) -> None:
    html = drawn("revenue", {"hours": "lots", "grid": "north", "om": "1", "tariff": "0"}, language)
    said = {
        "en": ("is no plain decimal", "given in more than one way"),
        "zh": ("不是普通小数", "给了不止一种"),
    }[language]
    under = html[html.index('id="field-hours-error"') :].partition("</div>")[0]

    assert said[0] in under
    assert 'id="field-hours"' in html and 'aria-describedby="field-hours-error"' in html
    assert "procedure.inputs_wrong" in html
    assert said[1] in html


def test_a_tariff_of_zero_is_reported_and_nothing_is_compared() -> None:
    html = drawn("revenue", WIND | {"tariff": "0"})

    assert "must be above zero" in html
    assert "Nothing to compare" in html


def test_a_faulty_year_of_an_operator_is_reported_in_its_row() -> None:
    html = drawn("aviation", {"year_2": "2050", "emissions_t_2": "1"})
    under = html[html.index('id="field-year_2-error"') :].partition("</div>")[0]

    assert "lies outside 2021 to 2035" in under
    assert "Year (2)" in html
