"""The life of one serial number: request, decision, authorisations, adjustments and every move.

It reads the books and every procedure; reports, the API and pages show it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, select

from ledger.accounts import (
    ADAPTATION,
    BUFFER,
    CANCELLED,
    CANCELLED_ADMIN,
    CANCELLED_MANDATORY,
    CANCELLED_OIMP,
    CANCELLED_OMGE,
    CANCELLED_OTHER,
    CCP_UNITS,
    HOLDING,
    HOLDING_BLOCKED,
    HOLDING_BOUGHT,
    HOLDING_FROZEN,
    IN_TRANSIT,
    OFFSET,
    OWNED,
    RETIRED,
    SET_ASIDE,
)
from ledger.queries import BlockRow, command, life, transaction
from ledger.serials import CreditBatch
from ledger.transactions import (
    ALLOWANCE_ISSUE,
    BUFFER_CANCEL,
    BUFFER_RELEASE,
    COURT_TRANSFER,
    CREDIT_ADAPTATION,
    CREDIT_BLOCK,
    CREDIT_CANCEL,
    CREDIT_CANCEL_ORDERED,
    CREDIT_CORRECT,
    CREDIT_FIRST_CALL,
    CREDIT_FREE,
    CREDIT_FREEZE,
    CREDIT_IMPORT,
    CREDIT_ISSUE,
    CREDIT_LEVY,
    CREDIT_OFFSET,
    CREDIT_RELEASE,
    CREDIT_REPLACE,
    CREDIT_RETIRE,
    CREDIT_REVERSE,
    CREDIT_TRANSFER,
    CREDIT_UNFREEZE,
    TRADE_SETTLE,
    TRANSFER_PROPOSE,
    TRANSFER_RECEIVE,
    TRANSFER_RETURN,
    TRANSFER_SEND,
)
from registry.programme.adjustments import queries as adjustments
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.models import AuthorisationState
from registry.programme.committee import queries as committee
from registry.programme.issuance import imported
from registry.programme.issuance import queries as issuances
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.retirement import queries as retirements


class StepKind(StrEnum):
    """Kind of a step in a serial's life."""

    REQUESTED = "requested"
    DECIDED = "decided"
    AUTHORISED = "authorised"
    ISSUED = "issued"
    LEVIED = "levied"
    REGISTERED = "registered"
    IMPORTED = "imported"
    BLOCKED = "blocked"
    RELEASED = "released"
    TRADED = "traded"
    GIVEN = "given"
    RETURNED = "returned"
    SENT = "sent"
    RECEIVED = "received"
    PASSED = "passed"
    RETIRED = "retired"
    CANCELLED = "cancelled"
    OFFSET = "offset"
    REVERSED = "reversed"

    @property
    def is_final(self) -> bool:
        """Whether the serial cannot be moved after this step, unless it is reversed."""
        return self in (StepKind.RETIRED, StepKind.CANCELLED, StepKind.OFFSET)


STEP_OF = {
    CREDIT_ISSUE.code: StepKind.ISSUED,
    CREDIT_LEVY.code: StepKind.LEVIED,
    ALLOWANCE_ISSUE.code: StepKind.ISSUED,
    CREDIT_IMPORT.code: StepKind.IMPORTED,
    CREDIT_BLOCK.code: StepKind.BLOCKED,
    CREDIT_RELEASE.code: StepKind.RELEASED,
    CREDIT_FREE.code: StepKind.RELEASED,
    TRADE_SETTLE.code: StepKind.TRADED,
    TRANSFER_PROPOSE.code: StepKind.BLOCKED,
    TRANSFER_RETURN.code: StepKind.RELEASED,
    TRANSFER_SEND.code: StepKind.SENT,
    TRANSFER_RECEIVE.code: StepKind.RECEIVED,
    CREDIT_TRANSFER.code: StepKind.PASSED,
    CREDIT_ADAPTATION.code: StepKind.PASSED,
    CREDIT_RETIRE.code: StepKind.RETIRED,
    CREDIT_CANCEL.code: StepKind.CANCELLED,
    CREDIT_CANCEL_ORDERED.code: StepKind.CANCELLED,
    CREDIT_CORRECT.code: StepKind.CANCELLED,
    CREDIT_REPLACE.code: StepKind.CANCELLED,
    BUFFER_CANCEL.code: StepKind.CANCELLED,
    BUFFER_RELEASE.code: StepKind.RETURNED,
    CREDIT_FIRST_CALL.code: StepKind.PASSED,
    CREDIT_FREEZE.code: StepKind.BLOCKED,
    CREDIT_UNFREEZE.code: StepKind.RELEASED,
    COURT_TRANSFER.code: StepKind.GIVEN,
    CREDIT_OFFSET.code: StepKind.OFFSET,
    CREDIT_REVERSE.code: StepKind.REVERSED,
}
"""Transaction type -> kind of step, for every type that moves credits."""

