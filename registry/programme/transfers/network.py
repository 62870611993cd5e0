"""The messages of transfers: sent, hit by the trainer's cards, delivered in the order of their way.

A way is a sender and a receiver: a registry and the log. Its messages are numbered without gaps
and handled in that order, each once. What a message makes its receiver do is in `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from ledger.books import Books
from ledger.kernel.clock import HOUR
from registry.programme.transfers import records
from registry.programme.transfers.faults import hitting, offline_until
from registry.programme.transfers.models import (
    LOG,
    FaultKind,
    MessageKind,
    MessageState,
    TransferFault,
    TransferMessage,
    TransferRequest,
)
from registry.records import next_key

DUPLICATE, OUT_OF_SEQUENCE, OFFLINE, CLOSED = 7002, 7003, 7001, 7009
_S = MessageState

RECEIVED = (_S.DELIVERED, _S.REFUSED, _S.VOID)
"""States in which a message's number is used: the next number of its way may be handled."""

OPEN = (_S.WAITING, _S.LOST, _S.HELD)
"""States of a message that its receiver has not handled yet."""

Handler = Callable[["Network", TransferRequest, TransferMessage], int]
"""Takes the step that a message asks for; returns the check that it failed, 0 if none."""


class Network:
    """The messages of one command, at one lesson time."""

    def __init__(self, books: Books, handlers: dict[MessageKind, Handler], *, at: int) -> None:
        self.books, self.at = books, at
        self.session = books.session
        self._handlers = handlers
        self._handling: set[tuple[str, str, int]] = set()

    def send(
        self, kind: MessageKind, asked: TransferRequest, *, to_log: bool, other: str, check: int = 0
    ) -> None:
        """Send a message of a transfer from a registry to the log, or from the log to it.

        Its serials are those that its sender has on record.
        """
        sender, receiver = (other, LOG) if to_log else (LOG, other)
        kept = records.of_keeper(self.session, sender, asked.transfer_id)[0]
        message = TransferMessage(
            id=next_key(self.session, TransferMessage.id),
            transfer_id=asked.transfer_id,
            sender=sender,
            receiver=receiver,
            sequence=self._next_sequence(sender, receiver),
            attempt=0,
            repeats=0,
            kind=kind,
            failed_check=check,
            ranges=kept.ranges,
            quantity=kept.quantity,
            digest=kept.digest,
            state=_S.WAITING,
            sent_at=self.at,
            answered_check=0,
        )
        self._go(message, asked)

    def resend(self, message: TransferMessage, asked: TransferRequest) -> TransferMessage:
        """Send the message with this number again, as its sender has it on record."""
        kept = records.of_keeper(self.session, message.sender, message.transfer_id)[0]
        again = self._copy(message, repeats=message.repeats or message.id)
        again.ranges, again.quantity, again.digest = kept.ranges, kept.quantity, kept.digest
        self._go(again, asked)
        return again

    def deliver_due(self, message: TransferMessage) -> None:
        """Deliver a message whose delay, or whose receiver's outage, is over."""
        message.due_at = None
        self._arrive(message, self.asked(message))

    def void(self, message: TransferMessage) -> None:
        """Let a lost message's way go on without it."""
        message.state, message.due_at = _S.VOID, None
        self.session.flush()
        self._release(message.sender, message.receiver)

    def void_of(self, asked: TransferRequest) -> None:
        """Let the ways go on without what is still on its way for a transfer that has ended.

        The receiving registry must still learn that a transfer was called off.
        """
        found = select(TransferMessage).where(
            TransferMessage.transfer_id == asked.transfer_id,
            col(TransferMessage.state).in_((_S.LOST, _S.WAITING)),
            TransferMessage.kind != MessageKind.TERMINATION,
        )
        for message in list(self.session.exec(found.order_by(col(TransferMessage.id)))):
            number = (message.sender, message.receiver, message.sequence)
            if number not in self._handling and not self._received(message):
                self.void(message)

    def take_over(self, message: TransferMessage, asked: TransferRequest) -> int:
        """Take the step of a message that did not arrive, from its sender's record."""
        kept = records.of_keeper(self.session, message.sender, message.transfer_id)[0]
        again = self._copy(message, repeats=message.repeats or message.id)
        again.ranges, again.quantity, again.digest = kept.ranges, kept.quantity, kept.digest
        again.state = _S.WAITING
        self.session.add(again)
        self.session.flush()
        self._arrive(again, asked)
        return again.answered_check

    def asked(self, message: TransferMessage) -> TransferRequest:
        """The transfer of a message."""
        found = select(TransferRequest).where(TransferRequest.transfer_id == message.transfer_id)
        return self.session.exec(found).one()

    def _go(self, message: TransferMessage, asked: TransferRequest) -> None:
        """On its way: the first card that waits for such a message hits it."""
        card = hitting(self.session, message, asked) if self._cards else None
        kind = card.kind if card is not None else None
        if card is not None:
            card.message, card.used_at = message.id, self.at
            if kind is FaultKind.LOSE:
                message.state = _S.LOST
            elif kind is FaultKind.DELAY:
                message.due_at = self.at + card.hours * HOUR
            elif kind is FaultKind.ALTER:
                message.ranges = records.shortened(message.ranges, card.quantity)
                message.quantity = records.tonnes(message.ranges)
        self.session.add(message)
        self.session.flush()
        if kind in (FaultKind.LOSE, FaultKind.DELAY):
            return
        self._arrive(message, asked)
        if kind is FaultKind.DOUBLE:
            twin = self._copy(message, repeats=message.id)
            self.session.add(twin)
            self.session.flush()
            self._arrive(twin, asked)

    def _arrive(self, message: TransferMessage, asked: TransferRequest) -> None:
        """Handle a message at its receiver, or let it wait there for its turn."""
        until = self._offline_until(message)
        if until:
            message.state, message.due_at, message.answered_check = _S.WAITING, until, OFFLINE
        else:
            handled, is_next = self._place(message)
            if handled:
                self._settle(message, _S.REPEATED, DUPLICATE)
            elif not is_next:
                message.state, message.answered_check = _S.HELD, OUT_OF_SEQUENCE
            else:
                number = (message.sender, message.receiver, message.sequence)
                self._handling.add(number)
                failed = self._handlers[message.kind](self, asked, message)
                self._handling.discard(number)
                self._settle(message, _S.REFUSED if failed else _S.DELIVERED, failed)
                self._release(message.sender, message.receiver)
        self.session.flush()

    def _offline_until(self, message: TransferMessage) -> int:
        """The lesson time (ms) until which a registry of a message is offline; 0: none is."""
        if not self._cards:
            return 0
        return max(offline_until(self.session, one, self.at) for one in _registries(message))

    @cached_property
    def _cards(self) -> bool:
        """Whether the trainer has ever laid a card; none is laid while a command sends messages."""
        return self.session.exec(select(TransferFault.id).limit(1)).first() is not None

    def _settle(self, message: TransferMessage, state: MessageState, check: int) -> None:
        message.state, message.answered_check = state, check
        message.due_at, message.delivered_at = None, self.at
        self.session.flush()

    def _release(self, sender: str, receiver: str) -> None:
        """Handle the messages that waited for an earlier one of their way."""
        waiting = select(TransferMessage).where(
            TransferMessage.sender == sender,
            TransferMessage.receiver == receiver,
            TransferMessage.state == _S.HELD,
        )
        held = list(self.session.exec(waiting.order_by(col(TransferMessage.id))))
        for copy in held:
            if self._handled(copy):
                self._settle(copy, _S.REPEATED, DUPLICATE)
        if not any(copy.state is _S.HELD for copy in held):
            return
        expected = self._expected(sender, receiver)
        for copy in held:
            if copy.state is _S.HELD and copy.sequence == expected:
                self._arrive(copy, self.asked(copy))
                return

    def _copy(self, message: TransferMessage, *, repeats: int) -> TransferMessage:
        attempts = select(func.max(TransferMessage.attempt)).where(
            TransferMessage.sender == message.sender,
            TransferMessage.receiver == message.receiver,
            TransferMessage.sequence == message.sequence,
        )
        fields = message.model_dump() | {
            "id": next_key(self.session, TransferMessage.id),
            "attempt": self.session.exec(attempts).one() + 1,
            "repeats": repeats,
            "state": _S.WAITING,
            "sent_at": self.at,
            "due_at": None,
            "delivered_at": None,
            "answered_check": 0,
        }
        return TransferMessage(**fields)

    def _place(self, message: TransferMessage) -> tuple[bool, bool]:
        """Whether a message with this number was handled before, and whether it is its turn.

        It is its turn, too, if its number was used by an attempt that failed.
        """
        of_way = self.session.exec(
            select(TransferMessage.sequence, TransferMessage.state).where(
                TransferMessage.sender == message.sender,
                TransferMessage.receiver == message.receiver,
                or_(
                    col(TransferMessage.sequence) == message.sequence,
                    and_(
                        col(TransferMessage.sequence) < message.sequence,
                        col(TransferMessage.state).in_(OPEN),
                    ),
                ),
            )
        ).all()
        own = {state for sequence, state in of_way if sequence == message.sequence}
        handled = not own.isdisjoint((_S.DELIVERED, _S.VOID))
        if not own.isdisjoint(RECEIVED) or all(one == message.sequence for one, _ in of_way):
            return handled, True
        return handled, message.sequence == self._expected(message.sender, message.receiver)

    def _handled(self, message: TransferMessage) -> bool:
        """Whether a message with this number was handled before."""
        return self._place(message)[0]

    def _received(self, message: TransferMessage) -> bool:
        """Whether the number of a message is used already, by itself or another attempt."""
        found = self._same_number(message).where(col(TransferMessage.state).in_(RECEIVED))
        return self.session.exec(found).first() is not None

    def _same_number(self, message: TransferMessage):  # type: ignore[no-untyped-def]
        return select(TransferMessage.id).where(
            TransferMessage.sender == message.sender,
            TransferMessage.receiver == message.receiver,
            TransferMessage.sequence == message.sequence,
        )

    def _next_sequence(self, sender: str, receiver: str) -> int:
        last = select(func.max(TransferMessage.sequence)).where(
            TransferMessage.sender == sender, TransferMessage.receiver == receiver
        )
        return (self.session.exec(last).one() or 0) + 1

    def _expected(self, sender: str, receiver: str) -> int:
        """The number that is handled next on a way; 0 if none of its messages is open."""
        other = aliased(TransferMessage)
        received = select(other.id).where(
            other.sender == sender,
            other.receiver == receiver,
            other.sequence == TransferMessage.sequence,
            col(other.state).in_(RECEIVED),
        )
        first = select(func.min(TransferMessage.sequence)).where(
            TransferMessage.sender == sender,
            TransferMessage.receiver == receiver,
            col(TransferMessage.state).in_(OPEN),
            ~received.exists(),
        )
        return self.session.exec(first).one() or 0


def _registries(message: TransferMessage) -> list[str]:
    return [one for one in (message.sender, message.receiver) if one != LOG]
