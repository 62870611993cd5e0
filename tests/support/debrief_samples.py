"""Samples of the debrief's pages."""

from __future__ import annotations

from dataclasses import replace

from registry.debrief.markets import (
    EquilibriumView,
    MarketView,
    OrderPoint,
    OutcomeView,
    StepView,
    TradePoint,
)
from registry.debrief.words import STEPS
from registry.web.debrief.contexts import (
    AimRow,
    CertificatePage,
    Comes,
    DecisionRow,
    PartnerRow,
    RefusalRow,
    SheetPage,
    TradedRow,
    UnitsRow,
)
from registry.web.debrief.reveal_chart import reveal_chart
from registry.web.debrief.reveal_contexts import RevealPage, StepLink
from registry.web.debrief.room_contexts import (
    BotRun,
    Cell,
    Column,
    DayChart,
    DayLine,
    InstrumentPart,
    MarketPart,
    MatrixRow,
    Measures,
    PairRow,
    Partners,
    QuestionsPage,
    QuestionStep,
    ResultRow,
    RoleTable,
    RoomPage,
    WrongRow,
)
from registry.web.frame.contexts.shared import AxisMark, Language, Page
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
    paper = CertificatePage(
        comes=None, person=both(language, "陈一诺", "Dora"), name=SEATS[language]["S07"],
        role="emitter", lesson=both(language, "一带一路 · 第一课", "Belt and Road, lesson 1"),
        date="2026-03-16", days=20, began=NOW, ended=NOW,
    )  # fmt: skip
    return {
        "sheet": sheet(language),
        "sheet_empty": replace(plain, partners_later=True),
        "sheet_comes": replace(plain, comes=comes),
        "sheet_comes_first": replace(plain, comes=replace(comes, day=0)),
        "certificate": paper,
        "certificate_comes": replace(paper, comes=comes),
        "sheet_no_aims": replace(plain, has_aims=False, mine=False),
    }


def room(language: Language) -> RoomPage:
    """A lesson of two days with an equilibrium in one market."""
    aim = sheet(language).aims[0]
    result = ResultRow(
        seat="S07", name=SEATS[language]["S07"], person=both(language, "陈一诺", "Dora"), aim=aim,
        change=-34_844_000, surplus=None, trades=12, refused=3,
    )  # fmt: skip
    bot = replace(result, seat="S12", person="", aim=replace(aim, verdict="yes"), surplus=1_000)
    none = replace(bot, aim=sheet(language).aims[2])
    reached = Measures(trades=40, tonnes=9_000, average=8612, efficiency="94.10 %", alpha="")
    market = MarketPart(
        unit="BRC", instruments=("BRC-CN", "BRC-TH"), reason="", lowest=5_900, highest=6_000,
        tonnes=18_000, surplus=12_000_000, room=reached,
        mindless=replace(reached, efficiency="", alpha="4.60 %"), steps=5,
    )  # fmt: skip
    run = BotRun(change="same", day=2, units={"BRC": reached}, covered=90_000, gap=90_000)
    no_values = both(language, "教案没有给任何人私人价值。", "Nobody has a private value.")
    chart = DayChart(
        width=640, height=230, left=56, right=632, path="M100 40L200 60",
        columns=(Column(x=60, width=80, top=160, height=46, middle=100, y=40),
                 Column(x=160, width=80, top=206, height=0, middle=200, y=None)),
        marks_x=(AxisMark(place=100, text="03-15"),), marks_y=(AxisMark(place=40, text="86.00"),),
    )  # fmt: skip
    line = DayLine(day="2028-03-15", open=8500, high=8700, low=8400, average=8600, close=8650,
                   volume=9_000, trades=40)  # fmt: skip
    traded = InstrumentPart(code="CCER", volume=9_000, chart=chart, days=(line,))
    cells = tuple(Cell(tonnes=level * 100, level=level) for level in range(5))
    matrix = Partners(
        sellers=tuple((f"S0{number}", SEATS[language]["S12"]) for number in range(1, 6)),
        rows=(MatrixRow(seat="S07", name=SEATS[language]["S07"], cells=cells, bought=1_000),),
        sold=(0, 100, 200, 300, 400), pairs=(), all_pairs=4,
    )  # fmt: skip
    return RoomPage(
        over=True, at=NOW, emitters=12, met=11, gap=90_000, covered=84_000,
        runs=(run, replace(run, change="wide", day=0)),
        roles=(RoleTable(role="emitter", text=aim.text, met=1, seats=3, people=(result,),
                         bots=(bot, none)),
               RoleTable(role="trader", text=aim.text, met=0, seats=1, people=(), bots=(bot,))),
        markets=(market, replace(market, unit="CCER", reason=no_values, mindless=None)),
        instruments=(traded, replace(traded, code="BRC-CN", volume=0, chart=None)),
        partners=matrix, refusals=sheet(language).refusals,
        wrong_papers=_wrong(language), wrong_found=1,
    )  # fmt: skip


