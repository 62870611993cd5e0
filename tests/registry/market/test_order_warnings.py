"""Goal: an order that looks like an input error has a warning with what would pass, no other.

Method: each warning met and missed by one fen or tonne, figures worked in the comments; any order
against the plain definition; what is said to pass does pass.
"""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from fractions import Fraction
from random import Random
from types import ModuleType
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.kernel.errors import Refusal
from registry.market import order_warnings
from registry.market.errors import NeedsConfirmation
from registry.market.order_warnings import MarketNow, OwnNow, WarningCode

MARKET = MarketNow(bid=8400, ask=8600, last=8450, reference=8000, lo=7200, hi=8800)
"""The middle is 85.00: 5 % away are 80.75 and 89.25, the latter beyond the upper limit."""
OWN = OwnNow(held_t=1000, free_fen=100_000_000, need_t=None)


def asked(
    side: str, price: int | None, quantity: int, *, market: Any = None, own: Any = None
) -> list[str]:
    """Codes of what an order is asked about."""
    found = order_warnings.warnings(
        side=side, price=price, quantity=quantity, market=market or MARKET, own=own or OWN
    )
    return [one.code.value for one in found]


def empty(last: int | None) -> MarketNow:
    """A market without orders."""
    return replace(MARKET, bid=None, ask=None, last=last)


# side, price, market, whether the price is asked about
PRICES: list[tuple[str, int | None, MarketNow, bool]] = [
    ("buy", 8076, MARKET, False),  # 4.24 from the middle of 85.00
    ("buy", 8075, MARKET, True),  # 4.25 is 5 %
    ("sell", 8075, MARKET, True),
    ("sell", 8800, MARKET, False),
    ("buy", 8028, replace(MARKET, ask=None), False),  # last 84.50: 5 % is 4.225
    ("buy", 8027, replace(MARKET, ask=None), True),
    ("buy", 7601, empty(None), False),  # reference 80.00: 5 % is 4.00
    ("buy", 7600, empty(None), True),
    ("buy", 8400, empty(None), True),
    ("buy", None, MARKET, False),  # 86.00 waits, the last price was 84.50
    ("buy", None, replace(MARKET, last=8191), False),  # 5 % above 81.91 is 86.0055
    ("buy", None, replace(MARKET, last=8190), True),  # 5 % above 81.90 is 85.995
    ("sell", None, replace(MARKET, last=8842), False),  # 5 % below 88.42 is 83.999
    ("sell", None, replace(MARKET, last=8843), True),  # 5 % below 88.43 is 84.0085
    ("buy", None, empty(8450), False),  # nothing waits
]


@pytest.mark.parametrize(("side", "price", "market", "far"), PRICES)
def test_a_price_is_asked_about_from_five_percent_on(
    side: str, price: int | None, market: MarketNow, far: bool
) -> None:
    assert (["price_far"] if far else []) == asked(side, price, 10, market=market)


@pytest.mark.parametrize(
    ("price", "far"), [(7606, False), (7605, True), (9294, False), (9295, True)]
)
def test_a_price_outside_the_book_is_asked_about_from_ten_percent_on(price: int, far: bool) -> None:
    """The last price is 84.50, of which a tenth is 8.45; a mode without limits has none."""
    market = replace(empty(8450), lo=1, hi=2**53 - 1)
    found = order_warnings.warnings(
        side="sell", price=price, quantity=10, market=market, own=OWN, deal=True
    )  # fmt: skip

    assert (["price_far"] if far else []) == [one.code for one in found]
    for one in found:
        assert (7606, 9294) == (one.figures["least_fen"], one.figures["most_fen"])


