"""The life of one tonne as pages show it: names, lanes, ranges to draw, commands to link.

`registry.programme.trace` finds the events.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from ledger.kernel.numerals import ungrouped, whole_number
from registry.classroom.calendar import Calendar
from registry.compliance.queries import offset_by
from registry.programme import trace as serials
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.queries import AdjustmentView
from registry.programme.agreements import queries as agreements
from registry.programme.projects import queries as projects
from registry.programme.retirement.models import Claim
from registry.programme.trace import State, Step, StepKind, trace
from registry.roles import CHINA, Side
from registry.web.frame.contexts.trace import Trace, TraceEnd, TraceEntry, TraceStep
from registry.web.frame.log_index import LogIndex
from registry.web.frame.naming import Names
from registry.web.frame.pictures import bands_of
from registry.web.frame.visitor import Visitor

BANDS_MOST = 6
BOTH = "BOTH"
"""The lane between the two sides of an agreement."""

SIGNS = {
    AdjustmentKind.FIRST_TRANSFER: "add",
    AdjustmentKind.USE: "subtract",
    AdjustmentKind.USE_REVERSED: "add_again",
}
"""Whether a corresponding adjustment adds to a Party's emissions or subtracts from them."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What is needed to make a trace."""

    session: Session
    names: Names
    calendar: Calendar
    log: LogIndex

    def day(self, at: int) -> int:
        """The trading day of a lesson time, 0 before the first."""
        return 0 if at < self.calendar.begins else self.calendar.day_at(at).number


def trace_of(maker: Maker, *, host: str, number: int) -> Trace | None:
    """Everything about one serial number as pages show it, or None if it was never issued."""
    found = trace(maker.session, host, number)
    if found is None:
        return None
    names, batch, last = maker.names, found.batch, found.last
    bands = _bands(found)
    return Trace(
        host=batch.host,
        host_name=names.nation(batch.host),
        partner=names.nation(_partner_of(maker, batch.project)),
        abroad=batch.host != CHINA,
        number=number,
        # Orders have the word of another kind of cancelling.
        state="cancelled_credit" if found.state is State.CANCELLED else found.state,
        registry=last.registry,
        registry_name=names.registry(last.registry) if last.registry else "",
        owner=names.seat(found.holder),
        owner_seat=found.holder,
        account=last.number,
        range=names.span(batch.asset, last.first, last.last, registry=last.registry, long=True),
        unit=batch.unit,
        project=batch.project,
        project_name=names.project(batch.project),
        vintage=batch.vintage,
        authorisation=", ".join(one.code for one in found.authorisations),
        purposes=found.purposes,
        first_transferred=found.first_transfer is not None,
        itmo=found.itmo,
        adjustments=tuple(_entry(names, entry) for entry in found.adjustments),
        ended=_ended(maker, found),
        steps=tuple(_step(maker, found, step) for step in found.steps),
        bands=bands_of(bands),
        band_width=bands[0][2] - bands[0][1] + 1,
        band_mark=number - bands[0][1],
        previous=number - 1 if number > 1 else None,
        following=number + 1 if _issued(maker, host, number + 1) else None,
    )


def _entry(names: Names, entry: AdjustmentView) -> TraceEntry:
    return TraceEntry(
        party=names.nation(entry.party),
        adjustment=SIGNS[AdjustmentKind(entry.kind)],
        year=entry.year,
        quantity=entry.quantity,
        at=entry.at,
    )


def _ended(maker: Maker, found: serials.Trace) -> TraceEnd | None:
    """The final act: purpose, beneficiary, permitted claim or reason."""
    act = found.retirement
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
    offset = offset_by(maker.session, found.last)
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


def _partner_of(maker: Maker, project: str) -> str:
    """The partner country of a project's agreement; China for what is under none."""
    of = projects.project(maker.session, project)
    if of is None or of.domestic:
        return CHINA
    return agreements.known(maker.session, of.agreement).partner


def _lane(registry: str, host: str, partner: str) -> str:
    """The partner's lane, the host's, or the one between (in transit, or in a third country)."""
    if registry == partner:
        return Side.PARTNER
    return Side.HOST if registry == host else BOTH


def _step(maker: Maker, found: serials.Trace, step: Step) -> TraceStep:
    decided = step.kind in (StepKind.DECIDED, StepKind.ISSUED)
    item = found.item.item if decided and found.item is not None else None
    return TraceStep(
        kind=step.kind,
        lane=_lane(step.registry, found.batch.host, _partner_of(maker, found.batch.project)),
        final=step.kind.is_final and step.move == found.last,
        at=step.at,
        day=maker.day(step.at),
        quantity=step.quantity,
        who=maker.names.seat(step.seat),
        note=_note(found, step, item),
        transaction=step.move.transaction if step.move is not None else None,
        command=_command(maker.log, found, step),
        decision=item,
        adjustment="" if step.adjusts is None else SIGNS[step.adjusts],
    )


def _note(found: serials.Trace, step: Step, item: int | None) -> str:
    """The decision, the authorisation, or the serial in the registry of origin."""
    if step.kind == StepKind.DECIDED:
        return f"E{item}"
    if step.kind == StepKind.IMPORTED and found.imported is not None:
        return f"{found.imported.origin} {found.imported.project} {found.origin_serial}"
    return step.authorisation


def _command(log: LogIndex, found: serials.Trace, step: Step) -> int | None:
    """The command behind a step; for a decision, the last vote."""
    if step.move is not None:
        return step.move.command
    if step.kind == StepKind.REQUESTED and found.issuance is not None:
        return log.by_answer("issuance.request", request=found.issuance.request)
    if step.kind == StepKind.REQUESTED and found.imported is not None:
        return log.by_answer("import.ask", request=found.imported.request)
    if step.kind == StepKind.DECIDED and found.item is not None:
        return log.by_answer("committee.vote", item=found.item.item, state="adopted")
    return log.by_answer("authorisation.grant", authorisation=step.authorisation)


def _bands(found: serials.Trace) -> list[tuple[str, int, int]]:
    """Nested ranges from the whole batch down to the tonne's current range."""
    bands: list[tuple[str, int, int]] = [(StepKind.ISSUED, found.batch.first, found.batch.last)]
    for step in found.steps:
        move = step.move
        if move is not None and (move.first, move.last) != bands[-1][1:]:
            bands.append((step.kind, move.first, move.last))
    now = found.last
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
    """Host and number of a search form; without a host, the lesson's first host."""
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
