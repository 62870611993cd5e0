"""`post()`, the only function that writes transactions.

A leg credits its source and debits its target by a whole quantity, so a transaction balances by
construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint

from ledger.accounts import ISSUANCE_SOURCE, AssetKind
from ledger.db import Table, hot, key, whole
from ledger.errors import (
    AccountFinal,
    AccountUnknown,
    BalanceShort,
    QuantityNotPositive,
    SameAccount,
    TwoRegistries,
    WrongAsset,
    WrongKind,
)
from ledger.kernel.quantity import INTEGER_MAX
from ledger.serials import SERIAL_BLOCK, Block, put, take
from ledger.transactions import TransactionType
from ledger.working import SubBalance, Working


class BookTransaction(Table, table=True):
    """One or more legs, all or none, of a declared type, caused by one command.

    Its postings have the ids `first_posting` to `last_posting`; no posting can be added later.
    """

    __tablename__ = "book_transaction"
    id: int = key()
    type: str
    because: str
    command: int = whole()
    first_posting: int = whole()
    last_posting: int = whole()


class Posting(Table, table=True):
    """One leg of the journal; `*_after` are the balances of both sub-accounts after it.

    `*_before` is the previous posting of the same sub-account, 0 for its first: a statement
    follows these links back from `sub_account.last_posting`, and the journal needs no index.
    """

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    id: int = key()
    book_transaction: int = whole()
    asset: int = whole()
    source: int = whole()
    target: int = whole()
    quantity: int = whole()
    source_after: int = whole()
    target_after: int = whole()
    source_before: int = whole()
    target_before: int = whole()


TRANSACTION, POSTING = hot(BookTransaction), hot(Posting)


class Leg(NamedTuple):
    """Moves `quantity` (tonnes or fen) of `asset` from sub-account `source` to `target`."""

    source: int
    target: int
    asset: int
    quantity: int


class Posted(NamedTuple):
    """A transaction's number, and per leg the (first, last) serials that moved, none for cash."""

    transaction: int
    ranges: list[list[tuple[int, int]]]


_CREDIT = AssetKind.CREDIT


class Books(Working):
    """The working state of the books, and `post()`."""

    def post(self, type: TransactionType, *, legs: Sequence[Leg], because: str = "") -> Posted:
        """Post one transaction, all legs or none; refuses in the order of `errors.PRECEDENCE`.

        `because` names the record that caused it, such as `transfer 3`.
        """
        planned = self._plan(type, legs)

        # From here on the posting must succeed.
        transaction, posting = self.next_transaction, self.next_posting
        self.next_transaction = transaction + 1
        append = self.rows.append
        last = posting + len(planned) - 1
        row = (transaction, type.code, because, self.number, posting, last)
        append(TRANSACTION, row)
        self.command_transactions.append(row)
        ranges: list[list[tuple[int, int]]] = []
        for source, target, quantity, source_after, target_after in planned:
            line = (
                posting, transaction, source.asset, source.id, target.id, quantity,
                source_after, target_after, source.last_posting, target.last_posting,
            )  # fmt: skip
            append(POSTING, line)
            self.command_postings.append(line)
            if source.kind.asset is _CREDIT:
                ranges.append(self._move_blocks(posting, source, target, quantity))
            else:
                ranges.append([])
            source.balance, target.balance = source_after, target_after
            source.last_posting = target.last_posting = posting
            assert source_after >= source.floor
            posting += 1
        assert posting == last + 1
        self.next_posting = posting
        return Posted(transaction, ranges)

    def _plan(
        self, type: TransactionType, legs: Sequence[Leg]
    ) -> list[tuple[SubBalance, SubBalance, int, int, int]]:
        """Every leg with the balances after it; raises the first refusal and changes nothing."""
        assert legs, "a transaction is one or more legs"
        subs = self.subs
        pairs = type.pairs
        # Balances after the legs so far: a later leg of the transaction may spend them.
        after: dict[int, int] = {}
        planned = []
        for source_id, target_id, asset, quantity in legs:
            # The class itself: to `isinstance` a bool would be a whole number.
            if quantity.__class__ is not int or quantity <= 0:
                raise QuantityNotPositive(quantity=quantity)
            if source_id == target_id:
                raise SameAccount()
            source, target = subs.get(source_id), subs.get(target_id)
            if source is None or target is None:
                raise AccountUnknown(account=source_id if source is None else target_id)
            if source.asset != asset or target.asset != asset:
                raise WrongAsset(asset=asset)
            if (source.kind, target.kind) not in pairs:
                if source.kind.final:
                    raise AccountFinal(kind=source.kind.name)
                raise WrongKind(type=type.code, source=source.kind.name, target=target.kind.name)
            if source.registry != target.registry and source.registry and target.registry:
                raise TwoRegistries(source=source.registry, target=target.registry)
            held = after.get(source_id, source.balance)
            source_after = held - quantity
            if source_after < source.floor:
                raise BalanceShort(free=held - source.floor, needed=quantity)
            target_after = after.get(target_id, target.balance) + quantity
            assert target_after <= INTEGER_MAX, "floors keep every sum in range"
            after[source_id], after[target_id] = source_after, target_after
            planned.append((source, target, quantity, source_after, target_after))
        return planned

    def _move_blocks(
        self, posting: int, source: SubBalance, target: SubBalance, quantity: int
    ) -> list[tuple[int, int]]:
        """Close the source's first blocks and open their pieces; the ranges that moved."""
        if source.kind is ISSUANCE_SOURCE:
            # The source has no blocks: its balance is minus the tonnes issued so far.
            batch = self.batches[source.asset]
            first = batch.first - source.balance
            last = first + quantity - 1
            self._open_block(target, first, last, None, posting, posting)
            return [(first, last)]

        same_holder = source.account == target.account
        taken, needed = take(self.blocks(source), quantity)
        moved = []
        for block in taken:
            self.rows.close_block(block.id, posting)
            acquisition = block.acquisition if same_holder else posting
            end = block.last
            if block is taken[-1]:
                end = block.first + needed - 1
                assert end <= block.last, "blocks and balance disagree"
            self._open_block(target, block.first, end, block.id, posting, acquisition)
            if end < block.last:
                # The rest keeps its acquisition, and so its place in first in, first out.
                self._open_block(source, end + 1, block.last, block.id, posting, block.acquisition)
            moved.append((block.first, end))
        assert sum(last - first + 1 for first, last in moved) == quantity
        return moved

    def _open_block(
        self,
        owner: SubBalance,
        first: int,
        last: int,
        parent: int | None,
        posting: int,
        acquisition: int,
    ) -> None:
        number = self.next_block
        self.next_block += 1
        row: tuple[Any, ...] = (
            number, owner.asset, owner.id, first, last, parent, posting, None, acquisition,
        )  # fmt: skip
        self.rows.append(SERIAL_BLOCK, row)
        put(self.blocks(owner), Block(number, first, last, acquisition))