# side, quantity, free tonnes, still to hand in, code, at most
NEEDS: list[tuple[str, int, int, int | None, str, int]] = [
    ("sell", 300, 1000, 700, "-", 0),
    ("sell", 301, 1000, 700, "sells_needed", 300),
    ("sell", 1, 500, 700, "sells_needed", 0),
    ("sell", 1000, 1000, 0, "-", 0),
    ("sell", 900, 1000, None, "-", 0),
    ("buy", 200, 500, 700, "-", 0),
    ("buy", 201, 500, 700, "buys_beyond_need", 200),
    ("buy", 1, 800, 700, "buys_beyond_need", 0),
    ("buy", 1, 0, 0, "buys_beyond_need", 0),
    ("buy", 900, 0, None, "-", 0),
]


@pytest.mark.parametrize(("side", "quantity", "held", "need", "code", "most"), NEEDS)
def test_an_order_against_the_own_need_is_asked_about(
    side: str, quantity: int, held: int, need: int | None, code: str, most: int
) -> None:
    own = replace(OWN, held_t=held, need_t=need)
    found = order_warnings.warnings(
        side=side, price=8500, quantity=quantity, market=MARKET, own=own
    )

    assert [] == found if code == "-" else code == found[0].code.value
    for one in found:
        assert {
            "quantity_t": quantity, "held_t": held, "bought_t": 0, "buying_t": 0, "cover_t": held,
            "need_t": need, "most_t": most,
        } == one.figures  # fmt: skip
        told = f"At most {most:,} t." if most else "Only the same, confirmed."
        assert told == one.pass_en


# what the seat has: free, bought today, on order to buy; side, quantity, code, at most
# An emitter needs 12,000 t throughout.
COVERS: list[tuple[str, int, int, int, str, int, str, int]] = [
    ("the first order for all of it", 0, 0, 0, "buy", 12_000, "-", 0),
    ("the same again", 0, 0, 12_000, "buy", 12_000, "buys_beyond_need", 0),
    ("again when it was filled", 0, 12_000, 0, "buy", 1, "buys_beyond_need", 0),
    ("half filled, half open", 0, 5_000, 5_000, "buy", 2_001, "buys_beyond_need", 2_000),
    ("what is missing", 0, 5_000, 5_000, "buy", 2_000, "-", 0),
    ("old ones, cover bought today", 3_000, 12_000, 0, "sell", 3_000, "-", 0),
    ("a tonne too many", 3_000, 11_999, 0, "sell", 3_000, "sells_needed", 2_999),
    ("cover on order", 3_000, 0, 12_000, "sell", 3_000, "-", 0),
    ("no cover", 12_000, 0, 0, "sell", 1, "sells_needed", 0),
]


@pytest.mark.parametrize(
    ("case", "free", "bought", "buying", "side", "quantity", "code", "most"),
    COVERS, ids=[case for case, *_ in COVERS],
)  # fmt: skip
def test_cover_is_free_bought_today_and_on_order(
    case: str, free: int, bought: int, buying: int, side: str, quantity: int, code: str, most: int
) -> None:
    own = OwnNow(
        held_t=free, free_fen=10**12, need_t=12_000, bought_t=bought, buying_t=buying
    )  # fmt: skip
    found = order_warnings.warnings(
        side=side, price=8500, quantity=quantity, market=MARKET, own=own
    )

    assert ([] if code == "-" else [(code, most)]) == [
        (one.code.value, one.figures["most_t"]) for one in found
    ]


# price, quantity, free cash in fen, at most (None: not asked)
CASH: list[tuple[int | None, int, int, int | None]] = [
    (8500, 10, 170_000, 9),  # 85,000 fen are exactly half
    (8500, 10, 170_001, None),
    (8500, 10, 169_999, 9),
    (8500, 10, 85_000, 4),  # all of it
    (None, 10, 176_000, 9),  # at any price 88.00 is set aside: exactly half
    (None, 10, 176_001, None),
    (8500, 1, 8_500, 0),
]


@pytest.mark.parametrize(("price", "quantity", "free", "most"), CASH)
def test_a_large_share_of_the_cash_is_asked_about(
    price: int | None, quantity: int, free: int, most: int | None
) -> None:
    own = replace(OWN, free_fen=free)
    found = order_warnings.warnings(
        side="buy", price=price, quantity=quantity, market=MARKET, own=own
    )

    assert ([] if most is None else [most]) == [one.figures["most_t"] for one in found]
    assert [] == asked("sell", 8500, quantity, own=own)


