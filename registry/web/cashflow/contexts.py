"""Contexts of the cash flow of projects and of the buffers of those that store carbon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import AxisMark, Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTab:
    """A project that can be chosen."""

    code: str
    name: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FunderLine:
    """A funder: its type as a code, its name, "" outside the lesson, its money, first credits."""

    type: str
    name: str
    amount_fen: int
    repay_fen: int
    first_t: int
    delivered_t: int
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """One day in fen; `day` is its beginning (ms), `price_fen` the average of what was sold."""

    day: int
    sold_t: int
    price_fen: int | None
    sold_fen: int
    received_fen: int
    paid_fen: int
    net_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowColumn:
    """A day's net as a column up or down from zero."""

    x: int
    width: int
    y: int
    height: int
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart:
    """Net by day as columns, and what all days so far come to as a line; units of the drawing."""

    width: int
    height: int
    left: int
    right: int
    zero: int
    columns: tuple[FlowColumn, ...]
    path: str
    marks_x: tuple[AxisMark, ...]
    marks_y: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment; payer and payee are names, "" for the world outside. `acts`: the visitor's."""

    payment: int
    kind: str
    period: int | None
    payer: str
    payee: str
    amount_fen: int
    due_at: int
    state: str
    tone: str
    source: str
    status: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """Tonnes of the project that were sold by one trade, at a price in fen per tonne."""

    trade: int
    at: int
    quantity: int
    price_fen: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlowPage(Page):
    """The cash flow of a project from the side of `whose`; without projects `project` is ""."""

    template: ClassVar[str] = "cashflow/cashflow.html"
    tabs: tuple[ProjectTab, ...]
    project: str
    name: str
    whose: str
    owner: str
    partner: str
    mode: str
    mode_source: str
    mode_status: str
    funders: tuple[FunderLine, ...]
    days: tuple[FlowLine, ...]
    chart: FlowChart | None
    payments: tuple[PaymentLine, ...]
    sales: tuple[SaleLine, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """Something that happened, in tonnes; `motion` reported it, None: nobody yet."""

    event: int
    happens_at: int
    quantity: int
    cause: str
    motion: int | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalLine:
    """A decided reversal of storage in tonnes; `acts` replace what is owed."""

    motion: int
    item_href: str
    quantity: int
    buffer_t: int
    replaced_t: int
    owed_t: int
    state: str
    tone: str
    decided_at: int
    due_at: int
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferPanel:
    """The buffer of a project in tonnes, with what happened to it; kept until `until_at` (ms)."""

    project: str
    name: str
    registry: str
    owner: str
    storage: str
    percent: str
    until_at: int
    source: str
    status: str
    contributed_t: int
    cancelled_t: int
    released_t: int
    held_t: int
    events: tuple[EventLine, ...]
    reversals: tuple[ReversalLine, ...]
    report_href: str
    release_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuffersPage(Page):
    """The buffers of all projects that store carbon."""

    template: ClassVar[str] = "cashflow/buffers.html"
    panels: tuple[BufferPanel, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (CashFlowPage, BuffersPage)
