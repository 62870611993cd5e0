"""The invariants of the trades outside the book; each yields the violations that it found.

They read tables only. The market's own audit checks the reservations of these orders, which are in
its table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
from sqlalchemy import Connection, text

from ledger.accounts import CCP_UNITS, HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT
from ledger.audit import Finding, asked
from matching.bidding import Bid, close_bidding
from matching.closing import day_limits
from matching.deals.rules import NEGOTIATED
from matching.deals.state import sale_from
from matching.venue_facts import ModeKind
from matching.venues import Mode, venue_from

Check = Callable[[Connection], Iterator[str]]

INVARIANTS: dict[str, Check] = {}


def invariant(check: Check) -> Check:
    """Register a check; its docstring is the sentence that is shown."""
    assert check.__doc__
    INVARIANTS[check.__name__] = check
    return check


def problems(connection: Connection) -> list[Finding]:
    """Every broken invariant of the trades outside the book, by name."""
    return asked(INVARIANTS, connection)


_SIDES = """
    SELECT 'block' AS mode, proposed AS number,
        CASE WHEN state = 'open' THEN 1 ELSE 0 END AS waits FROM block_proposal
    UNION ALL SELECT 'block', answered, 0 FROM block_proposal WHERE answered IS NOT NULL
    UNION ALL SELECT 'quote', q.offered,
        CASE WHEN r.state = 'open' AND o.ending = '' THEN 1 ELSE 0 END
        FROM quote_offer q JOIN quote_request r ON r.id = q.request
        JOIN market_order o ON o.id = q.offered
    UNION ALL SELECT 'quote', answered, 0 FROM quote_request WHERE answered IS NOT NULL
    UNION ALL SELECT 'bidding', offered,
        CASE WHEN state = 'open' THEN 1 ELSE 0 END FROM bidding_session
    UNION ALL SELECT 'bidding', b.bid,
        CASE WHEN s.state = 'open' AND o.ending = '' THEN 1 ELSE 0 END
        FROM bidding_bid b JOIN bidding_session s ON s.id = b.session
        JOIN market_order o ON o.id = b.bid
