"""The life of one tonne: made from its blocks, and from what was decided and said about it.

Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from ledger import queries as books
from ledger.accounts import CANCELLED, HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT, IN_TRANSIT
from ledger.kernel.numerals import ungrouped, whole_number
from ledger.queries import BlockRow
from registry.classroom.calendar import Calendar
from registry.compliance.queries import ended_by
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.queries import AdjustmentView
from registry.programme.retirement.models import Claim
from registry.programme.transfers import queries as transfers
from registry.roles import CHINA, Side
from registry.web.frame.contexts.trace import Trace, TraceEnd, TraceEntry, TraceStep
from registry.web.frame.log_index import LogIndex
from registry.web.frame.naming import Names
from registry.web.frame.pictures import bands_of
from registry.web.frame.visitor import Visitor

STEP_OF = {
    "credit.issue": "issued",
    "credit.block": "blocked",
    "credit.release": "released",
    "trade.settle": "traded",
    "transfer.send": "sent",
    "transfer.receive": "received",
    "credit.retire": "retired",
    "credit.cancel": "cancelled",
    "credit.offset": "offset",
}
"""Transaction type -> what one says of a tonne that it moved."""

QUIET = frozenset({"blocked", "released"})
"""Steps inside one holder's account; told only while they are the last word."""

FINAL = frozenset({"retired", "cancelled", "offset"})
STATES = {
    HOLDING.name: "held",
    HOLDING_BLOCKED.name: "blocked",
    HOLDING_BOUGHT.name: "bought",
    IN_TRANSIT.name: "in_transit",
    CANCELLED.name: "cancelled_credit",
}
BANDS_MOST = 6
BOTH = "BOTH"
"""The lane between the two sides of an agreement."""

COOPERATIVE_APPROACH = "CA0007"
"""Id of the lesson's made-up cooperative approach in an ITMO number."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What a trace is made with."""

    session: Session
    names: Names
    calendar: Calendar
    log: LogIndex

    def day(self, at: int) -> int:
        """The trading day of a lesson time, 0 before the first."""
        return 0 if at < self.calendar.begins else self.calendar.day_at(at).number


def trace_of(maker: Maker, *, host: str, number: int) -> Trace | None:
    """Everything about one serial number, or None if it was never issued."""
    found = transfers.trace(maker.session, host, number)
    if found is None:
        return None
    moves = _moves(found.moves)
    last = found.moves[-1]
    names, batch = maker.names, found.batch
    steps = [*_decisions(maker, found), *(_step(maker, move, found) for move in moves)]
    steps.sort(key=lambda step: step.at)
    span = names.span(batch.asset, last.first, last.last, registry=last.registry, long=True)
    held = last.kind in (HOLDING.name, HOLDING_BLOCKED.name, HOLDING_BOUGHT.name)
    codes = [a.code for a in found.authorisations]
    purposes = sorted({p for a in found.authorisations for p in a.purposes})
    bands = _bands(found.batch.first, found.batch.last, moves, last)
    return Trace(
        host=batch.host,
        host_name=names.nation(batch.host),
        china=names.nation(CHINA),
        abroad=batch.host != CHINA,
        number=number,
        state=STATES.get(last.kind, last.kind),
        registry=last.registry,
        registry_name=names.registry(last.registry) if last.registry else "",
        owner=names.seat(last.owner) if held else "",
        owner_seat=last.owner if held else "",
        account=last.number,
        range=span,
        unit=batch.unit,
        project=batch.project,
        project_name=names.project(batch.project),
        vintage=batch.vintage,
        authorisation=", ".join(codes),
        purposes=tuple(purposes),
        first_transferred=found.first_transfer is not None,
        itmo=_itmo(names, found, last) if codes else "",
        adjustments=tuple(_entry(names, entry) for entry in found.adjustments),
        ended=_ended(maker, last),
        steps=tuple(steps),
        bands=bands_of(bands),
        band_width=bands[0][2] - bands[0][1] + 1,
        band_mark=number - bands[0][1],
        previous=number - 1 if number > 1 else None,
        following=number + 1 if _issued(maker, host, number + 1) else None,
    )


def _entry(names: Names, entry: AdjustmentView) -> TraceEntry:
    return TraceEntry(
        party=names.nation(entry.party),
        adjustment="subtract" if entry.kind == AdjustmentKind.USE else "add",
        year=entry.year,
        quantity=entry.quantity,
        at=entry.at,
    )


def _ended(maker: Maker, last: BlockRow) -> TraceEnd | None:
    """What the final act says: for what, for whom, what may be claimed, or why."""
    act, offset = ended_by(maker.session, last)
    if act is not None:
        return TraceEnd(
            kind=act.ending,
            number=act.retirement,
            who=maker.names.seat(act.seat),
            purpose=act.purpose,
            beneficiary=act.beneficiary,
            claim="" if act.claim == Claim.NONE else act.claim,
            reason=act.reason,
            year=None,
        )
    if offset is not None:
        return TraceEnd(
            kind="offset",
            number=offset.submission,
            who=maker.names.seat(offset.seat),
            purpose="",
            beneficiary="",
            claim="",
            reason="",
            year=offset.year,
        )
    return None


def _issued(maker: Maker, host: str, number: int) -> bool:
    return any(b.host == host and b.first <= number <= b.last for b in maker.names.batches.values())


def _itmo(names: Names, found: transfers.Trace, last: BlockRow) -> str:
    batch = found.batch
    origin = names.registry_numbers[batch.host]
    party = origin.rstrip("0123456789")
    return f"{COOPERATIVE_APPROACH}-{origin}-{party}-{last.first}-{last.last}-{batch.vintage}"


