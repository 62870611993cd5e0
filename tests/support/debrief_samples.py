"""Samples of the debrief's pages."""

from __future__ import annotations

from dataclasses import replace

from registry.web.debrief.contexts import (
    AimRow,
    Comes,
    DecisionRow,
    PartnerRow,
    RefusalRow,
    SheetPage,
    TradedRow,
    UnitsRow,
)
from registry.web.frame.contexts.shared import Language, Page
from tests.support.pages import NOW, SEATS, both

NOTHING = SheetPage(
    seat="S07", name="", role="emitter", person="", mine=True, comes=None, has_aims=True,
    over=False, at=NOW, aims=(), began_fen=0, began_t=0, cash_fen=0, units_t=0, units_fen=0,
    value_fen=0, change_fen=0, units=(), trades=0, fees_fen=0, traded=(), realised_fen=0,
    unrealised_fen=0, unpriced_t=0, unpriced_fen=0, values_unit="", surplus=None, refused=0,
    refusals=(), best=(), worst=(), not_judged=0, partners=(), partners_later=False,
)  # fmt: skip


def sheet(language: Language) -> SheetPage:
    """An emitter who covered most of its gap."""
    aim = AimRow(
        text=both(language, "补足清缴义务与所分配额之间的缺口", "Cover the gap"), verdict="no",
        reason="", reached="4,800 t", target="6,000 t", reached_of=4_800, whole=6_000,
        figures=(("obligation_t", "120,000 t"), ("offset_t", "4,800 t"), ("slowest_ms", "12:10")),
    )  # fmt: skip
    late = replace(
        aim, text=both(language, "按时办结事项", "Decide in time"), verdict="", whole=0, target="",
        reason=both(language, "本课没有规定办理时限。", "No rule says within what time."),
        figures=(),
    )  # fmt: skip
    bought = DecisionRow(
        kind="buy", text=both(language, "买入", "bought"), number=118, at=NOW, instrument="CCER",
        tonnes=800, price=8275, judged=8600, gain=260_000,
    )  # fmt: skip
    used = replace(bought, kind="offset", text=both(language, "用于抵销", "used as offset"))
    return replace(
        NOTHING, name=SEATS[language]["S07"], person=both(language, "陈一诺", "Dora"), over=True,
        aims=(aim, replace(aim, verdict="yes"), late), began_fen=80_000_000, cash_fen=41_700_000,
        units_t=400, units_fen=3_456_000, value_fen=45_156_000, change_fen=-34_844_000,
        units=(UnitsRow(unit="CCER", registry="CN", host="CN", tonnes=400, price=8640,
                        value=3_456_000),
               UnitsRow(unit="BRC", registry="TH", host="TH", tonnes=20, price=None, value=None)),
        trades=12, fees_fen=1_240, realised_fen=-4_000, unrealised_fen=12_000, unpriced_t=30,
        unpriced_fen=180_000, values_unit="BRC", surplus=-120_000, refused=3, not_judged=2,
        traded=(TradedRow(unit="CCER", bought=5_200, bought_fen=44_304_000, average_buy=8520,
                          sold=0, sold_fen=0, average_sell=None),),
        refusals=(RefusalRow(code="book.funds_short", text=both(language, "资金不足", "Cash"),
                             count=3, seats=1),),
        best=(bought, used), worst=(replace(bought, kind="sell", gain=-115_000),),
        partners=(PartnerRow(seat="S12", name=SEATS[language]["S12"], trades=9, bought=5_000,
                             sold=0),),
    )  # fmt: skip


def seat_pages(language: Language) -> dict[str, Page]:
    """What a person at a seat sees."""
    plain = replace(NOTHING, name=SEATS[language]["S07"])
    comes = Comes(day=3, days=20, ends_at=NOW)
    return {
        "sheet": sheet(language),
        "sheet_empty": replace(plain, partners_later=True),
        "sheet_comes": replace(plain, comes=comes),
        "sheet_comes_first": replace(plain, comes=replace(comes, day=0)),
        "sheet_no_aims": replace(plain, has_aims=False, mine=False),
    }