def test_a_warning_says_its_figures_in_both_languages() -> None:
    own = OwnNow(held_t=1000, free_fen=100_000_000, need_t=700, bought_t=20, buying_t=30)
    far, needed = order_warnings.warnings(
        side="sell", price=8000, quantity=400, market=MARKET, own=own
    )

    assert "The price of 80.00 is 5 % or more away from the market at 85.00." == far.en
    assert "A price from 80.76 to 88.00." == far.pass_en
    assert "80.76 至 88.00 之间的价格。" == far.pass_zh
    assert "拟卖出 400 吨；可用、今日买入与已委托买入合计 1,050 吨，尚需清缴 700 吨。" == needed.zh
    assert (
        "400 t are sold; 1,050 t are free, bought today or on order to buy,"
        " and 700 t are still to be surrendered." == needed.en
    )
    assert [WarningCode.PRICE_FAR, WarningCode.SELLS_NEEDED] == [far.code, needed.code]


def test_one_refusal_asks_about_all_and_survives_the_log() -> None:
    own = OwnNow(held_t=0, free_fen=160_000, need_t=5)
    found = order_warnings.warnings(side="buy", price=8000, quantity=10, market=MARKET, own=own)
    refusal = order_warnings.refusal_of(found)
    again = Refusal.from_outcome(orjson.loads(orjson.dumps(refusal.outcome())))

    assert ["price_far", "buys_beyond_need", "much_of_cash"] == [
        one["code"] for one in refusal.facts["warnings"]
    ]
    assert [1, 3, 4] == [check.number for check in refusal.checks]
    assert isinstance(again, NeedsConfirmation)
    assert refusal.as_answer() == again.as_answer()
    assert {"confirmed": True} == refusal.facts["passes_with"]
    assert "book.needs_confirmation" == refusal.as_answer()["code"]


# --- any order --------------------------------------------------------------------------------

PRICE = st.integers(1, 60)
MAYBE = st.none() | PRICE


@st.composite
def markets(draw: st.DrawFn) -> MarketNow:
    """A market with or without best prices; the bid below the ask, both within the limits."""
    lo, hi = sorted((draw(PRICE), draw(PRICE)))
    inside = st.integers(lo, hi)
    bid, ask = sorted((draw(inside), draw(inside)))
    return MarketNow(
        bid=draw(st.sampled_from([bid, None])), ask=draw(st.sampled_from([ask, None])),
        last=draw(MAYBE), reference=draw(PRICE), lo=lo, hi=hi, tick=draw(st.sampled_from([1, 2])),
    )  # fmt: skip


OWNS = st.builds(
    OwnNow,
    held_t=st.integers(0, 40),
    free_fen=st.integers(0, 2000),
    need_t=st.none() | st.integers(0, 40),
    bought_t=st.integers(0, 9),
    buying_t=st.integers(0, 9),
)


def plain(side: str, price: int | None, quantity: int, market: MarketNow, own: OwnNow) -> list[str]:
    """What has to be asked, from the definitions and with fractions."""
    cost = Fraction((market.hi if price is None else price) * quantity)
    usual = Fraction(market.last or market.reference)
    met = {"buy": market.ask, "sell": market.bid}[side] if price is None else price
    if price is not None and market.bid and market.ask:
        usual = Fraction(market.bid + market.ask, 2)
    need, cover = own.need_t, own.held_t + own.bought_t + own.buying_t
    wanted = {
        "price_far": met is not None and abs(met / usual - 1) >= Fraction(5, 100),
        "sells_needed": bool(need) and side == "sell" and cover - quantity < (need or 0),
        "buys_beyond_need": need is not None and side == "buy" and cover + quantity > need,
        "much_of_cash": side == "buy" and cost >= Fraction(own.free_fen, 2),
    }
    return [code for code, holds in wanted.items() if holds]


