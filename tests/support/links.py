"""Two linked registries for tests of messages: credits to send, cards, the clock, what is where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ledger.accounts import IN_TRANSIT
from ledger.books import Books
from ledger.kernel.clock import HOUR
from registry.pace import Kind, Period
from registry.programme.adjustments.ranges import Range, merged
from registry.programme.authorisation import commands as authorisation
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import faults, queries
from registry.programme.transfers.deadlines import link, transfers_due
from registry.programme.transfers.logged import at_registry
from registry.programme.transfers.queries import MessageView, TransferView
from registry.roles import Actor, Role
from tests.support.programme import CHINA, HOST, MANAGER, MANAGER_TH, NOW, OWNER, Programme

TRAINER = Actor("TRAINER", Role.TRAINER, "trainer")
CLOCK = Actor("", Role.CLOCK, "clock")
GOVERNMENT = {"TH": HOST, "CN": CHINA}
MANAGERS = {"TH": MANAGER_TH, "CN": MANAGER}


def _link(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    first = date(2028, 3, 1)
    trading = [first + timedelta(days=n) for n in range(60)]
    period = Period(1, Kind.TRADING, "", "", "")
    link(books, period=period, trading=trading)
    return {}


class Link:
    """A programme with 355 t of which all may leave, and a network in which replies may be late."""

    def __init__(self) -> None:
        self.programme = Programme()
        self.do = self.programme.do
        self.do(_link, by=CLOCK)
        self.asset = self.programme.issued()
        self.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
        self._due = transfers_due(self.programme.books)
        self._at = NOW

    def copy(self) -> Link:
        """The same registries on books of their own."""
        other = object.__new__(Link)
        other.programme, other.asset = self.programme.copy(), self.asset
        other.do = other.programme.do
        other._due = transfers_due(other.programme.books)
        other._at = self._at
        return other

    def ask(
        self, quantity: int = 10, *, source: str = "TH", target: str = "CN", by: Actor = OWNER
    ) -> int:
        """Request a transfer."""
        return int(
            self.do(
                transfers.request, source=source, target=target, unit="BRC", asset=None,
                quantity=quantity, purpose="NDC", receiver=None, by=by,
            )["transfer"]
        )  # fmt: skip

    def approve(self, transfer: int) -> dict[str, Any]:
        """The sending country's government approves."""
        source = self.seen(transfer).source_registry
        return self.do(transfers.approve, transfer=transfer, by=GOVERNMENT[source])

    def accept(self, transfer: int) -> dict[str, Any]:
        """The receiving registry's manager accepts."""
        target = self.seen(transfer).target_registry
        return self.do(transfers.accept, transfer=transfer, by=MANAGERS[target])

    def sent(self, quantity: int = 10, **way: Any) -> int:
        """Request, approve and accept a transfer."""
        transfer = self.ask(quantity, **way)
        self.approve(transfer)
        self.accept(transfer)
        return transfer

    def fault(self, kind: str, step: str = "credited", **more: Any) -> int:
        """Lay a card."""
        return int(self.do(faults.message, kind=kind, step=step, **more, by=TRAINER)["fault"])

    def offline(self, registry: str, hours: int) -> int:
        """Take a registry off the line."""
        return int(self.do(faults.offline, registry=registry, hours=hours, by=TRAINER)["fault"])

    def passes(self, hours: int) -> None:
        """Let lesson hours pass; what falls due is done at its time."""
        until = self._at + hours * HOUR
        while (due := self._due()) is not None and due.at <= until:
            self._go(due.at)
            self.do(transfers.due, by=CLOCK)
            assert self._due() != due
        self._go(until)

    def _go(self, at: int) -> None:
        self._at = max(self._at, at)
        self.programme._now = self._at

    def seen(self, transfer: int) -> TransferView:
        """A transfer as it stands."""
        with self.programme.reading() as session:
            (found,) = [
                one for one in queries.transfers(session, limit=500) if one.transfer == transfer
            ]
        return found

    def messages(self, transfer: int) -> list[MessageView]:
        """A transfer's messages, oldest first."""
        with self.programme.reading() as session:
            found = queries.messages(session, transfer_id=self.seen(transfer).transfer_id)
        return found[::-1]

    def told(self, transfer: int) -> list[tuple[str, str, str, int]]:
        """A transfer's messages as (way, kind, state, the check answered with)."""
        return [
            (f"{m.sender}>{m.receiver}", m.kind, m.state, m.answered_check)
            for m in self.messages(transfer)
        ]

    def lies(self, registry: str) -> list[Range]:
        """The serials of the batch that lie in a registry, used ones too; "": in transit."""
        rows = self.programme.store.fetch(
            "SELECT k.first, k.last, s.registry_code, s.kind FROM serial_block k"
            " JOIN sub_account s ON s.id = k.owner WHERE k.closed IS NULL AND k.asset = ?",
            self.asset,
        )
        return merged(
            (first, last)
            for first, last, code, kind in rows
            if code == registry and (registry or kind == IN_TRANSIT.name)
        )

    def logged(self, registry: str) -> list[Range]:
        """The serials that lie there by the log's own records."""
        found: list[Range] = []

        def read(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
            found.extend(at_registry(books, asset=self.asset, registry=registry))
            return {}

        self.do(read, by=CLOCK)
        return found
