"""What each message of a transfer makes its receiver do (programme rules, 3.10).

1 proposal: sender to log. 2 notification: log to receiver. 3 acceptance or refusal: back to the
log, which records it: the point of no return. 4 confirmation: log to sender, which debits.
5 debited: sender to log, and release: log to receiver, which credits. 6 credited: receiver to log.
"""

from __future__ import annotations

from sqlmodel import Session

from ledger.accounts import HOLDING, IN_TRANSIT, SET_ASIDE
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import TRANSFER_RECEIVE, TRANSFER_RETURN, TRANSFER_SEND
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments import queries as adjusted
from registry.programme.authorisation import marking
from registry.programme.transfers import records
from registry.programme.transfers.checks import (
    Way,
    covers_of,
    intact,
    log_checks,
    partner_checks,
)
from registry.programme.transfers.deadlines import reply_due
from registry.programme.transfers.faults import misrecording
from registry.programme.transfers.machine import TRANSFER
from registry.programme.transfers.models import (
    LOG,
    Entry,
    MessageKind,
    TransferMessage,
    TransferRequest,
    TransferState,
)
from registry.programme.transfers.network import CLOSED, DUPLICATE, Handler, Network
from registry.programme.transfers.queries import NOT_INTACT, lines_of
from registry.roles import Role

_K = MessageKind
_NETWORK = (Role.CLOCK,)
TIMED_OUT = 7009
"""The check that a transfer fails when no answer came in time."""


def network(books: Books, *, at: int) -> Network:
    """The messages of one command."""
    return Network(books, _HANDLERS, at=at)


def moved(books: Books, asked: TransferRequest, trigger: str, *, at: int) -> None:
    """Take a step that the messages take, and set the time by which the next one is due."""
    asked.state = TRANSFER.after(asked.state, trigger, offices=_NETWORK)
    asked.overdue = False
    over = asked.state in (TransferState.COMPLETED, TransferState.RETURNED)
    asked.ends_at = None if over else reply_due(books.session, at)
    books.session.flush()


def call_off(net: Network, asked: TransferRequest, trigger: str, check: int) -> None:
    """The log ends a transfer before it was accepted, and tells both registries."""
    moved(net.books, asked, trigger, at=net.at)
    asked.failed_check = check
    entry = Entry.TIMED_OUT if trigger == "time_out" else Entry.REFUSED
    _log(net, asked, entry, check=check)
    told = Entry.NOTIFIED in records.entries(net.session, asked.target_registry, asked.transfer_id)
    net.send(_K.TERMINATION, asked, to_log=False, other=asked.source_registry, check=check)
    if told:
        net.send(_K.TERMINATION, asked, to_log=False, other=asked.target_registry, check=check)
    net.void_of(asked)


def is_closed(session: Session, keeper: str, asked: TransferRequest) -> bool:
    """Whether a keeper has written down that the transfer ended without completion."""
    kept = records.entries(session, keeper, asked.transfer_id)
    return not kept.isdisjoint(records.CLOSING)


