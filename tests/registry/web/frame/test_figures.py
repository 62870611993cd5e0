"""Goal: one format for each kind of number; figures computed for templates are right.

Method: tables of value and text; small snapshots whose figures can be checked by hand.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from ledger.kernel.clock import HOUR, MINUTE, SECOND
from registry.web.frame import figures
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Figure
from registry.web.frame.drawing import draw_life
from registry.web.frame.pictures import bands_of, clock_of, figures_of, limit_bar
from registry.web.trade.drawing import BUCKETS, chart_of
from registry.web.trade.pictures import basis_points, book_of, meter_of
from tests.support.page_books import trace
from tests.support.pages import NOW, view

WRITTEN = [
    (figures.number(1234567), "1,234,567"),
    (figures.number(-5), "−5"),
    (figures.number(None), "—"),
    (figures.tonnes(1200), "1,200 t"),
    (figures.money(10_374_000, "zh"), "103,740.00 元"),
    (figures.money(10_374_000, "en"), "CNY 103,740.00"),
    (figures.money(-5, "en"), "CNY −0.05"),
    (figures.price(8640), "86.40"),
    (figures.half_price(17_285), "86.425"),
    (figures.half_price(17_284), "86.42"),
    (figures.signed_price(140), "+1.40"),
    (figures.signed_price(-35), "−0.35"),
    (figures.signed_price(0), "0.00"),
    (figures.signed(7), "+7"),
    (figures.percent(165), "+1.65 %"),
    (figures.percent(None), "—"),
    (figures.amount(400, "tonnes", "zh"), "400 t"),
    (figures.bare(400, "fen"), "4.00"),
    (figures.clock_time(NOW), "10:42:18"),
    (figures.clock_minute(NOW), "10:42"),
    (figures.moment_text(NOW), "2028-03-16 10:42:18"),
    (figures.day_text(NOW, "zh"), "2028-03-16 周四"),
    (figures.day_text(NOW, "en"), "Thu 16 Mar 2028"),
    (figures.duration(47 * MINUTE + 42 * SECOND), "47:42"),
    (figures.duration(HOUR + 12 * MINUTE + 5 * SECOND), "1:12:05"),
    (figures.duration(-1), "0:00"),
    (figures.share_of(1, 3), "33.33%"),
    (figures.share_of(0, 0), "0.00%"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_a_number_is_written_one_way(text: str, expected: str) -> None:
    assert expected == text


def test_an_address_has_its_parts_in_the_path_and_the_rest_in_the_query() -> None:
    assert "/admin/transactions/7" == to("transaction", number=7)
    assert "/trade/CCER?side=buy&price=86.45" == to(
        "trade", instrument="CCER", side="buy", price="86.45"
    )
    assert "/admin/accounts" == to("accounts", owner="", kind=None)
    assert len(ADDRESSES) == len(set(ADDRESSES.values()))


@pytest.mark.parametrize(
    ("changes", "face"),
    [
        ({}, "running"),
        ({"running": False}, "paused"),
        ({"started": False, "running": False}, "waiting"),
        ({"over": True, "running": False}, "over"),
        ({"running": False, "trouble": "disk_full"}, "stands"),
        ({"over": True, "running": False, "trouble": "disk_unwritable"}, "stands"),
    ],
)
def test_the_clock_bar_has_the_face_of_the_lesson(changes: dict[str, Any], face: str) -> None:
    assert face == clock_of(view(**changes), "zh").face


def test_a_halted_instrument_gives_the_clock_bar_its_face() -> None:
    picture = view()
    picture["instruments"]["BRC-CN"]["halted"] = True
    clock = clock_of(picture, "zh")

    assert ("halted", ("BRC-CN",)) == (clock.face, clock.halted)


def test_the_clock_tells_what_is_left_in_both_times() -> None:
    clock = clock_of(view(), "zh")

    assert ("47:42", "2:23", "lunch") == (clock.left, clock.left_real, clock.next_name)


def test_a_change_in_percent_is_rounded_half_away_from_zero() -> None:
    assert 165 == basis_points(140, of=8500)
    assert -165 == basis_points(-140, of=8500)
    assert 1 == basis_points(1, of=20_000)


def test_the_book_has_fixed_slots_with_own_tonnes_and_bars() -> None:
    book = book_of(view()["instruments"]["CCER"], {8640: 500}, depth=5, depth_href="?depth=10")

    assert (5, 5) == (len(book.asks), len(book.bids))
    assert (8640, 500) == (book.bids[0].price, book.bids[0].own)
    assert (5, 17_285) == (book.spread, book.mid_twice)
    assert 100 == max(slot.bar for slot in (*book.asks, *book.bids))


def test_an_empty_book_has_empty_slots() -> None:
    book = book_of(view()["instruments"]["BRC-TH"], {}, depth=5, depth_href="?depth=10")

    assert [None] * 5 == [slot.price for slot in book.asks]
    assert (None, None) == (book.spread, book.mid_twice)


def test_the_meter_covers_the_obligation_without_a_gap() -> None:
    meter = meter_of(
        year=2027, obligation=120_000, allowances=108_000, offset=2_400, cap=6_000, cap_text="5 %"
    )

    assert [0, 108_000, 110_400, 114_000] == [part.start for part in meter.parts]
    assert (3_600, 6_000, 9_600) == (meter.room, meter.missing, meter.short)
    assert meter.lens_width == sum(part.quantity for part in meter.lens)
    assert 120_000 == sum(part.quantity for part in meter.parts)


def test_more_allowances_than_owed_leave_nothing_short() -> None:
    meter = meter_of(year=2027, obligation=100, allowances=130, offset=0, cap=5, cap_text="5 %")

    assert (0, 0, 0) == (meter.room, meter.missing, meter.short)


def test_a_limit_bar_tells_what_was_over() -> None:
    bar = limit_bar(unit="tonnes", used=2_400, room=3_600, asked=4_000)

    assert (6_000, 400, 6_400) == (bar.limit, bar.over, bar.total)


def test_figures_carry_the_unit_of_their_name() -> None:
    lines = figures_of({"free_fen": 5, "quantity": 7, "order": 9, "hidden": 1}, "en")

    assert (
        Figure(name="free_fen", value="CNY 0.05"),
        Figure(name="quantity", value="7 t"),
        Figure(name="order", value="9"),
    ) == lines


def test_the_price_line_is_stepped_and_stays_in_the_drawing() -> None:
    trades = [(MINUTE * i, 8500 + i % 7, 10) for i in range(200)]
    chart = chart_of(trades, starts_at=0, ends_at=200 * MINUTE, reference=8500)

    assert re.fullmatch(r"M\d+ \d+(H\d+V\d+)*H\d+", chart.path)
    assert len(chart.points) <= BUCKETS + 1
    assert 2000 == sum(quantity for _, _, quantity in chart.points)
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y, _, _ in chart.volumes)


def test_without_trades_only_the_reference_is_drawn() -> None:
    chart = chart_of([], starts_at=0, ends_at=MINUTE, reference=8500)

    assert ("", ()) == (chart.path, chart.volumes)
    assert chart.reference_y is not None


def test_a_life_runs_through_the_lanes_of_its_steps() -> None:
    life = draw_life(trace("en"))
    steps = trace("en").steps

    assert [step.lane for step in steps] == [
        {life.y_cn: "partner", life.y_host: "host", life.y_both: "BOTH"}[mark.y]
        for mark in life.marks
    ]
    assert len(steps) - 1 == life.path.count("L")


def test_bands_start_where_they_lie_in_the_widest() -> None:
    assert [0, 400] == [
        band.offset for band in bands_of([("issued", 5_001, 5_640), ("sent", 5_401, 5_600)])
    ]