"""
"""Every order of a deal, and whether the deal needs it open."""


@invariant
def orders_outside_the_book_belong_to_one_deal(connection: Connection) -> Iterator[str]:
    """Each order outside the book belongs to one deal, and is open as long as the deal is."""
    sql = (
        "SELECT o.id, o.mode, o.open_quantity, o.quantity, count(d.number), min(d.mode),"
        f" max(d.waits) FROM market_order o LEFT JOIN ({_SIDES}) d ON d.number = o.id"
        " WHERE o.mode <> 'book' OR d.number IS NOT NULL GROUP BY o.id"
    )
    for order, mode, left, quantity, deals, deal_mode, waits in connection.execute(text(sql)):
        if deals != 1 or deal_mode != mode:
            yield f"order {order} ({mode}) belongs to {deals} deals ({deal_mode})"
        elif left != (quantity if waits else 0):
            yield f"order {order}: {left} of {quantity} t open, its deal is open: {bool(waits)}"


@invariant
def an_open_deal_tells_no_end(connection: Connection) -> Iterator[str]:
    """A deal has its outcome and the command that ended it once it is over, and not before."""
    ends = {
        "block_proposal": ("answered IS NOT NULL", "(answered IS NOT NULL) <> (state = 'traded')"),
        "quote_request": (
            "taken IS NOT NULL OR answered IS NOT NULL",
            "(taken IS NOT NULL) <> (state = 'traded')"
            " OR (answered IS NOT NULL) <> (state = 'traded')",
        ),
        "bidding_session": (
            "sold IS NOT NULL OR demand IS NOT NULL OR price IS NOT NULL",
            "sold IS NULL OR demand IS NULL OR (price IS NOT NULL) <> (sold > 0)",
        ),
    }
    for table, (early, wrong) in ends.items():
        sql = (
            f"SELECT id, state FROM {table} WHERE CASE state WHEN 'open'"
            f" THEN ended IS NOT NULL OR {early} ELSE ended IS NULL OR {wrong} END"
        )
        for number, state in connection.execute(text(sql)):
            yield f"{table} {number} is {state}, and the columns of its end do not match"


@invariant
def no_deal_outlives_its_time(connection: Connection) -> Iterator[str]:
    """No open deal is past its time or its trading day; a halt keeps sessions open on their day."""
    sql = """
        SELECT 'proposal' AS what, p.id, o.instrument, p.expires FROM block_proposal p
        JOIN market_order o ON o.id = p.proposed WHERE p.state = 'open'
        UNION ALL SELECT 'request', id, instrument, expires FROM quote_request WHERE state = 'open'
        UNION ALL SELECT 'session', s.id, s.instrument, CASE WHEN i.halted THEN NULL
        ELSE s.closes END FROM bidding_session s JOIN instrument i ON i.code = s.instrument
        WHERE s.state = 'open'
    """
    now = connection.execute(text("SELECT coalesce(max(at), 0) FROM command")).scalar() or 0
    ended = text(
        "SELECT close_price IS NOT NULL FROM trading_day WHERE instrument = :code"
        " ORDER BY id DESC LIMIT 1"
    )
    for what, number, code, expires in connection.execute(text(sql)).all():
        if expires is not None and expires < now:
            yield f"{what} {number} is open and ended at {expires}, it is {now}"
        elif connection.execute(ended, {"code": code}).scalar():
            yield f"{what} {number} is open after the trading day of {code}"


@invariant
def agreed_deals_traded_as_agreed(connection: Connection) -> Iterator[str]:
    """A confirmed proposal or a taken offer became one trade of its parties, price and tonnes."""
    sql = """
        SELECT 'proposal' AS what, p.id, p.state, p.proposed, p.answered, p.counterparty AS other,
               'block' AS mode FROM block_proposal p
        UNION ALL SELECT 'request', r.id, r.state, q.offered, r.answered, r.asker, 'quote'
        FROM quote_request r LEFT JOIN quote_offer q ON q.id = r.taken
    """
    made = text(
        "SELECT count(*) FROM trade t JOIN market_order o ON o.id = :maker"
        " JOIN market_order a ON a.id = :taker"
        " WHERE t.maker = o.id AND t.taker = a.id AND t.mode = :mode AND t.price = o.price"
        " AND t.quantity = o.quantity AND a.quantity = o.quantity AND a.owner = :other"
        " AND o.owner <> :other AND t.buyer = CASE WHEN o.side = 'buy' THEN o.owner ELSE :other END"
        " AND t.seller = CASE WHEN o.side = 'buy' THEN :other ELSE o.owner END"
    )
    for row in connection.execute(text(sql)).all():
        values = {"maker": row[3], "taker": row[4], "other": row[5], "mode": row[6]}
        trades = connection.execute(made, values).scalar()
        if trades != int(row[2] == "traded"):
            yield f"{row[0]} {row[1]} is {row[2]} and has {trades} matching trades"
    ((trades, deals),) = connection.execute(
        text(
            "SELECT (SELECT count(*) FROM trade WHERE mode IN ('block', 'quote')),"
            " (SELECT count(*) FROM block_proposal WHERE state = 'traded')"
            " + (SELECT count(*) FROM quote_request WHERE state = 'traded')"
        )
    ).all()
    if trades != deals:
        yield f"{trades} trades by agreement for {deals} deals"


@invariant
def deals_follow_their_venue(connection: Connection) -> Iterator[str]:
    """Blocks and quotes are within their venue's sizes and its price limits of the day."""
    sql = (
        "SELECT t.id, t.mode, t.price, t.quantity, d.reference, i.tick, i.limit_rounding, v.rules"
        " FROM trade t JOIN instrument i ON i.code = t.instrument"
        " LEFT JOIN instrument_venue v ON v.instrument = t.instrument"
        " JOIN trading_day d ON d.instrument = t.instrument AND d.id = (SELECT max(e.id)"
        " FROM trading_day e WHERE e.instrument = t.instrument AND e.first_trade <= t.id)"
        " WHERE t.mode IN ('block', 'quote')"
    )
    for trade, mode, price, quantity, reference, tick, rounding, rules in connection.execute(
        text(sql)
    ):
        rule = _mode(rules, (ModeKind.BLOCK,) if mode == "block" else NEGOTIATED)
        if rule is None:
            yield f"trade {trade}: its venue has no such trades"
            continue
        if not rule.takes(quantity):
            yield f"trade {trade}: {quantity} t, from {rule.smallest_t} to {rule.largest_t} t"
        percent = rule.said("limit_percent")
        if percent is None:
            continue
        limits = day_limits(reference=reference, percent=percent, tick=tick, rounding=rounding)
        if not limits.lo <= price <= limits.hi:
            yield f"trade {trade}: price {price} outside {limits.lo} to {limits.hi}"


def _mode(rules: str | None, kinds: tuple[ModeKind, ...]) -> Mode | None:
    venue = None if rules is None else venue_from(orjson.loads(rules))
    modes = [venue.mode(kind) for kind in kinds] if venue is not None else []
    return next((mode for mode in modes if mode is not None), None)