def _wrong(language: Language) -> tuple[WrongRow, ...]:
    """A planted figure that was found, and a person's that nobody found."""
    name = SEATS[language]["S07"]
    one = WrongRow(
        request=1, item=3, owner=name, planted=True, project=both(language, "清迈沼气", "Biogas"),
        period=1, paper="figures", figure="claimed_t", said="48500", record="48000",
        finders=(SEATS[language]["S12"],), state="issued",
    )  # fmt: skip
    return (one, replace(one, request=2, item=4, planted=False, finders=(), state="dropped"))


def market_view() -> MarketView:
    """Three tonnes wanted and three on offer, of which two trade."""
    made = OutcomeView(trades=1, traded_t=2, average_fen=6_000, surplus_fen=1_000,
                       efficiency_percent=50.0, alpha_percent=1.5)  # fmt: skip
    return MarketView(
        unit="BRC", instruments=("BRC-CN",), steps=tuple(STEPS), reason="",
        trades=(TradePoint("BRC-CN", NOW, 1, 2, 6_000, 6_000, 6_000),),
        orders=(OrderPoint("BRC-CN", NOW, "buy", 1, 2, 5_900, 6_100),
                OrderPoint("BRC-CN", NOW, "sell", 1, 2, 5_950, 6_200)),
        demand=(StepView(2, 7_000), StepView(1, 5_000)),
        supply=(StepView(2, 4_000), StepView(1, 6_500)),
        equilibrium=EquilibriumView(5_000, 6_500, 2, 6_000), room=made, zero_intelligence=made,
    )  # fmt: skip


def reveal(language: Language, number: int) -> RevealPage:
    """A step of the reveal, counted from 1."""
    shown = market_view()
    texts = [both(language, one.zh, one.en) for one in STEPS.values()]
    states = ["done"] * (number - 1) + ["now"] + ["later"] * (5 - number)
    return RevealPage(
        unit="BRC", units=(("BRC", "?unit=BRC"), ("CCER", "?unit=CCER")), last=number == 5,
        step=shown.steps[number - 1],
        steps=tuple(StepLink(text=text, href=f"?step={place}", state=state)
                    for place, (text, state) in enumerate(zip(texts, states, strict=True), 1)),
        previous_href="" if number == 1 else "?step=1", next_href="" if number == 5 else "?step=2",
        next_text="" if number == 5 else texts[number], market=room(language).markets[0],
        runs=room(language).runs, runs_hidden=1,
        bids=120, asks=98, average_off=-82, emitters=12, met=11,
        chart=reveal_chart(shown, shown.steps[:number]),
    )  # fmt: skip


def questions(language: Language) -> QuestionsPage:
    """A question in each step."""
    line = both(language, "还差 9,600 t。为什么？", "9,600 t are missing. Why?")
    steps = tuple(QuestionStep(step=step, lines=(line,)) for step in ("happened", "why", "would"))
    return QuestionsPage(over=False, at=NOW, steps=steps)


def trainer_pages(language: Language) -> dict[str, Page]:
    """What the trainer sees."""
    whole, seats = room(language), SEATS[language]
    pair = PairRow(buyer="S07", buyer_name=seats["S07"], seller="S12", seller_name=seats["S12"],
                   trades=3, tonnes=800, average=8600)  # fmt: skip
    listed = Partners(sellers=(), rows=(), sold=(), pairs=(pair,), all_pairs=5_000)
    steps: dict[str, Page] = {f"reveal_{n}": reveal(language, n) for n in range(1, 6)}
    second = replace(reveal(language, 2), last=True, market=whole.markets[1], next_href="")
    nobody = replace(listed, pairs=(), all_pairs=0)
    return steps | {
        "debrief_questions": questions(language),
        "debrief_questions_over": replace(questions(language), over=True),
        "reveal_no_values": second,
        "reveal_empty": replace(second, step="", chart=None),
        "debrief_room": whole,
        "debrief_room_of_many": replace(whole, over=False, partners=listed),
        "debrief_room_quiet": replace(whole, emitters=0, partners=nobody, refusals=()),
    }