QUIET = (StepKind.BLOCKED, StepKind.RELEASED)
"""Moves inside one holder's account; shown as a step only if they are the last move."""


class State(StrEnum):
    """State of a serial now."""

    HELD = "held"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    BOUGHT = "bought"
    IN_TRANSIT = "in_transit"
    ADAPTATION = "adaptation"
    BUFFER = "buffer"
    RETIRED = "retired"
    CANCELLED = "cancelled"
    OFFSET = "offset"


STATE_OF = {
    HOLDING.name: State.HELD,
    HOLDING_BLOCKED.name: State.BLOCKED,
    HOLDING_FROZEN.name: State.FROZEN,
    HOLDING_BOUGHT.name: State.BOUGHT,
    SET_ASIDE.name: State.BLOCKED,
    IN_TRANSIT.name: State.IN_TRANSIT,
    RETIRED.name: State.RETIRED,
    CANCELLED.name: State.CANCELLED,
    CANCELLED_OIMP.name: State.CANCELLED,
    CANCELLED_OTHER.name: State.CANCELLED,
    CANCELLED_MANDATORY.name: State.CANCELLED,
    CANCELLED_ADMIN.name: State.CANCELLED,
    CANCELLED_OMGE.name: State.CANCELLED,
    ADAPTATION.name: State.ADAPTATION,
    BUFFER.name: State.BUFFER,
    OFFSET.name: State.OFFSET,
}
"""Kind of the sub-account that holds a serial -> state of the serial."""

WITH_A_HOLDER = tuple(kind.name for kind in OWNED)


@dataclass(frozen=True)
class Step:
    """One step in the life of the range that contained the serial; `at` is lesson time in ms.

    `registry` is where it happened; "" for a decision of both sides, and in transit. `seat` holds
    the range afterwards or gave the command; "" for a decision. `move` is the block that the range
    became, None if nothing moved. `quantity` is in tonnes: moved, requested or decided. `adjusts`
    is the corresponding adjustment that the step caused, if any.
    """

    kind: StepKind
    at: int
    registry: str
    seat: str = ""
    quantity: int | None = None
    authorisation: str = ""
    move: BlockRow | None = None
    adjusts: AdjustmentKind | None = None