@given(st.sampled_from(["buy", "sell"]), MAYBE, st.integers(1, 40), markets(), OWNS)
def test_any_order_is_asked_about_as_defined_and_what_is_said_to_pass_passes(
    side: str, price: int | None, quantity: int, market: MarketNow, own: OwnNow
) -> None:
    found = order_warnings.warnings(
        side=side, price=price, quantity=quantity, market=market, own=own
    )

    assert plain(side, price, quantity, market, own) == [one.code.value for one in found]
    rich = OwnNow(held_t=40, free_fen=10**9, need_t=None)
    for one in found:
        code, figures = one.code.value, one.figures
        if code == "price_far":
            passing = {
                met
                for met in range(market.lo, market.hi + 1)
                if met % market.tick == 0 and not asked(side, met, 1, market=market, own=rich)
            }
            least, most = figures.get("least_fen", 1), figures.get("most_fen", 0)
            said = {met for met in range(least, most + 1) if met % market.tick == 0}
            assert passing == said
        elif figures["most_t"]:
            at_most, more = (
                asked(side, price, figures["most_t"] + extra, market=market, own=own)
                for extra in (0, 1)
            )
            assert code not in at_most
            assert code in more


# --- planted faults ---------------------------------------------------------------------------

FAULTS = {
    "exactly five percent passes": (
        "abs(2 * met - twice) * 100 < percent * twice",
        "abs(2 * met - twice) * 100 <= percent * twice",
    ),
    "exactly half of the cash passes": (
        "if cost * 100 < percent * free_fen", "if cost * 100 <= percent * free_fen",
    ),
    "selling down to the need is asked about": (
        "own.need_t and quantity > spare", "own.need_t and quantity >= spare",
    ),
    "what is held does not count": ("quantity > -spare", "quantity > own.need_t"),
    "what was bought today does not count": (
        "own.held_t + own.bought_t + own.buying_t", "own.held_t + own.buying_t",
    ),
    "what is on order does not count": (
        "own.held_t + own.bought_t + own.buying_t", "own.held_t + own.bought_t",
    ),
    "an order at any price is judged by the reference": (
        "reserved_at = market.hi if price is None",
        "reserved_at = market.reference if price is None",
    ),
    "the best price of the own side is met": (
        'market.ask if side == "buy" else market.bid',
        'market.bid if side == "buy" else market.ask',
    ),
}  # fmt: skip


def _random_order(random: Random) -> tuple[str, int | None, int, MarketNow, OwnNow]:
    def maybe(figure: int) -> int | None:
        return random.choice([figure, None])

    lo, bid, ask, hi = sorted(random.randint(1, 60) for _ in range(4))
    market = MarketNow(
        bid=maybe(bid), ask=maybe(ask), last=maybe(random.randint(1, 60)),
        reference=random.randint(1, 60), lo=lo, hi=hi,
    )  # fmt: skip
    own = OwnNow(
        held_t=random.randint(0, 9), free_fen=random.randint(0, 600),
        need_t=maybe(random.randint(0, 9)), bought_t=random.randint(0, 3),
        buying_t=random.randint(0, 3),
    )  # fmt: skip
    side, price = random.choice(["buy", "sell"]), maybe(random.randint(1, 60))
    return side, price, random.randint(1, 9), market, own


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_in_the_guard_is_caught(fault: str) -> None:
    right, wrong = FAULTS[fault]
    source = inspect.getsource(order_warnings)
    assert source.count(right) == 1, f"there is no such line any more: {right!r}"
    module, random = ModuleType("faulty_guard"), Random(5)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    code = compile(source.replace(right, wrong), "faulty_guard", "exec")
    exec(code, vars(module))  # noqa: S102
    caught = 0
    for _ in range(4000):
        side, price, quantity, market, own = _random_order(random)
        found = module.warnings(side=side, price=price, quantity=quantity, market=market, own=own)
        caught += plain(side, price, quantity, market, own) != [one.code.value for one in found]

    assert caught, f"nobody noticed that {fault}"
