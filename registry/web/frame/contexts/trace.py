"""Contexts of the life of one tonne, for the public trace and for the auditor.

Steps and nested ranges are in the order in which they happened.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.web.frame.contexts.shared import SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One event in the life of the tonne's range.

    `kind` is a key of `frame.words.STEPS`; `lane` is partner, host or BOTH, where the mark is
    drawn. `day` is 0 before the first trading day. `who` owns the range after the step, or took it.
    `adjustment` is '' for none, 'add' when the host adds emissions back, 'subtract' when China
    subtracts, 'add_again' when a reversal takes that back. Numbers are None where the step has no
    such record.
    """

    kind: str
    lane: str
    final: bool
    at: int
    day: int
    quantity: int | None
    who: str
    note: str
    transaction: int | None
    command: int | None
    decision: int | None
    adjustment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBand:
    """One of the nested ranges that contain this tonne.

    `kind` is a key of `frame.words.STEPS`. `offset` is the first serial minus that of the widest
    band.
    """

    kind: str
    first: int
    last: int
    quantity: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """One entry of a corresponding adjustment that the range of this tonne caused.

    `adjustment` is 'add', 'subtract' or 'add_again'; `quantity` is the tonnes of the whole entry.
    """

    party: str
    adjustment: str
    year: int
    quantity: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEnd:
    """The act by which the tonne was used or cancelled.

    `kind` is retired, cancelled or offset, `number` that of its record. `claim` is a key of
    `frame.words.CLAIMS`. `year` is the compliance year of an offset, None for the others.
    """

    kind: str
    number: int
    who: str
    purpose: str
    beneficiary: str
    claim: str
    reason: str
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything about one serial number.

    `state` is held, blocked, in_transit, retired, cancelled or offset. `registry` is '' while in
    transit, `owner` and `owner_seat` for final accounts, `itmo` while not authorised. `range` is
    the undivided range that contains it now. `abroad`: the host is not China. `steps` begin with
    the oldest, `bands` with the widest; `band_mark` is the number minus the first serial of the
    widest band.
    """

    host: str
    host_name: str
    partner: str
    abroad: bool
    number: int
    state: str
    registry: str
    registry_name: str
    owner: str
    owner_seat: str
    account: str
    range: SerialRange
    unit: str
    project: str
    project_name: str
    vintage: int
    authorisation: str
    purposes: tuple[str, ...]
    first_transferred: bool
    itmo: str
    adjustments: tuple[TraceEntry, ...]
    ended: TraceEnd | None
    steps: tuple[TraceStep, ...]
    bands: tuple[TraceBand, ...]
    band_width: int
    band_mark: int
    previous: int | None
    following: int | None
