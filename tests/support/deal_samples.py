"""Samples of the pages of deals: block trades, quotes, a session that runs and one that closed."""

from __future__ import annotations

from ledger.kernel.clock import MINUTE, moment
from registry.web.frame.contexts.shared import Choice, Fact, FieldError, Form, Language, Page, Way
from registry.web.offbook.contexts import (
    BiddingPage,
    BidRow,
    DealForm,
    DealHead,
    DealPreview,
    DealsPage,
    DealTerms,
    OfferRow,
    ProposalRow,
    RequestRow,
    SaleRow,
)
from tests.support.pages import NOW, SEATS, TODAY, both, not_taken, receipt, refusal


def _way(language: Language, kind: str) -> Way:
    fact = Fact(
        text=both(language, "涨跌幅为 ±30%。", "Prices stay within 30 %."),
        source=both(language, "交易规则第 12 条", "Trading rules, article 12"), status="verified",
        holds=None,
    )  # fmt: skip
    name = both(language, "大宗协议", "Block agreement")
    return Way(name=name, kind=kind, facts=(fact,))


def _head(language: Language) -> DealHead:
    return DealHead(
        instrument="CCER", registry="CN", venue=both(language, "全国市场", "National market"),
        offered=(_way(language, "block"),), free_fen=128_460_000, free_t=1_950, bought_t=300,
        bidding=True, deals=True, instruments=(("CCER", True, True), ("BRC-CN", False, False)),
    )  # fmt: skip


def _terms(language: Language, closed: str = "") -> DealTerms:
    return DealTerms(
        way=_way(language, "block"), hours="13:00–15:00", lo=5950, hi=11_050, smallest=100_000,
        closed=closed,
    )  # fmt: skip


def _form(language: Language, name: str, action: str, *, wrong: str = "") -> DealForm:
    """A form of this name with its preview, or with a field that is wrong."""
    buys = action not in ("auction.open", "bidding.open")
    errors = {wrong: FieldError(code="too_few", limit="100,000 t")} if wrong else {}
    asks = action == "quote.ask"
    preview = DealPreview(
        key=f"k-{name}", action=action, arguments={"instrument": "CCER"},
        side="buy" if buys else "sell", price=None if asks else 8500, quantity=100_000,
        other="" if asks else SEATS[language]["S12"], closes=None if buys else NOW + 30 * MINUTE,
        blocks_fen=850_425_000 if buys and not asks else None,
        fee_room=425_000 if buys and not asks else None, blocks_t=None if buys else 100_000,
        free_before=1_284_600_000, free_after=434_175_000,
        refused=None if buys else not_taken(language),
        warnings=() if wrong or asks else (both(
            language, "价格 85.00 偏离市场价 76.50 达 10% 或以上。",
            "The price of 85.00 is 10 % or more away from the market at 76.50."),),
    )  # fmt: skip
    seats = tuple(Choice(value=s, label=f"{s} {n}") for s, n in SEATS[language].items())
    return DealForm(
        name=name, form=Form(values={"price": "85.00", "side": "buy"}, errors=errors, open=True),
        preview=None if wrong else preview, seats=seats, pricings=("uniform", "pay_as_bid"),
        reserves=(7650, 8500) if action == "bidding.open" else (),
        own_terms=action == "auction.open",
    )  # fmt: skip


def _proposals(language: Language) -> tuple[ProposalRow, ...]:
    def row(number: int, state: str, *, mine: bool) -> ProposalRow:
        waits = state == "open"
        return ProposalRow(
            number=number, mine=mine, other=SEATS[language]["S12"], side="sell" if mine else "buy",
            price=8500, quantity=100_000, value=850_000_000, at=NOW, state=state,
            expires=moment(TODAY, 15) if mine else None, trade=31 if state == "traded" else None,
            confirm_key=f"k-c{number}" if waits and not mine else "",
            decline_key=f"k-d{number}" if waits and not mine else "",
            withdraw_key=f"k-w{number}" if waits and mine else "",
        )  # fmt: skip

    return (
        row(4, "open", mine=False), row(3, "open", mine=True), row(2, "traded", mine=False),
        row(1, "declined", mine=True),
    )  # fmt: skip


