"""Goal: all mistakes in the venues of a folder are reported at once.

Method: a small sound pack, then the same with planted mistakes, contradictions and overlaps.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from matching.instruments import LARGEST_ORDER
from matching.venues import Breaker, Venue
from registry.market.venues import VenuePackErrors, read_venues

PACK = """
code = "here"
version = 1
valid_to = 2021-12-31
name_en = "Here"
name_zh = "这里"

[source.test]
en = "A test"
zh = "测试"

[[silent]]
en = "Nothing on fees."
zh = "未载手续费。"

[[fact]]
name = "t_plus"
value = 1
source = "test"
status = "assumption"
en = "Tomorrow."
zh = "次日。"

[[mode]]
kind = "listed"
name_en = "Listed"
name_zh = "挂牌"

[[mode.fact]]
name = "largest_t"
value = 99_999
source = "test"
status = "recalled"
en = "Below 100,000 t."
zh = "小于 10 万吨。"

[[mode.fact]]
name = "sessions"
value = [["09:30", "11:30"], ["13:00", "15:00"]]
source = "test"
status = "recalled"
en = "Four hours."
zh = "四小时。"
"""
FACT = """
[[{table}]]
name = "{name}"
value = {value}
source = "test"
status = "seed"
en = "x"
zh = "x"
"""
MODE = """
[[mode]]
kind = "{kind}"
name_en = "x"
name_zh = "x"
"""


def with_facts(*stated: tuple[str, object], kind: str = "") -> str:
    """The pack with further facts of the venue, or with a further mode and its facts."""
    lines = [
        FACT.format(
            table="mode.fact" if kind else "fact", name=name, value=orjson.dumps(value).decode()
        )
        for name, value in stated
    ]
    if kind:
        return PACK + MODE.format(kind=kind) + "".join(lines)
    return PACK.replace("\n[[mode]]", "".join(lines) + "\n[[mode]]", 1)


def read(folder: Path, text: str) -> Venue:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    found = read_venues(folder).pick("here")
    assert found is not None
    return found


def wrong(folder: Path, text: str) -> list[str]:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(VenuePackErrors) as raised:
        read_venues(folder)
    return raised.value.mistakes


def test_a_sound_pack_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, PACK)
    (listed,) = found.modes

    assert ("here v1", "", "2021-12-31") == (found.id, found.valid_from, found.valid_to)
    assert (1, 99_999) == (listed.smallest_t, listed.largest_t)
    assert ("A test", "测试", "recalled") == (
        listed.facts[0].source_en,
        listed.facts[0].source_zh,
        listed.facts[0].status,
    )


def test_a_day_picks_the_version_in_force(tmp_path: Path) -> None:
    newer = PACK.replace("version = 1", "version = 2").replace(
        "valid_to = 2021-12-31", "valid_from = 2022-01-01"
    )
    (tmp_path / "b.toml").write_text(newer, encoding="utf-8")
    read(tmp_path, PACK)
    venues = read_venues(tmp_path)

    assert [1, 2] == [one.version for one in venues.versions("here")]
    assert [1, 2, 2] == [
        one.version
        for day in ("2021-12-31", "2022-01-01", "")
        if (one := venues.pick("here", day=day))
    ]
    assert None is venues.pick("nowhere")


def test_a_circuit_breaker_is_three_facts_or_none(tmp_path: Path) -> None:
    three = [
        ("breaker_percent", 10),
        ("breaker_reference_minutes", 5),
        ("breaker_call_minutes", 3),
    ]

    assert Breaker(10, 5, 3) == read(tmp_path, with_facts(*three)).breaker
    assert ["a.toml: a circuit breaker also needs breaker_call_minutes"] == wrong(
        tmp_path, with_facts(*three[:2])
    )


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("code = ", encoding="utf-8")
    (tmp_path / "c.toml").write_text('code = "there"\nversion = "1"\n', encoding="utf-8")
    spoilt = (
        PACK.replace("value = 1\n", "value = 2\n")
        .replace('status = "recalled"', 'status = "rumour"', 1)
        .replace('source = "test"\nstatus = "recalled"', 'source = "hearsay"\nstatus = "recalled"')
        .replace('zh = "四小时。"', 'zh = ""\ncolour = "red"')
    )
    told = "\n".join(wrong(tmp_path, spoilt))

    for said in (
        "a.toml: t_plus: must be a whole number from 0 to 1",
        "a.toml: listed: largest_t: status must be one of seed, verified, recalled, assumption",
        "a.toml: listed: fact: zh is empty",
        "a.toml: listed: fact: colour is no field",
        "b.toml: Invalid value",
        "c.toml: name_en is missing",
        "c.toml: version must be int",
    ):
        assert said in told, told


# What is added to the pack (facts of the venue, or a mode with its facts), what is said of it.
CONTRADICTIONS: list[tuple[str, list[tuple[str, object]], str]] = [
    ("", [("colour", 1)], "colour is no fact that can be stated here"),
    ("", [("levels", 5)], "levels is no fact that can be stated here"),
    ("", [("tick_fen", 0)], f"tick_fen: must be a whole number from 1 to {LARGEST_ORDER}"),
    ("", [("tick_fen", True)], f"tick_fen: must be a whole number from 1 to {LARGEST_ORDER}"),
    ("", [("t_plus", 0)], "t_plus is stated 2 times"),
    ("", [("day_orders", 1)], "day_orders: must be true or false"),
    ("", [("fee_taker_ppm", 500_001)], "fee_taker_ppm: must be a whole number from 0 to 500000"),
    ("", [("close_rule", "noon")], "close_rule: must be one of vwap_of_day, guangdong"),
    ("", [("self_trade", "never")], "self_trade: must be one of none, newest"),
    ("", [("limit_rounding", "outwards")], "limit_rounding: must be one of inwards, half_up"),
    ("", [("lot_t", 10)], "listed: largest_t 99999 is no multiple of the lot 10"),
    ("", [("note", "loud")], "note: has no value, only its sentence"),
    ("auction", [], "mode auction is not one of continuous, listed"),
    ("listed", [], "listed is stated 2 times"),
    ("block", [("smallest_t", 99_999)], "block starts at 99999 t, listed goes up to 99999 t"),
    ("block", [("levels", 5)], "block: levels is no fact that can be stated here"),
    ("block", [("price_rule", "uniform")], "price_rule uniform belongs to another kind of mode"),
    (
        "continuous",
        [("smallest_t", 11), ("largest_t", 10)],
        "continuous: the smallest order 11 is above the largest 10",
    ),
    ("continuous", [("limit_percent", 100)], "limit_percent: must be a whole number from 1 to 99"),
    (
        "continuous",
        [("price_rule", "maker"), ("price_rule", "maker")],
        "continuous: price_rule maker is stated 2 times",
    ),
    (
        "continuous",
        [("sessions", [["09:30", "11:30"], ["11:00", "12:00"]])],
        "sessions: 09:30-11:30 and 11:00-12:00 overlap",
    ),
    ("continuous", [("sessions", [["11:30", "09:30"]])], "11:30 does not lie before 09:30"),
    ("continuous", [("sessions", [["9:30", "11:30"]])], "sessions: must be pairs of times"),
    ("continuous", [("sessions", [["09:30"]])], "sessions: must be pairs of times"),
    ("continuous", [("sessions", [])], "sessions: must be pairs of times"),
    (
        "call",
        [("sessions", [["09:15", "09:31"]])],
        "call 09:15-09:31 and listed 09:30-11:30 overlap",
    ),
    ("bidding", [("reserve_below_percent", [0, 0])], "reserve_below_percent: names a number twice"),
    ("bidding", [("reserve_below_percent", 0)], "reserve_below_percent: a list: each must be"),
    (
        "bidding",
        [("applicant", "seller"), ("reserve_rule", "vwap_three_months")],
        "bidding: reserve_rule is of an authority's auction, and no choice of reserves",
    ),
    (
        "bidding",
        [
            ("applicant", "authority"),
            ("reserve_rule", "vwap_three_months"),
            ("reserve_below_percent", [0]),
        ],
        "bidding: reserve_rule is of an authority's auction, and no choice of reserves",
    ),
    ("bidding", [("fee_maker_ppm", 500_001)], "fee_maker_ppm: must be a whole number from 0"),
    ("", [("turnaround_days", -1)], "turnaround_days: must be a whole number from 0 to 250"),
    (
        "bidding",
        [("offer_smallest_t", 1_000), ("bid_smallest_t", 501), ("bidder_percent", 50)],
        "no bid of 501 t fits into one bidder's share of an offer of 1000 t",
    ),
]


@pytest.mark.parametrize(("kind", "stated", "said"), CONTRADICTIONS)
def test_what_cannot_be_true_is_refused(
    kind: str, stated: list[tuple[str, object]], said: str, tmp_path: Path
) -> None:
    found = wrong(tmp_path, with_facts(*stated, kind=kind))

    assert 1 == len(found), found
    assert said in found[0]


def test_first_in_time_leaves_one_level(tmp_path: Path) -> None:
    facts = "".join(
        FACT.format(table="mode.fact", name=name, value=value)
        for name, value in (("choice", '"first"'), ("levels", 5))
    )

    assert ["a.toml: listed: choice first leaves one level, the best; levels says otherwise"] == (
        wrong(tmp_path, PACK + facts)
    )


def test_sources_are_named_and_used(tmp_path: Path) -> None:
    text = PACK.replace("[source.test]", '[source.other]\nen = "x"\nzh = "x"\n\n[source.tests]')

    assert {
        "a.toml: t_plus: there is no source test",
        "a.toml: listed: largest_t: there is no source test",
        "a.toml: listed: sessions: there is no source test",
        "a.toml: source other is used nowhere",
        "a.toml: source tests is used nowhere",
    } == set(wrong(tmp_path, text))


def test_versions_that_hold_on_one_day_are_refused(tmp_path: Path) -> None:
    newer = PACK.replace("version = 1", "version = 2").replace(
        "valid_to = 2021-12-31", "valid_from = 2021-12-31"
    )
    (tmp_path / "b.toml").write_text(newer, encoding="utf-8")

    assert ["here: versions 1 and 2 overlap in time"] == wrong(tmp_path, PACK)


def test_a_folder_without_venues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VenuePackErrors) as raised:
        read_venues(tmp_path)

    assert [f"{tmp_path}: no venue"] == raised.value.mistakes


def test_a_venue_has_a_mode(tmp_path: Path) -> None:
    assert ["a.toml: a venue has at least one mode"] == wrong(
        tmp_path, PACK[: PACK.index("\n[[mode]]")]
    )