@invariant
def allocations_equal_a_fresh_closing(connection: Connection) -> Iterator[str]:
    """A closed session's trades and figures are those of a fresh closing of the bids that stood."""
    sessions = (
        "SELECT id, offered, sold, demand, price, quantity, pricing, reserve, cap, smallest_offer,"
        " smallest_bid, bidder_percent, tick, lot FROM bidding_session WHERE state = 'closed'"
    )
    bids = text(
        "SELECT b.id, b.bid, o.owner, o.price, o.quantity FROM bidding_bid b"
        " JOIN market_order o ON o.id = b.bid"
        " WHERE b.session = :session AND o.ending <> 'owner' ORDER BY b.id"
    )
    trades = text("SELECT taker, quantity, price FROM trade WHERE maker = :order ORDER BY id")
    for number, offered, sold, demand, price, *terms in connection.execute(text(sessions)).all():
        stood = connection.execute(bids, {"session": number}).all()
        orders = {arrival: order for arrival, order, *_ in stood}
        outcome = close_bidding(
            sale_from(tuple(terms)),
            [
                Bid(id=str(arrival), bidder=owner, price=fen, quantity=tonnes, arrival=arrival)
                for arrival, _, owner, fen, tonnes in stood
            ],
        )
        fresh = [(orders[one.bid.arrival], one.quantity, one.price) for one in outcome.allocations]
        found = [tuple(row) for row in connection.execute(trades, {"order": offered})]
        if found != fresh:
            yield f"session {number}: traded {found}, its bids give {fresh}"
        figures = (outcome.sold, sum(row[4] for row in stood), outcome.clearing_price)
        if (sold, demand, price) != figures:
            yield f"session {number}: its row has {(sold, demand, price)}, its bids give {figures}"
        yield from (f"session {number}: bid {one.bid.id} {one.reason}" for one in outcome.refused)


@invariant
def sold_and_unsold_make_the_offer(connection: Connection) -> Iterator[str]:
    """A closed session's sold tonnes and those released to the seller add up to its offer."""
    sql = (
        "SELECT s.id, s.quantity, s.sold, o.quantity, o.filled, o.reduced FROM bidding_session s"
        " JOIN market_order o ON o.id = s.offered WHERE s.state <> 'open' AND"
        " (s.quantity <> o.quantity OR s.sold <> o.filled OR s.quantity <> o.filled + o.reduced"
        " OR (s.state = 'halted' AND s.sold > 0))"
    )
    for session, quantity, sold, of_order, filled, reduced in connection.execute(text(sql)):
        yield (
            f"session {session}: {sold} of {quantity} t sold; its order {filled} t and"
            f" {reduced} t back of {of_order} t"
        )


_HOLDS = ", ".join(f"'{kind.name}'" for kind in (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT))
_OF_LIMITED = (
    f"s.kind IN ({_HOLDS}) AND s.registry_code = :registry AND b.unit = :unit"
    " AND (:host = '' OR b.host = :host)"
)
_HELD = (
    "SELECT a.owner, sum(s.balance) FROM sub_account s JOIN account a ON a.id = s.account"
    f" JOIN credit_batch b ON b.asset = s.asset WHERE {_OF_LIMITED} GROUP BY a.owner"
)
_ORDERED = (
    "SELECT o.owner, sum(o.open_quantity), max(o.entered) FROM market_order o"
    " JOIN instrument i ON i.code = o.instrument WHERE o.side = 'buy'"
    " AND i.registry_code = :registry AND i.unit = :unit"
    " AND (:host = '' OR i.host = '' OR i.host = :host) GROUP BY o.owner"
)
_OTHERWISE = (
    "SELECT coalesce(sum(p.quantity), 0) FROM posting p JOIN sub_account s ON s.id = p.target"
    " JOIN account a ON a.id = s.account JOIN credit_batch b ON b.asset = s.asset"
    " JOIN sub_account f ON f.id = p.source"
    f" WHERE a.owner = :owner AND {_OF_LIMITED} AND f.account <> s.account"
    f" AND f.kind <> '{CCP_UNITS.name}'"
    " AND p.id >= (SELECT first_posting FROM command WHERE number = :entered)"
)
"""Units that an owner got other than by a trade since a command: issued, transferred, endowed."""


@invariant
def positions_stay_within_their_limit(connection: Connection) -> Iterator[str]:
    """Nobody's position and open buy orders exceed the limit, except by units not bought."""
    # Those count since the holder's last buy order, which was within the limit when it was taken.
    limited = (
        "SELECT code, position_limit, registry_code, unit, host FROM instrument"
        " WHERE position_limit > 0"
    )
    for code, limit, *batches in connection.execute(text(limited)):
        of = dict(zip(("registry", "unit", "host"), batches, strict=True))
        held = {owner: int(has) for owner, has in connection.execute(text(_HELD), of)}
        for owner, ordered, entered in connection.execute(text(_ORDERED), of):
            has = held.get(owner, 0) + ordered
            if has <= limit:
                continue
            came = connection.execute(text(_OTHERWISE), of | {"owner": owner, "entered": entered})
            if has - (otherwise := came.scalar_one()) > limit:
                yield (
                    f"{code}: {owner} has {held.get(owner, 0)} t, {ordered} t on order and"
                    f" {otherwise} t otherwise, the limit is {limit} t"
                )