def _on_proposal(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The log: check, then notify the receiving registry, or end the transfer."""
    if is_closed(net.session, LOG, asked):
        return CLOSED
    failed = log_checks(net.books, asked, message)
    if failed:
        call_off(net, asked, "discrepancy", failed[0])
        return failed[0]
    moved(net.books, asked, "check", at=net.at)
    _log(net, asked, Entry.CHECKED)
    net.send(_K.NOTIFICATION, asked, to_log=False, other=asked.target_registry)
    return 0


def _on_notification(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The receiving registry: check; its manager accepts later, a failed check refuses at once."""
    if asked.state is not TransferState.CHECKED:
        return CLOSED
    failed = partner_checks(net.books, asked, message)
    partner = asked.target_registry
    if not failed:
        moved(net.books, asked, "notify", at=net.at)
        _write(net, partner, asked, Entry.NOTIFIED, ranges=message.ranges)
        return 0
    _write(net, partner, asked, Entry.REFUSED, ranges=message.ranges, check=failed[0])
    net.send(_K.REFUSAL, asked, to_log=True, other=partner, check=failed[0])
    return failed[0]


def _on_acceptance(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The log: what may have changed is checked again, then it records the acceptance."""
    if asked.state is not TransferState.ANSWERED:
        return CLOSED
    failed = NOT_INTACT if not intact(message) else _covered_still(net.books, asked, at=net.at)
    if failed:
        call_off(net, asked, "discrepancy", failed)
        return failed
    moved(net.books, asked, "confirm", at=net.at)
    _log(net, asked, Entry.ACCEPTED)
    net.send(_K.CONFIRMATION, asked, to_log=False, other=asked.source_registry)
    return 0


def _on_refusal(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The log: record the refusal and tell the sender."""
    if is_closed(net.session, LOG, asked):
        return CLOSED
    if asked.state is not TransferState.REFUSED:
        moved(net.books, asked, "discrepancy", at=net.at)
    asked.failed_check = message.failed_check
    _log(net, asked, Entry.REFUSED, check=message.failed_check)
    check = message.failed_check
    net.send(_K.TERMINATION, asked, to_log=False, other=asked.source_registry, check=check)
    return 0


def _on_termination(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """A registry learns that the transfer has ended: the sender gives the credits back."""
    if is_closed(net.session, message.receiver, asked):
        return 0
    log = records.of_keeper(net.session, LOG, asked.transfer_id)
    entry = Entry.TIMED_OUT if log[-1].entry is Entry.TIMED_OUT else Entry.REFUSED
    if message.receiver != asked.source_registry:
        _write(net, message.receiver, asked, entry, check=message.failed_check)
        return 0
    books = net.books
    legs = _legs(books, asked, to_holder=True)
    posted = books.post(TRANSFER_RETURN, legs=legs, because=because_of(asked))
    adjustments.end_pledges(books, because=because_of(asked))
    asked.returned_as = posted.transaction
    for project in sorted({books.batch(leg.asset).project for leg in legs}):
        marking.mark_given_back(books, project=project, at=net.at)
    moved(books, asked, "give_back", at=net.at)
    _write(
        net, asked.source_registry, asked, entry, check=message.failed_check,
        posted_as=posted.transaction,
    )  # fmt: skip
    net.void_of(asked)
    return 0


def _on_confirmation(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The sender debits and marks the first transfers; from here on credits are in transit."""
    if Entry.DEBITED in records.entries(net.session, asked.source_registry, asked.transfer_id):
        return DUPLICATE
    if not intact(message):
        return NOT_INTACT
    books, because = net.books, because_of(asked)
    under = adjusted.pledged(net.session, because)
    adjustments.end_pledges(books, because=because)
    legs = _legs(books, asked)
    posted = books.post(TRANSFER_SEND, legs=legs, because=because)
    for leg, ranges in zip(legs, posted.ranges, strict=True):
        marking.send(
            books, asset=leg.asset, ranges=ranges, receiver=asked.target_registry,
            purpose=asked.purpose, authorisation=under.get(leg.asset, ""), because=because,
            at=net.at,
        )  # fmt: skip
    asked.sent_as = posted.transaction
    moved(books, asked, "debit", at=net.at)
    source = asked.source_registry
    _write(net, source, asked, Entry.DEBITED, posted_as=posted.transaction)
    net.send(_K.DEBITED, asked, to_log=True, other=source)
    return 0


def _on_debited(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The log records the debit and lets the receiver credit."""
    if Entry.DEBITED in records.entries(net.session, LOG, asked.transfer_id):
        return DUPLICATE
    if not intact(message):
        return NOT_INTACT
    _log(net, asked, Entry.DEBITED)
    net.send(_K.RELEASE, asked, to_log=False, other=asked.target_registry)
    return 0


def _on_release(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The receiving registry credits its account."""
    partner = asked.target_registry
    if Entry.CREDITED in records.entries(net.session, partner, asked.transfer_id):
        return DUPLICATE
    if not intact(message):
        return NOT_INTACT
    books = net.books
    legs = [
        Leg(
            books.place(IN_TRANSIT, line.asset, owner=asked.transfer_id),
            books.place(HOLDING, line.asset, owner=asked.receiver, registry=partner),
            line.asset,
            line.quantity,
        )
        for line in lines_of(net.session, asked.id)
    ]
    posted = books.post(TRANSFER_RECEIVE, legs=legs, because=because_of(asked))
    asked.received_as = posted.transaction
    moved(books, asked, "credit", at=net.at)
    _write(net, partner, asked, Entry.CREDITED, posted_as=posted.transaction)
    net.send(_K.CREDITED, asked, to_log=True, other=partner)
    return 0


def _on_credited(net: Network, asked: TransferRequest, message: TransferMessage) -> int:
    """The log moves its own copy: the transfer is complete in all three."""
    if Entry.FINAL in records.entries(net.session, LOG, asked.transfer_id):
        return DUPLICATE
    if not intact(message):
        return NOT_INTACT
    ranges = records.of_keeper(net.session, LOG, asked.transfer_id)[0].ranges
    if card := misrecording(net.session, asked):
        card.message, card.used_at = message.id, net.at
        ranges = records.shortened(ranges, card.quantity)
    _write(net, LOG, asked, Entry.FINAL, ranges=ranges)
    asked.completed_at = net.at
    moved(net.books, asked, "complete", at=net.at)
    net.void_of(asked)
    return 0


_HANDLERS: dict[MessageKind, Handler] = {
    _K.PROPOSAL: _on_proposal,
    _K.NOTIFICATION: _on_notification,
    _K.ACCEPTANCE: _on_acceptance,
    _K.REFUSAL: _on_refusal,
    _K.CONFIRMATION: _on_confirmation,
    _K.TERMINATION: _on_termination,
    _K.DEBITED: _on_debited,
    _K.RELEASE: _on_release,
    _K.CREDITED: _on_credited,
}


def because_of(asked: TransferRequest) -> str:
    """The record that causes a transfer's transactions."""
    return f"transfer {asked.id}"


def way_of(asked: TransferRequest) -> Way:
    """From where a transfer goes to where, for what and to whom."""
    return Way(asked.source_registry, asked.target_registry, asked.purpose, asked.receiver)


def serials_of(books: Books, asked: TransferRequest) -> dict[int, list[tuple[int, int]]]:
    """Asset -> the serials that are set aside for a transfer."""
    found = {}
    for line in lines_of(books.session, asked.id):
        place = _set_aside(books, asked, line.asset)
        blocks = books.blocks(books.subs[place])
        found[line.asset] = [(block.first, block.last) for block in blocks]
    return found


def _covered_still(books: Books, asked: TransferRequest, *, at: int) -> int:
    """The number of the first authorisation check that the transfer fails now; 0 if none."""
    _, failed = covers_of(
        books, way_of(asked), serials_of(books, asked), besides=because_of(asked), at=at
    )
    return failed[0].number if failed else 0


def _legs(books: Books, asked: TransferRequest, *, to_holder: bool = False) -> list[Leg]:
    """From what is set aside into transit, or back to its holder."""
    legs = []
    for line in lines_of(books.session, asked.id):
        if to_holder:
            end = books.place(
                HOLDING, line.asset, owner=asked.holder, registry=asked.source_registry
            )
        else:
            end = books.place(IN_TRANSIT, line.asset, owner=asked.transfer_id)
        legs.append(Leg(_set_aside(books, asked, line.asset), end, line.asset, line.quantity))
    return legs


def _set_aside(books: Books, asked: TransferRequest, asset: int) -> int:
    return books.place(SET_ASIDE, asset, owner=asked.transfer_id, registry=asked.source_registry)


def _log(net: Network, asked: TransferRequest, entry: Entry, *, check: int = 0) -> None:
    _write(net, LOG, asked, entry, check=check)


def _write(
    net: Network,
    keeper: str,
    asked: TransferRequest,
    entry: Entry,
    *,
    ranges: str = "",
    check: int = 0,
    posted_as: int | None = None,
) -> None:
    """Write a keeper's entry, with its own serials as they stood in its first, or else these."""
    if not ranges:
        kept = records.of_keeper(net.session, keeper, asked.transfer_id)
        if not kept:
            kept = records.of_keeper(net.session, asked.source_registry, asked.transfer_id)
        ranges = kept[0].ranges
    records.write(
        net.session, keeper=keeper, asked=asked, entry=entry, ranges=ranges, failed_check=check,
        posted_as=posted_as, at=net.at,
    )  # fmt: skip
