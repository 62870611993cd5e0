"""Samples of the market's pages: an instrument's days and rules, and its conduct."""

from __future__ import annotations

from matching.instruments import Instrument
from matching.orders import SelfTrade
from registry.market.venues import shipped
from registry.web.admin.log_contexts import AlertRow, ConductPage, HolderRow, Spread, ThresholdRow
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Figure, Language
from registry.web.market.contexts import DayRow, Hour, MarketPage
from registry.web.market.page import facts_of, hours_stated, played_of, ways_of
from tests.support.pages import NAMES, SEATS, both

LISTED = Instrument(
    code="CCER", registry="CN", unit="CCER", reference=8500, limit_percent=10, listed=True,
    largest=99_999, fee_maker_ppm=5_000, fee_taker_ppm=125, t_plus=1, pick_first=True,
    limit_rounding="half_up", close_rule="last_five",
)  # fmt: skip
PLAYED = Instrument(
    code="CCER", registry="CN", unit="CCER", reference=8500, limit_percent=10,
    self_trade=SelfTrade.DECREMENT, breaker_percent=10, breaker_reference_minutes=5,
    breaker_call_minutes=10,
)  # fmt: skip


HUBEI = Instrument(
    code="CCER", registry="CN", unit="CCER", reference=8500, limit_percent=10, venue="hubei v1",
    price_rule="middle", close_rule="last_five", limit_rounding="half_up",
)  # fmt: skip


def market(language: Language, rules: Instrument = PLAYED, code: str = "plain") -> MarketPage:
    """CCER on day 3, by the rules of a venue."""
    venue = shipped().pick(code)
    assert venue is not None
    played = played_of(rules, language, None if code == "plain" else venue)

    return MarketPage(
        venue_hours=hours_stated(venue, language), gathers=rules.gathers,
        instrument="CCER", name=NAMES[language]["CCER"], registry="CN",
        instruments=("CCER", "BRC-CN", "BRC-TH"), trades=True, lo=7650, hi=9350,
        days=(
            DayRow(day="2028-03-16", reference=8500, open=8495, high=8720, low=8470, last=8640,
                   average=8612, close=None, volume=23_180, turnover=199_626_160, trades=212),
            DayRow(day="2028-03-15", reference=8480, open=8480, high=None, low=None, last=None,
                   average=None, close=8480, volume=0, turnover=0, trades=0),
        ),
        venue=both(language, venue.name_zh, venue.name_en), venue_id=venue.id,
        valid_from="2021-07-16", valid_to="", played=played,
        hours=(Hour(at="09:00", phase="pre"), Hour(at="09:15", phase="call"),
               Hour(at="09:30", phase="continuous"), Hour(at="15:00", phase="close")),
        facts=facts_of(venue, language), ways=ways_of(venue, rules, language),
        silences=tuple(both(language, gap.zh, gap.en) for gap in venue.silent),
    )  # fmt: skip


def conduct(language: Language) -> ConductPage:
    """Two holders, one of them large, and one entry on the list."""
    seats = SEATS[language]
    rows = tuple(
        HolderRow(seat=seat, name=seats[seat], quantity=t, share=figures.share(bp), large=bp > 2000,
                  buying=500, room=max(0, 3_000 - t))
        for seat, t, bp in (("S12", 6_300, 7_560), ("S07", 1_950, 2_340))
    )  # fmt: skip
    found = {"gross_t": "1,200 t", "net_t": "0 t", "lasted_ms": "12:10"}
    return ConductPage(
        csv_href="/admin/csv/conduct",
        instrument="", day="", percent=20, limit="36", instruments=("CCER", "BRC-CN", "BRC-TH"),
        days=("2028-03-16", "2028-03-15"),
        spreads=(
            Spread(instrument="CCER", total=8_333, holders=2, hhi=6_263, limit=3_000, rows=rows),
            Spread(instrument="BRC-TH", total=0, holders=0, hhi=0, limit=None, rows=()),
        ),
        alerts=(
            AlertRow(instrument="CCER", day="2028-03-16", kind="back_and_forth",
                     owners=(("S12", seats["S12"]), ("S07", seats["S07"])),
                     figures=tuple(Figure(name=n, value=v) for n, v in found.items()), trades=4,
                     modes=("block", "book"), commands=(311, 312, 340, 351), more_commands=2),
        ),
        thresholds=(
            ThresholdRow(text=both(language, "大户的持有量至少占流通总量的这一比例。",
                                   "A large holder has at least this share."),
                         value="20 %", status="assumption"),
        ),
    )  # fmt: skip
