"""The life of one tonne, for the public trace and for the auditor.

Steps and nested ranges in the order in which they happened; it knows no query and no drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One thing that happened to the range in which the tonne lay."""

    kind: str = told("a key of frame.words.STEPS: decided, issued, authorised, traded ...")
    lane: str = told("CN, HOST or BOTH: where the mark is drawn")
    final: bool = told("whether the tonne rests for good afterwards")
    at: int = told("lesson time")
    day: int = told("trading day, 0 before the first")
    quantity: int | None = told("tonnes of the range that moved; None when nothing moved")
    who: str = told("owner after the step, or who did it; '' where nobody is named")
    note: str = told("decision, authorisation or transfer number as it is read; '' for none")
    transaction: int | None = told("transaction that it posted; None for acts without postings")
    command: int | None = told("command that caused it")
    decision: int | None = told("committee item behind it; None elsewhere")
    adjustment: str = told("'' none, 'add' host adds emissions back, 'subtract' China subtracts")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBand:
    """One of the ranges that narrowed down to this tonne."""

    kind: str = told("a key of frame.words.STEPS")
    first: int = told("first serial")
    last: int = told("last serial")
    quantity: int = told("tonnes")
    offset: int = told("first serial minus the first of the widest band, for drawing")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """One entry of a corresponding adjustment that the range of this tonne brought about."""

    party: str = told("name of the country")
    adjustment: str = told("'add' added back to its emissions, 'subtract' subtracted")
    year: int = told("calendar year of the entry")
    quantity: int = told("tonnes of the whole entry")
    at: int = told("lesson time")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEnd:
    """The act by which the tonne was used or withdrawn."""

    kind: str = told("retired, cancelled or offset")
    number: int = told("number of the retirement, the cancellation or the submission")
    who: str = told("who did it")
    purpose: str = told("a key of the purposes; '' for none")
    beneficiary: str = told("for whom; '' for none")
    claim: str = told("a key of frame.words.CLAIMS; '' for none")
    reason: str = told("why it was cancelled; '' for none")
    year: int | None = told("compliance year of an offset; None elsewhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything about one serial number."""

    host: str = told("country of the counter, TH")
    host_name: str = told("name of that country")
    china: str = told("China's name")
    abroad: bool = told("whether its host is another country than China")
    number: int = told("the serial number")
    state: str = told("held, blocked, in_transit, retired, cancelled or offset")
    registry: str = told("registry where it is now; '' while in transit")
    registry_name: str = told("what that registry is called; '' while in transit")
    owner: str = told("name of the owner now; '' for final accounts")
    owner_seat: str = told("seat id of the owner; '' for final accounts")
    account: str = told("account number where it lies; '' where there is none")
    range: SerialRange = told("the undivided range in which it lies now")
    unit: str = told("BRC or CCER")
    project: str = told("project id")
    project_name: str = told("project name")
    vintage: int = told("year of the reductions")
    authorisation: str = told("authorisation as it is read; '' without one")
    purposes: tuple[str, ...] = told("authorised purposes")
    first_transferred: bool = told("whether it counts as first transferred")
    itmo: str = told("ITMO id; '' while not authorised")
    adjustments: tuple[TraceEntry, ...] = told("both halves of its corresponding adjustment")
    ended: TraceEnd | None = told("the act that ended it; None while it lives")
    steps: tuple[TraceStep, ...] = told("its life, oldest first")
    bands: tuple[TraceBand, ...] = told("ranges from the widest to the narrowest")
    band_width: int = told("tonnes of the widest band")
    band_mark: int = told("number minus the first serial of the widest band")
    previous: int | None = told("previous serial number; None for the first")
    following: int | None = told("next serial number; None for the last one issued")
