"""The invariants of the market as named sentences; each yields the violations that it found.

They read tables only and trust no working state. Units can be blocked by more than orders: the
caller names those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import orjson
from sqlalchemy import Connection, inspect, text

from ledger.accounts import CASH_BLOCKED, CCP_CASH, CCP_UNITS, HOLDING_BLOCKED, VENUE_FEES
from ledger.audit import Finding, asked
from matching.clearing.novation import CCP
from matching.fees import fee
from matching.orders import OrderMode, OrderSide, TimeInForce, draw
from matching.phases import Phase
from matching.reservations import need
from matching.venues import venue_from

Blocked = Mapping[int, int]
"""Sub-account -> tonnes blocked there by something other than an order."""

Check = Callable[[Connection, Blocked], Iterator[str]]

INVARIANTS: dict[str, Check] = {}


def invariant(check: Check) -> Check:
    """Register a check; its docstring is the sentence that is shown."""
    assert check.__doc__
    INVARIANTS[check.__name__] = check
    return check


def problems(connection: Connection, *, also_blocked: Blocked | None = None) -> list[Finding]:
    """Every broken invariant of the market's tables, by name."""
    return asked(INVARIANTS, connection, also_blocked or {})


@invariant
def the_counterparty_is_flat(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """The central counterparty holds no unit and no fen, and bought what it sold."""
    kinds = f"'{CCP_UNITS.name}', '{CCP_CASH.name}'"
    left = f"SELECT id, asset, balance FROM sub_account WHERE kind IN ({kinds}) AND balance <> 0"
    for sub, asset, balance in connection.execute(text(left)):
        yield f"sub-account {sub} of the counterparty: {balance} of asset {asset}"
    open_position = (
        "SELECT instrument, sum(CASE WHEN buyer = :ccp THEN quantity ELSE -quantity END),"
        " sum(CASE WHEN buyer = :ccp THEN price * quantity ELSE -price * quantity END)"
        " FROM clearing_contract GROUP BY instrument"
    )
    for instrument, tonnes, fen in connection.execute(text(open_position), {"ccp": CCP}):
        if tonnes or fen:
            yield f"{instrument}: the counterparty bought {tonnes} t and {fen} fen too many"


@invariant
def each_trade_became_two_contracts(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """Every trade was replaced by seller-counterparty and counterparty-buyer, same figures."""
    replaced = (
        "SELECT t.id FROM trade t WHERE NOT EXISTS (SELECT 1 FROM clearing_contract c"
        " WHERE c.id = 2 * t.id - 1 AND c.trade = t.id AND c.instrument = t.instrument"
        " AND c.seller = t.seller AND c.buyer = :ccp AND c.price = t.price"
        " AND c.quantity = t.quantity AND c.settled = t.settled)"
        " OR NOT EXISTS (SELECT 1 FROM clearing_contract c"
        " WHERE c.id = 2 * t.id AND c.trade = t.id AND c.instrument = t.instrument"
        " AND c.seller = :ccp AND c.buyer = t.buyer AND c.price = t.price"
        " AND c.quantity = t.quantity AND c.settled = t.settled)"
    )
    for (trade,) in connection.execute(text(replaced), {"ccp": CCP}):
        yield f"trade {trade} was not replaced by two contracts of its own figures"
    counts = "SELECT (SELECT count(*) FROM clearing_contract) - 2 * (SELECT count(*) FROM trade)"
    (more,) = connection.execute(text(counts)).one()
    if more:
        yield f"there are {more} contracts more than two for each trade"


@invariant
def each_trade_was_delivered_against_payment(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """The transaction that settled a trade moved its tonnes, its money and its fees."""
    moved = (
        "SELECT t.id, t.quantity, t.price * t.quantity, t.fee_buyer + t.fee_seller,"
        " sum(CASE WHEN s.kind = :units AND a.owner = t.buyer THEN p.quantity ELSE 0 END),"
        " sum(CASE WHEN s.kind = :cash AND a.owner = t.seller THEN p.quantity ELSE 0 END),"
        " sum(CASE WHEN g.kind = :fees THEN p.quantity ELSE 0 END)"
        " FROM trade t JOIN book_transaction b ON b.id = t.settled"
        " JOIN posting p ON p.book_transaction = b.id"
        " JOIN sub_account s ON s.id = p.source JOIN sub_account g ON g.id = p.target"
        " JOIN account a ON a.id = g.account"
        " GROUP BY t.id, t.quantity, t.price, t.fee_buyer, t.fee_seller"
    )
    kinds = {"units": CCP_UNITS.name, "cash": CCP_CASH.name, "fees": VENUE_FEES.name}
    seen = 0
    for trade, tonnes, fen, fees, delivered, paid, taken in connection.execute(text(moved), kinds):
        seen += 1
        if (tonnes, fen) != (delivered, paid):
            yield f"trade {trade}: {delivered} of {tonnes} t delivered, {paid} of {fen} fen paid"
        if fees != taken:
            yield f"trade {trade}: {taken} of {fees} fen of fees taken"
    (count,) = connection.execute(text("SELECT count(*) FROM trade")).one()
    if count != seen:
        yield f"{count - seen} trades without a transaction"


@invariant
def each_fee_follows_its_rate(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """Both sides of a trade paid the fees of its mode's rates, rounded half up."""
    trades = (
        "SELECT id, price, quantity, taker_side, instrument, mode, fee_buyer, fee_seller FROM trade"
    )
    rates = _Rates(connection)
    for trade, price, quantity, side, code, mode, *fees in connection.execute(text(trades)):
        maker, taker = rates.of(code, mode)
        if not (maker or taker or any(fees)):
            continue
        rate = (taker, maker) if side == OrderSide.BUY.value else (maker, taker)
        due = [fee(price=price, quantity=quantity, rate_ppm=ppm) for ppm in rate]
        if fees != due:
            yield f"trade {trade}: fees {fees} fen, its rates make {due}"


class _Rates:
    """Fee rates of maker and taker by instrument and mode, in millionths, from the tables."""

    def __init__(self, connection: Connection) -> None:
        fees = "SELECT code, fee_maker_ppm, fee_taker_ppm FROM instrument"
        self._book = {row[0]: (row[1], row[2]) for row in connection.execute(text(fees))}
        self._found: dict[tuple[str, str], tuple[int, int]] = {}
        # A market without trades outside the book has no table for its venues' rules.
        if inspect(connection).has_table("instrument_venue"):
            for code, rules in connection.execute(
                text("SELECT instrument, rules FROM instrument_venue")
            ):
                venue = venue_from(orjson.loads(rules))
                for mode in OrderMode:
                    if mode is not OrderMode.BOOK:
                        self._found[code, mode.value] = venue.fees(mode)

    def of(self, instrument: str, mode: str) -> tuple[int, int]:
        """Maker's and taker's rate; those of the book where no venue's rules are stored."""
        return self._found.get((instrument, mode), self._book[instrument])


@invariant
def orders_are_what_their_trades_add_up_to(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """An order's quantity is the sum of its trades, its open tonnes and its reduced tonnes."""
    figures = (
        "SELECT o.id, o.quantity, o.filled, o.open_quantity, o.reduced, o.status, o.ending,"
        " o.trigger_price IS NOT NULL OR (o.time_in_force = 'at_close' AND o.rank = 0),"
        " coalesce(t.tonnes, 0)"
        " FROM market_order o LEFT JOIN (SELECT id, sum(quantity) AS tonnes FROM ("
        "SELECT maker AS id, quantity FROM trade UNION ALL SELECT taker, quantity FROM trade"
        ") sides GROUP BY id) t ON t.id = o.id"
    )
    for row in connection.execute(text(figures)):
        order, quantity, filled, left, reduced, status, ending, parked, traded = row
        if filled != traded:
            yield f"order {order}: {filled} t filled, its trades add up to {traded} t"
        if filled + left + reduced != quantity or min(filled, left, reduced) < 0:
            yield (
                f"order {order}: {filled} t filled, {left} t open and {reduced} t reduced"
                f" of {quantity} t"
            )
        if_open = "pending" if parked else "resting"
        expected = if_open if left else "cancelled" if ending else "filled"
        if status != expected or (ending and not reduced):
            yield f"order {order}: its status is {status}, but it is {expected}"


@invariant
def ranks_order_each_level(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """Every resting order has a rank of its own in its book; a parked order has none."""
    # Parked are stops, and orders at the close while no closing call collects them.
    open_orders = (
        "SELECT o.instrument, o.rank, o.trigger_price, o.time_in_force, i.phase, i.halted,"
        " count(*), min(o.id) FROM market_order o JOIN instrument i ON i.code = o.instrument"
        " WHERE o.open_quantity > 0 AND o.mode = 'book'"
        " GROUP BY o.instrument, o.rank, o.trigger_price, o.time_in_force, i.phase, i.halted"
    )
    seen: set[tuple[str, int]] = set()
    for code, rank, trigger, term, phase, halted, count, order in connection.execute(
        text(open_orders)
    ):
        at_close = term == TimeInForce.AT_CLOSE
        if trigger is not None and rank:
            yield f"{code}: the stop {order} at {trigger} is parked with the rank {rank}"
        elif at_close and not rank and phase == Phase.CLOSING and not halted:
            yield f"{code}: order {order} is parked while the closing call collects orders"
        elif trigger is None and not at_close and rank <= 0:
            yield f"{code}: order {order} rests with the rank {rank}"
        if rank and (count > 1 or (code, rank) in seen):
            yield f"{code}: several orders rest with the rank {rank}, order {order} is one"
        seen.add((code, rank))


@invariant
def stops_wait_for_a_trigger_that_does_not_hold(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """In continuous trading no parked stop is triggered by its instrument's last price."""
    waiting = (
        "SELECT o.id, o.side, o.trigger_price, (SELECT t.price FROM trade t"
        " WHERE t.instrument = o.instrument AND t.mode = 'book' ORDER BY t.id DESC LIMIT 1)"
        " FROM market_order o JOIN instrument i ON i.code = o.instrument"
        " WHERE o.open_quantity > 0 AND o.trigger_price IS NOT NULL"
        " AND i.phase = :continuous AND i.call_until IS NULL AND NOT i.halted"
    )
    continuous = {"continuous": Phase.CONTINUOUS.value}
    for order, side, trigger, last in connection.execute(text(waiting), continuous):
        if last is not None and (last >= trigger if side == "buy" else last <= trigger):
            yield f"order {order}: {side} stop {trigger} is parked, the last price is {last}"


@invariant
def icebergs_show_at_most_their_peak(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """An open iceberg shows at least a tonne, and at most its peak and its open tonnes."""
    wrong = (
        "SELECT id, shown, peak, open_quantity FROM market_order WHERE"
        " (open_quantity > 0 AND (peak IS NULL) <> (shown IS NULL))"
        " OR (open_quantity > 0 AND (shown < 1 OR shown > peak OR shown > open_quantity))"
        " OR (open_quantity = 0 AND shown IS NOT NULL)"
    )
    for order, shown, peak, left in connection.execute(text(wrong)):
        yield f"order {order}: shows {shown} t, its peak is {peak} t, {left} t are open"


@invariant
def blocked_is_what_open_orders_need(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """Blocked accounts hold exactly what open orders, and requests the caller names, block."""
    needed = _needed(connection)
    needed.update(also_blocked)
    blocked = (
        "SELECT id, balance FROM sub_account"
        f" WHERE kind IN ('{CASH_BLOCKED.name}', '{HOLDING_BLOCKED.name}')"
    )
    found: dict[int, int] = {row[0]: row[1] for row in connection.execute(text(blocked))}
    for sub in sorted(found.keys() | needed.keys()):
        if found.get(sub, 0) != needed[sub]:
            yield f"sub-account {sub}: {found.get(sub, 0)} blocked, {needed[sub]} needed"


def _needed(connection: Connection) -> Counter[int]:
    """Sub-account -> fen or tonnes that the open orders block there."""
    needed: Counter[int] = Counter()
    cash = (
        "SELECT s.id, o.worst, o.open_quantity, o.instrument, o.mode FROM market_order o"
        " JOIN account a ON a.owner = o.owner AND a.registry_code = ''"
        f" JOIN sub_account s ON s.account = a.id AND s.kind = '{CASH_BLOCKED.name}'"
        " WHERE o.open_quantity > 0 AND o.side = 'buy'"
    )
    rates = _Rates(connection)
    for sub, price, left, code, mode in connection.execute(text(cash)):
        needed[sub] += need(price=price, quantity=left, rate_ppm=max(rates.of(code, mode)))
    lots: dict[tuple[int, int], list[tuple[int, int]]] = {}
    units = (
        "SELECT o.id, o.quantity - o.open_quantity, s.id, l.quantity FROM market_order o"
        " JOIN market_order_lot l ON l.market_order = o.id"
        " JOIN instrument i ON i.code = o.instrument"
        " JOIN account a ON a.owner = o.owner AND a.registry_code = i.registry_code"
        " JOIN sub_account s ON s.account = a.id AND s.asset = l.asset"
        f" AND s.kind = '{HOLDING_BLOCKED.name}' WHERE o.open_quantity > 0 ORDER BY l.id"
    )
    for order, gone, sub, quantity in connection.execute(text(units)):
        lots.setdefault((order, gone), []).append((sub, quantity))
    for (_, gone), left in lots.items():
        draw(left, gone)
        for sub, quantity in left:
            needed[sub] += quantity
    return needed


@invariant
def lots_are_what_sell_orders_offered(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """The batches that a sell order blocked add up to its quantity; buy orders have none."""
    wrong = (
        "SELECT l.market_order, sum(l.quantity), o.quantity FROM market_order_lot l"
        " LEFT JOIN market_order o ON o.id = l.market_order AND o.side = 'sell'"
        " GROUP BY l.market_order, o.quantity"
        " HAVING o.quantity IS NULL OR sum(l.quantity) <> o.quantity"
    )
    for order, lots, quantity in connection.execute(text(wrong)):
        yield f"order {order}: lots of {lots} t for {quantity} t"


@invariant
def no_book_is_crossed(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """In continuous trading the best bid stays below the best ask."""
    best = (
        "SELECT i.code, max(CASE WHEN o.side = 'buy' THEN o.price END) AS bid,"
        " min(CASE WHEN o.side = 'sell' THEN o.price END) AS ask"
        " FROM instrument i JOIN market_order o ON o.instrument = i.code"
        " WHERE o.open_quantity > 0 AND o.trigger_price IS NULL AND o.rank > 0"
        " AND o.mode = 'book' AND NOT i.listed"
        " AND i.phase = :continuous AND i.call_until IS NULL AND NOT i.halted GROUP BY i.code"
    )
    for code, bid, ask in connection.execute(text(best), {"continuous": Phase.CONTINUOUS.value}):
        if bid is not None and ask is not None and bid >= ask:
            yield f"{code}: bid {bid} reaches ask {ask}"


@invariant
def trades_stay_within_the_limits(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """The price of every trade of the book lies within the limits of its day."""
    outside = (
        "SELECT t.id, t.price, d.lo, d.hi FROM trade t JOIN trading_day d"
        " ON d.instrument = t.instrument AND d.id = (SELECT max(e.id) FROM trading_day e"
        " WHERE e.instrument = t.instrument AND e.first_trade <= t.id)"
        " WHERE t.mode = 'book' AND (t.price < d.lo OR t.price > d.hi)"
    )
    for trade, price, lo, hi in connection.execute(text(outside)):
        yield f"trade {trade}: price {price} outside {lo} to {hi}"


@invariant
def both_sides_lie_days_apart(connection: Connection, also_blocked: Blocked) -> Iterator[str]:
    """Where there is a holding period, nobody traded both sides within it."""
    traded = (
        "SELECT t.id, t.instrument, t.buyer, t.seller, i.turnaround_days,"
        " (SELECT count(*) FROM trading_day d WHERE d.instrument = t.instrument"
        " AND d.first_trade <= t.id) FROM trade t JOIN instrument i ON i.code = t.instrument"
        " WHERE i.turnaround_days > 0 ORDER BY t.id"
    )
    last: dict[tuple[str, str, bool], int] = {}
    for trade, code, buyer, seller, days, day in connection.execute(text(traded)):
        for owner, buys in ((buyer, True), (seller, False)):
            before = last.get((code, owner, not buys))
            if before is not None and day - before < days:
                yield f"trade {trade}: {owner} traded the other side of {code} on day {before}"
            last[code, owner, buys] = day


@invariant
def the_daily_statistics_equal_the_trades(
    connection: Connection, also_blocked: Blocked
) -> Iterator[str]:
    """An ended day's figures are those of its book's trades, and the next reference follows."""
    days = (
        "SELECT d.id, d.instrument, d.day, d.reference, d.close_price, d.trades, d.volume,"
        " d.turnover_fen, count(t.id), coalesce(sum(t.quantity), 0),"
        " coalesce(sum(t.price * t.quantity), 0), coalesce(min(t.price), 0), d.low,"
        " coalesce(max(t.price), 0), d.high, d.first_price, d.last_price"
        " FROM trading_day d LEFT JOIN trade t ON t.instrument = d.instrument AND t.mode = 'book'"
        " AND t.id >= d.first_trade AND t.id < coalesce((SELECT min(e.first_trade)"
        " FROM trading_day e WHERE e.instrument = d.instrument AND e.id > d.id), t.id + 1)"
        " GROUP BY d.id ORDER BY d.id"
    )
    references: dict[str, int] = {}
    for row in connection.execute(text(days)):
        code, day, reference, close = row[1], row[2], row[3], row[4]
        if references.get(code, reference) != reference:
            yield f"{code} {day}: reference {reference}, the close before was {references[code]}"
        stored, found = (row[5], row[6], row[7], row[12], row[14]), (*row[8:12], row[13])
        if close is None:
            if any(stored) or any(row[15:]):
                yield f"{code} {day}: figures {stored} of a day that has not ended"
            continue
        references[code] = close
        if stored != found:
            yield f"{code} {day}: figures {stored}, its trades give {found}"