def _moves(blocks: Sequence[BlockRow]) -> list[BlockRow]:
    """The blocks that mark a change of owner, registry or state; the central counterparty is left.

    A piece that merely stayed behind when its neighbours moved is no move.
    """
    found: list[BlockRow] = []
    place: tuple[str, str, str] | None = None
    for block in blocks:
        now = (block.owner, block.kind, block.registry)
        if block.owner == "ccp" or now == place:
            continue
        place = now
        found.append(block)
    loud = [b for b in found[:-1] if STEP_OF.get(b.type, "moved") not in QUIET]
    return [*loud, found[-1]]


def _lane(registry: str, host: str) -> str:
    """China's lane, the host's, or the one between: on the way, or in a third country."""
    return Side.CN if registry == CHINA else Side.HOST if registry == host else BOTH


def _decisions(maker: Maker, found: transfers.Trace) -> list[TraceStep]:
    """What was asked, decided, registered and authorised: steps that moved nothing."""
    steps = []
    names = maker.names
    asked, item = found.issuance, found.item
    if asked is not None and item is not None:
        requested = maker.log.by_answer("issuance.request", request=asked.request)
        step = _said(maker, "requested", Side.HOST, asked.requested_at, quantity=asked.quantity)
        steps.append(replace(step, who=names.seat(asked.requested_by), command=requested))
        if item.decided_at is not None:
            decided = maker.log.by_answer("committee.vote", item=item.item, state="adopted")
            step = _said(maker, "decided", BOTH, item.decided_at, quantity=item.quantity)
            note = f"E{item.item}"
            steps.append(replace(step, note=note, decision=item.item, command=decided))
    for granted in found.authorisations:
        command = maker.log.by_answer("authorisation.grant", authorisation=granted.code)
        step = _said(maker, "authorised", Side.HOST, granted.granted_at, quantity=None)
        who = names.seat(granted.granted_by)
        steps.append(replace(step, who=who, note=granted.code, command=command))
    return steps


def _said(maker: Maker, kind: str, lane: str, at: int, *, quantity: int | None) -> TraceStep:
    return TraceStep(
        kind=kind,
        lane=lane,
        final=False,
        at=at,
        day=maker.day(at),
        quantity=quantity,
        who="",
        note="",
        transaction=None,
        command=None,
        decision=None,
        adjustment="",
    )


def _step(maker: Maker, move: BlockRow, found: transfers.Trace) -> TraceStep:
    kind = STEP_OF.get(move.type, "moved")
    if kind == "issued" and found.registration is not None:
        kind = "registered"
    step = _said(
        maker, kind, _lane(move.registry, found.batch.host), move.at, quantity=move.quantity
    )
    who = maker.names.seat(move.owner) or maker.names.seat(_actor(maker, move))
    item = found.item.item if kind == "issued" and found.item is not None else None
    return replace(
        step,
        final=kind in FINAL,
        who=who,
        transaction=move.transaction,
        command=move.command,
        decision=item,
        adjustment=_adjustment(maker, move, kind, found),
    )


def _actor(maker: Maker, move: BlockRow) -> str:
    """The seat that gave the command behind a move."""
    row = books.command(maker.session, move.command)
    return "" if row is None else row.seat


def _adjustment(maker: Maker, move: BlockRow, kind: str, found: transfers.Trace) -> str:
    """Whether this move made a party adjust its emissions, and which way."""
    posted = books.transaction(maker.session, move.transaction)
    if posted is None:
        return ""
    marked = found.first_transfer
    if marked is not None and kind in ("issued", "sent") and marked.because == posted.because:
        return "add"
    used = any(entry.kind == AdjustmentKind.USE for entry in found.adjustments)
    return "subtract" if kind == "retired" and used else ""


def _bands(
    first: int, last: int, moves: Sequence[BlockRow], now: BlockRow
) -> list[tuple[str, int, int]]:
    """Nested ranges from the whole batch down to the range in which the tonne lies now."""
    bands = [("issued", first, last)]
    for move in moves:
        kind, narrowest = STEP_OF.get(move.type, "moved"), bands[-1]
        if (move.first, move.last) != narrowest[1:]:
            bands.append((kind, move.first, move.last))
    if (now.first, now.last) != bands[-1][1:]:
        bands.append(("now", now.first, now.last))
    return bands if len(bands) <= BANDS_MOST else [bands[0], *bands[1 - BANDS_MOST :]]


NUMBER_DIGITS_MOST = 15


def asked_for(host: str, number: str) -> tuple[str, int | None]:
    """Host and number as typed: `TH` and `5,412`."""
    plain = ungrouped(number)
    known = whole_number(plain) if len(plain) <= NUMBER_DIGITS_MOST else None
    return host.strip().upper()[:2], known


def asked_in(visitor: Visitor) -> tuple[str, int | None]:
    """Host and number of a search form; a form without a host means the lesson's first host."""
    host = visitor.query.get("host", "") or first_host(visitor)
    return asked_for(host, visitor.query.get("number", ""))


def first_host(visitor: Visitor) -> str:
    """The host country of the lesson's first agreement."""
    return visitor.live.current.plan.hosts[0]


def find(visitor: Visitor, session: Session, *, host: str, number: str) -> Trace | None:
    """The trace of a serial number as typed, or None."""
    country, serial_number = asked_for(host, number)
    if serial_number is None:
        return None
    names = Names(session, visitor.language)
    calendar = visitor.live.current.calendar
    maker = Maker(session, names, calendar, LogIndex(session))
    return trace_of(maker, host=country, number=serial_number)