def _requests(language: Language) -> tuple[RequestRow, ...]:
    def offer(number: int, *, mine: bool) -> OfferRow:
        return OfferRow(
            number=number, other="" if mine else SEATS[language]["S12"], price=8400 + number,
            value=840_000_000, at=NOW, state="resting", accept_key="" if mine else f"k-a{number}",
            withdraw_key=f"k-o{number}" if mine else "",
        )  # fmt: skip

    def row(number: int, *, own: bool, offers: tuple[OfferRow, ...], **more: object) -> RequestRow:
        return RequestRow(
            number=number, own=own, asker=SEATS[language]["S03"], side="buy", quantity=100_000,
            at=NOW, expires=moment(TODAY, 15), state="open", offers=offers,
            answer=more.get("answer"),  # type: ignore[arg-type]
            end_key=f"k-e{number}" if own else "",
        )  # fmt: skip

    answer = _form(language, "offer-3", "quote.offer")
    return (
        row(4, own=True, offers=()), row(3, own=False, offers=(), answer=answer),
        row(2, own=True, offers=(offer(1, mine=False), offer(2, mine=False))),
        row(1, own=False, offers=(offer(3, mine=True),)),
    )  # fmt: skip


def _sale(language: Language, number: int, *, closed: bool, auction: bool) -> SaleRow:
    def bid(at: int, fate: str, won: int = 0) -> BidRow:
        return BidRow(
            number=at, price=8600 - at, quantity=50_000, at=NOW, won=won,
            paid=8500 if won else None, fate=fate,
            withdraw_key=f"k-b{at}" if fate == "stands" else "",
        )  # fmt: skip

    fates = ("won", "partly", "below", "later")
    bids = tuple(
        bid(number * 10 + i, fate, {"won": 50_000, "partly": 12_000}.get(fate, 0))
        for i, fate in enumerate(fates)
    )  # fmt: skip
    return SaleRow(
        number=number, auction=auction, seller=SEATS[language]["S01"] if auction else "",
        quantity=200_000, pricing="uniform", reserve=8000 if auction else None,
        cap=None if auction else 9350, smallest_bid=1000, most=100_000, irrevocable=not closed,
        closes=NOW + 30 * MINUTE, left="" if closed else "30:00",
        state="closed" if closed else "open", sold=200_000 if closed else None,
        unsold=0 if closed else None, price=8500 if closed else None,
        cover="1.75" if closed else "", won=62_000 if closed else 0,
        bids=bids if closed else (bid(number * 10, "stands"),),
        form=None if closed else _form(language, f"bid-{number}", "bidding.bid"),
    )  # fmt: skip


def samples(language: Language) -> dict[str, Page]:
    """Every page of this area by a name of its own, filled."""
    head = _head(language)
    plain = DealHead(
        instrument="BRC-CN", registry="CN", venue="", offered=(), free_fen=0, free_t=0,
        bought_t=0, bidding=False, deals=False, instruments=head.instruments,
    )  # fmt: skip
    sales = (
        _sale(language, 2, closed=False, auction=True),
        _sale(language, 1, closed=True, auction=False),
    )
    return {
        "deals": DealsPage(
            head=head, block=_terms(language), propose=_form(language, "block", "block.propose"),
            proposals=_proposals(language), quote=_terms(language),
            ask=_form(language, "ask", "quote.ask"), requests=_requests(language), refusal=None,
            receipt=receipt(language)),
        "deals_closed": DealsPage(
            head=head, block=_terms(language, "hours"), propose=None, proposals=(),
            quote=_terms(language, "phase"), ask=None, requests=(), refusal=refusal(language),
            receipt=None),
        "deals_wrong": DealsPage(
            head=head, block=_terms(language),
            propose=_form(language, "block", "block.propose", wrong="quantity"), proposals=(),
            quote=None, ask=None, requests=(), refusal=None, receipt=None),
        "deals_none": DealsPage(
            head=plain, block=None, propose=None, proposals=(), quote=None, ask=None, requests=(),
            refusal=None, receipt=None),
        "bidding": BiddingPage(
            head=head, way=_way(language, "bidding"), hours="", closed="", sales=sales,
            opening=_form(language, "open", "bidding.open"), opening_action="bidding.open",
            no_opening="", smallest_offer=100_000, refusal=None, receipt=receipt(language)),
        "bidding_auction": BiddingPage(
            head=head, way=None, hours="", closed="role", sales=(),
            opening=_form(language, "open", "auction.open"), opening_action="auction.open",
            no_opening="", smallest_offer=1, refusal=refusal(language), receipt=None),
        "bidding_closed": BiddingPage(
            head=head, way=_way(language, "bidding"), hours="13:00–15:00", closed="halted",
            sales=(), opening=None, opening_action="", no_opening="authority", smallest_offer=1,
            refusal=None, receipt=None),
        "bidding_none": BiddingPage(
            head=plain, way=None, hours="", closed="", sales=(), opening=None, opening_action="",
            no_opening="none", smallest_offer=1, refusal=None, receipt=None),
    }  # fmt: skip