@dataclass(frozen=True)
class Trace:
    """The origin of one serial, its decision and authorisations, its moves, and its final use.

    `printed` is its number as registries write it. `itmo` is the id of its range as an
    internationally transferred mitigation outcome, "" without an authorisation. `adjustments` are
    both halves: the addition by the first transfer and the subtraction by a use, with its reversal.
    `imported` is the request by which it was taken over from another registry. `retirement` is its
    retirement or cancellation. `moves` are all blocks that ever contained it, and `steps` the steps
    of its life, both oldest first.
    """

    serial: int
    printed: str
    itmo: str
    batch: CreditBatch
    project: projects.ProjectView | None
    issuance: issuances.IssuanceView | None
    registration: issuances.RegistrationView | None
    imported: imported.ImportView | None
    item: committee.ItemView | None
    authorised: tuple[authorisations.AuthorisedRangeView, ...]
    authorisations: tuple[authorisations.AuthorisationView, ...]
    first_transfer: adjustments.FirstTransferView | None
    adjustments: tuple[adjustments.AdjustmentView, ...]
    retirement: retirements.RetirementView | None
    moves: tuple[BlockRow, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> BlockRow:
        """The open block that contains the serial now."""
        return self.moves[-1]

    @property
    def state(self) -> State:
        """The serial's state now."""
        return STATE_OF[self.last.kind]

    @property
    def origin_serial(self) -> int | None:
        """Its serial in the registry from which it was imported; None of every other one."""
        if self.imported is None:
            return None
        return self.imported.first + self.serial - self.batch.first

    @property
    def holder(self) -> str:
        """The seat that holds it now; "" in transit and after its retirement or cancellation."""
        return self.last.owner if self.last.kind in WITH_A_HOLDER else ""

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes of its authorisations, each once."""
        return tuple(sorted({p for a in self.authorisations for p in a.purposes}))


def trace(session: Session, host: str, serial: int) -> Trace | None:
    """The life of one serial of a host, or None if it was never issued."""
    batch = session.exec(
        select(CreditBatch).where(
            CreditBatch.host == host, CreditBatch.first <= serial, CreditBatch.last >= serial
        )
    ).first()
    if batch is None:
        return None
    issuance = issuances.issuance_of(session, batch.asset)
    marked = adjustments.first_transfer_at(session, asset=batch.asset, serial=serial)
    authorised = _authorised(session, batch.asset, serial, marked)
    granted = (authorisations.authorisation(session, r.authorisation) for r in authorised)
    origin = participants.registry(session, host).number
    moves = tuple(life(session, asset=batch.asset, serial=serial))
    last = moves[-1]
    ended = STATE_OF[last.kind] in (State.RETIRED, State.CANCELLED)
    found = Trace(
        serial=serial,
        printed=f"{origin}-{batch.project}-{batch.vintage}-{serial}",
        itmo=_itmo(session, batch, origin, last) if authorised else "",
        batch=batch,
        project=projects.project(session, batch.project),
        issuance=issuance,
        registration=issuances.registration_of(session, batch.asset),
        imported=imported.import_of(session, batch.asset),
        item=committee.item(session, issuance.item) if issuance else None,
        authorised=tuple(authorised),
        authorisations=tuple(a for a in granted if a is not None),
        first_transfer=marked,
        adjustments=tuple(_entries(session, marked, moves)),
        retirement=retirements.retirement_of(session, last.transaction) if ended else None,
        moves=moves,
        steps=(),
    )
    steps = [*_decisions(found), *(_moved(session, found, move) for move in _shown(moves))]
    return replace(found, steps=tuple(sorted(steps, key=lambda step: step.at)))


def _authorised(
    session: Session, asset: int, serial: int, marked: adjustments.FirstTransferView | None
) -> list[authorisations.AuthorisedRangeView]:
    """The authorised ranges that contain a serial and cover it.

    An authorisation that is used up covers what was first transferred under it, and nothing else of
    its ranges: the rest of a batch is under none.
    """
    under = marked.authorisation if marked is not None else ""
    return [
        one
        for one in authorisations.ranges_at(session, asset=asset, serial=serial)
        if one.authorisation == under
        or authorisations.known(session, one.authorisation).state
        is not AuthorisationState.EXHAUSTED
    ]


def _itmo(session: Session, batch: CreditBatch, origin: str, last: BlockRow) -> str:
    """Approach, registry of origin, its Party, first and last serial, and vintage."""
    of = projects.project(session, batch.project)
    assert of is not None, "what is authorised has its project"
    approach = agreements.known(session, of.agreement).approach
    party = origin.rstrip("0123456789")
    return f"{approach}-{origin}-{party}-{last.first}-{last.last}-{batch.vintage}"


def _entries(
    session: Session,
    marked: adjustments.FirstTransferView | None,
    moves: tuple[BlockRow, ...],
) -> list[adjustments.AdjustmentView]:
    """The adjustments by a serial's first transfer, by its uses and by their reversals."""
    found = adjustments.because_of(session, marked.because) if marked is not None else []
    for move in moves:
        back = move.type == CREDIT_REVERSE.code and move.kind == HOLDING.name
        if back or move.kind == RETIRED.name:
            posted = transaction(session, move.transaction)
            assert posted is not None
            if marked is None or posted.because != marked.because:
                found += adjustments.because_of(session, posted.because)
    return found


def _shown(moves: tuple[BlockRow, ...]) -> list[BlockRow]:
    """The moves that changed owner, registry or state; those through the counterparty are skipped.

    The rest of a split block, which keeps its place, is skipped too. Blocking and releasing count
    only as the last move.
    """
    found: list[BlockRow] = []
    place: tuple[str, str, str] | None = None
    for block in moves:
        now = (block.owner, block.kind, block.registry)
        if block.kind == CCP_UNITS.name or now == place:
            continue
        place = now
        found.append(block)
    return [*(move for move in found[:-1] if STEP_OF[move.type] not in QUIET), found[-1]]


def _decisions(found: Trace) -> list[Step]:
    """The request, the decision and the authorisations: steps without a move."""
    host, request, item = found.batch.host, found.issuance, found.item
    steps = []
    if request is not None and item is not None:
        at, by, tonnes = request.requested_at, request.requested_by, request.quantity
        steps.append(Step(StepKind.REQUESTED, at, host, seat=by, quantity=tonnes))
        if item.decided_at is not None:
            steps.append(Step(StepKind.DECIDED, item.decided_at, "", quantity=item.quantity))
    asked = found.imported
    if asked is not None:
        at, by, tonnes = asked.requested_at, asked.seat, asked.quantity
        steps.append(Step(StepKind.REQUESTED, at, host, seat=by, quantity=tonnes))
    return steps + [
        Step(
            StepKind.AUTHORISED,
            a.granted_at,
            host,
            seat=a.granted_by,
            authorisation=a.code,
            adjusts=_adjusted_by(found, a.code),
        )
        for a in found.authorisations
    ]


def _adjusted_by(found: Trace, authorisation: str) -> AdjustmentKind | None:
    """The adjustment that an authorisation caused by itself: its definition is authorisation."""
    marked = found.first_transfer
    if marked is None or not marked.because.startswith(f"authorisation {authorisation} "):
        return None
    return AdjustmentKind.FIRST_TRANSFER


def _moved(session: Session, found: Trace, move: BlockRow) -> Step:
    kind = STEP_OF[move.type]
    domestic = kind == StepKind.ISSUED and found.registration is not None
    return Step(
        StepKind.REGISTERED if domestic else kind,
        move.at,
        move.registry,
        seat=move.owner if move.kind in WITH_A_HOLDER else _giver(session, move),
        quantity=move.quantity,
        move=move,
        adjusts=_adjusts(session, found, move, kind),
    )


def _giver(session: Session, move: BlockRow) -> str:
    """The seat that gave the command behind a move."""
    row = command(session, move.command)
    return "" if row is None else row.seat


def _adjusts(
    session: Session, found: Trace, move: BlockRow, kind: StepKind
) -> AdjustmentKind | None:
    """The corresponding adjustment that a move caused, if any."""
    marked = found.first_transfer
    causes = (StepKind.ISSUED, StepKind.SENT, StepKind.RETIRED, StepKind.CANCELLED)
    if marked is not None and kind in causes:
        posted = transaction(session, move.transaction)
        if posted is not None and posted.because == marked.because:
            return AdjustmentKind.FIRST_TRANSFER
    by_kind = {StepKind.RETIRED: AdjustmentKind.USE, StepKind.REVERSED: AdjustmentKind.USE_REVERSED}
    entered = by_kind.get(kind)
    return entered if any(entry.kind == entered for entry in found.adjustments) else None
