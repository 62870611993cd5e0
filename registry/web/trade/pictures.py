"""Parts of the trading page made from the public snapshot: tabs, head, book, tape, meter.

Every difference, percentage and length of a bar is computed here, so that templates compute
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from registry.edge.feed import LiveBreaker, LiveInstrument, LiveView
from registry.web.trade.auctions import auctioned_of
from registry.web.trade.contexts import Book, Head, Meter, MeterPart, RecentTrade, Slot, Tab
from registry.web.trade.ticket_contexts import Breaker

TAPE_LINES = 8


def tabs_of(
    view: LiveView, *, names: Mapping[str, str], current: str, open_now: Collection[str]
) -> tuple[Tab, ...]:
    """The row of instruments; `names` gives each instrument's name in the page's language.

    `open_now` are those that the room's level opens.
    """
    return tuple(
        Tab(
            code=code,
            name=names[code],
            last=one["last"],
            change=one["change"],
            current=code == current,
            halted=one["halted"],
            locked=code not in open_now,
        )
        for code, one in view["instruments"].items()
    )


def head_of(view: LiveView, *, code: str, name: str, registry: str) -> Head:
    """One instrument and its trading day."""
    one = view["instruments"][code]
    change, reference = one["change"], one["reference"]
    return Head(
        code=code,
        name=name,
        registry=registry,
        last=one["last"],
        change=change,
        change_bp=None if change is None else basis_points(change, of=reference),
        reference=reference,
        lo=one["lo"],
        hi=one["hi"],
        open=one["open"],
        high=one["high"],
        low=one["low"],
        average=one["average"],
        close=one["close"],
        volume=one["volume"],
        phase=one["phase"],
        auctioned=auctioned_of(one),
        breaker=_breaker(one["breaker"]),
        call_until=one["call_until"],
        halted=one["halted"],
    )


def _breaker(found: LiveBreaker | None) -> Breaker | None:
    if found is None:
        return None
    return Breaker(
        percent=f"{found['percent']} %",
        minutes=found["minutes"],
        call_minutes=found["call_minutes"],
    )


def basis_points(change: int, *, of: int) -> int:
    """A change in basis points of the reference, rounded half away from zero."""
    size = (abs(change) * 20_000 + of) // (2 * of)
    return size if change >= 0 else -size


def book_of(
    instrument: LiveInstrument, own: Mapping[int, int], *, depth: int, depth_href: str
) -> Book:
    """Both sides in `depth` fixed slots; `own` is this seat's open tonnes by price."""
    asks, bids = instrument["asks"][:depth], instrument["bids"][:depth]
    widest = max((level[1] for level in (*asks, *bids)), default=1)
    both = bool(asks and bids)
    return Book(
        asks=_slots(asks, own=own, widest=widest, slots=depth, first=_first(instrument, "asks")),
        bids=_slots(bids, own=own, widest=widest, slots=depth, first=_first(instrument, "bids")),
        spread=asks[0][0] - bids[0][0] if both else None,
        mid_twice=asks[0][0] + bids[0][0] if both else None,
        depth=depth,
        depth_href=depth_href,
        own=own,
    )


def _first(instrument: LiveInstrument, side: str) -> dict[int, int]:
    """Price -> its first listed order in a market by listing; {} elsewhere."""
    offers = instrument["offers"]
    found: dict[int, int] = {}
    for order, price, _ in offers[side] if offers else ():
        found.setdefault(price, order)
    return found


def _slots(
    levels: Sequence[Sequence[int]],
    *,
    own: Mapping[int, int],
    widest: int,
    slots: int,
    first: Mapping[int, int],
) -> tuple[Slot, ...]:
    filled = [
        Slot(
            price=price,
            quantity=quantity,
            orders=orders,
            own=own.get(price, 0),
            bar=max(1, quantity * 100 // widest),
            pick=first.get(price),
        )
        for price, quantity, orders in levels
    ]
    empty = Slot(price=None, quantity=0, orders=0, own=0, bar=0, pick=None)
    return tuple(filled + [empty] * (slots - len(filled)))


def tape_of(instrument: LiveInstrument) -> tuple[RecentTrade, ...]:
    """The last trades, newest first."""
    newest = instrument["trades"][: -TAPE_LINES - 1 : -1]
    return tuple(RecentTrade(at=at, price=p, quantity=q, direction=d) for at, p, q, d in newest)


def meter_of(
    *, year: int, obligation: int, allowances: int, offset: int, cap: int, cap_text: str
) -> Meter:
    """The compliance meter: segments of a scale, and a lens on its last eighth."""
    counted = min(allowances, obligation)
    used = min(offset, obligation - counted)
    room = min(max(cap - offset, 0), obligation - counted - used)
    missing = obligation - counted - used - room
    lengths = (
        ("allowances", counted),
        ("offsets", used),
        ("offsets_allowed", room),
        ("allowances_missing", missing),
    )
    parts, start = [], 0
    for kind, quantity in lengths:
        parts.append(MeterPart(kind=kind, start=start, quantity=quantity))
        start += quantity
    lens_start = min(obligation - obligation // 8, counted)
    return Meter(
        year=year,
        obligation=obligation,
        allowances=allowances,
        offset=offset,
        cap=cap,
        cap_text=cap_text,
        room=room,
        missing=missing,
        short=room + missing,
        parts=tuple(parts),
        lens_start=lens_start,
        lens_width=obligation - lens_start,
        lens=tuple(_inside(part, lens_start) for part in parts if part.quantity),
    )


def _inside(part: MeterPart, lens_start: int) -> MeterPart:
    hidden = min(max(lens_start - part.start, 0), part.quantity)
    return MeterPart(
        kind=part.kind, start=part.start + hidden - lens_start, quantity=part.quantity - hidden
    )
