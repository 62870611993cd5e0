"""The books: the working state of one lesson's ledger, and `post()`, the one way to change it.

The working state (balances, open blocks, counters of the journals) is always derivable from the
tables; `rebuild` reads it from them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from ledger.accounts import (
    ACCOUNT,
    ASSET,
    CASH_SOURCE,
    CASH_SOURCE_FLOOR,
    CNY,
    HOLDING,
    ISSUANCE_SOURCE,
    SUB_ACCOUNT,
    AssetKind,
    Kind,
)
from ledger.db import Store
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
from ledger.kernel.ids import account_number
from ledger.kernel.quantity import INTEGER_MAX
from ledger.log import GENESIS
from ledger.posting import POSTING, TRANSACTION, Leg, Posted
from ledger.rows import Rows
from ledger.serials import (
    BATCH,
    SERIAL_BLOCK,
    Batch,
    Block,
    SubBalance,
    contains,
    in_order,
    put,
    take,
    take_range,
)
from ledger.transactions import TransactionType

_CREDIT = AssetKind.CREDIT
_NO_COUNTRY = "ZZ"
"""Country of the account numbers outside any registry; a user-assigned ISO 3166 code."""


_Planned = tuple[SubBalance, SubBalance, int, int, int]
"""A leg's source, target, quantity, and the two balances after it."""


class Books:
    """Balances and blocks after the running command, and the rows that are not flushed yet.

    `number` is the running command's, `at` its lesson time in ms. `procedures` counts the
    procedures that have run: until the next one no table changes that only a procedure writes.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows = Rows(store)
        self.number = 0
        self.at = 0
        self.procedures = 0
        self.command_transactions: list[tuple[Any, ...]] = []
        self.command_postings: list[tuple[Any, ...]] = []
        self.on_rebuild: list[Callable[[], None]] = []
        self._session: Session | None = None
        self._load()

    def _load(self) -> None:
        fetch = self.store.fetch
        self.subs = {
            row[0]: SubBalance(row)
            for row in fetch(
                "SELECT id, account, asset, kind, registry_code, floor, balance, last_posting"
                " FROM sub_account"
            )
        }
        self._places = {(s.account, s.asset, s.kind): s.id for s in self.subs.values()}
        self.accounts = {
            (owner, registry): number
            for number, owner, registry in fetch("SELECT id, owner, registry_code FROM account")
        }
        self._of_account: dict[int, list[SubBalance]] = {}
        for sub in self.subs.values():
            self._of_account.setdefault(sub.account, []).append(sub)
        self.batches = {
            row[0]: Batch(*row)
            for row in fetch(
                "SELECT asset, host, project, methodology, unit, vintage, period_first,"
                " period_last, first, last, source FROM credit_batch ORDER BY asset"
            )
        }
        self._serials: dict[str, int] = {}
        for batch in self.batches.values():
            self._serials[batch.host] = max(batch.last, self._serials.get(batch.host, 0))
        self._load_counters()

    def _load_counters(self) -> None:
        def after(table: str, column: str = "id") -> int:
            return int(self.store.fetch(f"SELECT coalesce(max({column}), 0) FROM {table}")[0][0])

        self.next_asset = after("asset") + 1
        self.next_account = after("account") + 1
        self.next_sub = after("sub_account") + 1
        self.next_transaction = after("book_transaction") + 1
        self.next_posting = after("posting") + 1
        self.next_block = after("serial_block") + 1
        last = self.store.fetch("SELECT number, hash, at FROM command ORDER BY number DESC LIMIT 1")
        self.number, self.chain, self.at = last[0] if last else (0, GENESIS, 0)

    def rebuild(self) -> None:
        """Read the working state from the tables again, then call `on_rebuild`."""
        self.rows.clear()
        self._load()
        for rebuild in self.on_rebuild:
            rebuild()

    # --- procedures ---------------------------------------------------------------------------

    @contextmanager
    def procedure(self) -> Iterator[None]:
        """Run a procedure in a savepoint with its own Session; buffered rows are flushed first."""
        assert self._session is None, "procedures do not nest"
        self.rows.flush()
        with self.store.procedure() as session:
            self._session = session
            try:
                yield
                session.flush()
            finally:
                self._session = None
        self.procedures += 1

    @property
    def session(self) -> Session:
        """The procedure's Session; buffered rows are flushed first, so that it reads them."""
        assert self._session is not None, "only a procedure has a session"
        self.rows.flush()
        return self._session

    # --- accounts and sub-accounts ------------------------------------------------------------

    def open_account(self, *, owner: str, registry: str | None, code: int) -> int:
        """Open a holder's account in a registry (None: the settlement bank); returns its id."""
        place = (owner, registry or "")
        assert place not in self.accounts, f"{place} has an account"
        account = self.next_account
        self.next_account += 1
        number = account_number(registry or _NO_COUNTRY, code, 10_000_000 + account)
        self.rows.append(ACCOUNT, (account, number, code, registry or "", owner))
        self.accounts[place] = account
        return account

    def has_account(self, owner: str, registry: str | None) -> bool:
        """Whether this owner has an account in the registry (None: at the settlement bank)."""
        return (owner, registry or "") in self.accounts

    def place(self, kind: Kind, asset: int, *, owner: str = "", registry: str | None = None) -> int:
        """The id of a sub-account by owner, registry, asset and kind; opened if there is none.

        A system kind has its own owner, and its account is opened with it. A holder's account must
        exist, otherwise ledger.account_unknown.
        """
        assert bool(kind.owner) != bool(owner), f"{kind.name}: an owner too many or too few"
        assert bool(registry) == kind.in_registry, f"{kind.name} and registry {registry}"
        who = kind.owner or owner
        account = self.accounts.get((who, registry or ""))
        if account is None:
            if not kind.owner and ">" not in owner:
                raise AccountUnknown(account=f"{owner} @ {registry or 'bank'}")
            account = self.open_account(owner=who, registry=registry, code=kind.code)
        found = self._places.get((account, asset, kind))
        return found if found is not None else self._open_sub(account, asset, kind, registry or "")

    def _open_sub(
        self, account: int, asset: int, kind: Kind, registry: str, floor: int | None = None
    ) -> int:
        if floor is None:
            floor = CASH_SOURCE_FLOOR if kind is CASH_SOURCE else 0
        number = self.next_sub
        self.next_sub += 1
        row = (number, account, asset, kind.name, registry, floor, 0, 0)
        self.rows.append(SUB_ACCOUNT, row)
        sub = SubBalance(row)
        sub.open_blocks = []
        self.subs[number] = sub
        self._places[account, asset, kind] = number
        self._of_account.setdefault(account, []).append(sub)
        return number

    def found(self, kind: Kind, asset: int, *, owner: str, registry: str | None = None) -> int:
        """Balance of a sub-account, in tonnes or fen; 0 if there is none. Opens nothing."""
        account = self.accounts.get((owner, registry or ""))
        sub = self._places.get((account, asset, kind)) if account is not None else None
        return self.subs[sub].balance if sub is not None else 0

    def open_asset(self, code: str, kind: AssetKind) -> int:
        """Add an asset, cash first; returns its id."""
        asset = self.next_asset
        self.next_asset += 1
        assert (asset == CNY) == (kind is AssetKind.CASH), "cash is the first asset, and only it"
        self.rows.append(ASSET, (asset, code, kind.value))
        return asset

    def open_batch(
        self,
        *,
        host: str,
        project: str,
        methodology: str,
        unit: str,
        vintage: int,
        period_first: str,
        period_last: str,
        quantity: int,
    ) -> Batch:
        """Open a credit batch of `quantity` tonnes with the host's next serials."""
        assert quantity > 0
        first = self._serials.get(host, 0) + 1
        last = first + quantity - 1
        asset = self.open_asset(f"{unit}-{project}-{vintage}-{first}", AssetKind.CREDIT)
        account = self.accounts.get((ISSUANCE_SOURCE.owner, ""))
        if account is None:
            account = self.open_account(
                owner=ISSUANCE_SOURCE.owner, registry=None, code=ISSUANCE_SOURCE.code
            )
        source = self._open_sub(account, asset, ISSUANCE_SOURCE, "", -quantity)
        batch = Batch(
            asset, host, project, methodology, unit, vintage, period_first, period_last,
            first, last, source,
        )  # fmt: skip
        self.rows.append(
            BATCH,
            (asset, host, project, methodology, unit, vintage, period_first, period_last,
             first, last, source),
        )  # fmt: skip
        self.batches[asset] = batch
        self._serials[host] = last
        return batch

    # --- posting ----------------------------------------------------------------------------------

    def post(
        self,
        type: TransactionType,
        *,
        legs: Sequence[Leg],
        because: str = "",
        serials: Sequence[tuple[int, int]] = (),
    ) -> Posted:
        """Post one transaction, all legs or none; refuses in the order of `errors.PRECEDENCE`.

        `because` names the record that caused it, such as `transfer 3`. `serials`: per leg the
        first and last serial that it moves, which its source holds or has yet to issue; without
        them those that the source acquired first, or the next that it issues.
        """
        planned = self._plan(type, legs)
        if serials:
            self._require_serials(planned, serials)

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
            if serials:
                wanted = serials[posting - last - 1]
                ranges.append(self._move_range(posting, source, target, wanted))
            elif source.kind.asset is _CREDIT:
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

    def _plan(self, type: TransactionType, legs: Sequence[Leg]) -> list[_Planned]:
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
            first = self.batches[source.asset].first - source.balance
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

    def _require_serials(
        self, planned: Sequence[_Planned], serials: Sequence[tuple[int, int]]
    ) -> None:
        """Assert that each leg's serials are as many as its tonnes, its source's and its own."""
        spans = []
        for (source, _, quantity, _, _), (first, last) in zip(planned, serials, strict=True):
            assert last - first + 1 == quantity, "a leg moves as many serials as tonnes"
            if source.kind is ISSUANCE_SOURCE:
                batch = self.batches[source.asset]
                assert batch.first <= first and last <= batch.last, "serials of another batch"
                assert not self._issued(source.asset, first, last), "issued before"
            else:
                assert contains(self.blocks(source), first, last), "the source holds other serials"
            spans.append((source.asset, first, last))
        for one, other in pairwise(sorted(spans)):
            assert one[0] != other[0] or one[2] < other[1], "two legs move one serial"

    def _issued(self, asset: int, first: int, last: int) -> bool:
        """Whether any of these serials of a batch was issued before."""
        self.rows.flush()
        overlapping = "WHERE asset = ? AND parent IS NULL AND first <= ? AND last >= ? LIMIT 1"
        return bool(
            self.store.fetch(f"SELECT 1 FROM serial_block {overlapping}", asset, last, first)
        )

    def _move_range(
        self, posting: int, source: SubBalance, target: SubBalance, wanted: tuple[int, int]
    ) -> list[tuple[int, int]]:
        """Open a block of these serials, for those that close the blocks that they are of."""
        first, last = wanted
        if source.kind is ISSUANCE_SOURCE:
            self._open_block(target, first, last, None, posting, posting)
            return [wanted]
        same_holder = source.account == target.account
        for block in take_range(self.blocks(source), first, last):
            self.rows.close_block(block.id, posting)
            acquisition = block.acquisition if same_holder else posting
            start, end = max(block.first, first), min(block.last, last)
            self._open_block(target, start, end, block.id, posting, acquisition)
            # What stays keeps its acquisition, and so its place in first in, first out.
            for left, right in ((block.first, start - 1), (end + 1, block.last)):
                if left <= right:
                    self._open_block(source, left, right, block.id, posting, block.acquisition)
        return [wanted]

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

    # --- reading ------------------------------------------------------------------------------

    def balance(self, sub: int) -> int:
        """Balance of a sub-account in tonnes or fen."""
        return self.subs[sub].balance

    def batch(self, asset: int) -> Batch:
        """The credit batch of an asset."""
        return self.batches[asset]

    def blocks(self, sub: SubBalance) -> list[Block]:
        """The open blocks of a sub-account, first in, first out; loaded at the first call."""
        if sub.open_blocks is None:
            rows = self.store.fetch(
                "SELECT id, first, last, acquisition FROM serial_block"
                " WHERE owner = ? AND closed IS NULL",
                sub.id,
            )
            sub.open_blocks = sorted((Block(*row) for row in rows), key=in_order)
        return sub.open_blocks

    def holds(
        self, kind: Kind, asset: int, *, owner: str, registry: str, first: int, last: int
    ) -> bool:
        """Whether a sub-account holds every serial of `first` to `last`."""
        account = self.accounts.get((owner, registry))
        sub = self._places.get((account, asset, kind)) if account is not None else None
        return sub is not None and contains(self.blocks(self.subs[sub]), first, last)

    def of_account(self, account: int | None) -> Sequence[SubBalance]:
        """The sub-accounts of an account by its id; none for None."""
        return self._of_account.get(account, ()) if account is not None else ()

    def free(self, owner: str, registry: str) -> list[tuple[int, int]]:
        """(asset, free tonnes) of a holder's account in a registry, ordered by asset."""
        subs = self.of_account(self.accounts.get((owner, registry)))
        return sorted((s.asset, s.balance) for s in subs if s.kind is HOLDING and s.balance)

    def fifo(
        self, owner: str, registry: str, assets: Iterable[int], quantity: int
    ) -> list[tuple[int, int]]:
        """(asset, tonnes) for `quantity` tonnes, first in, first out by acquisition, once a batch.

        The tonnes sum to less than `quantity` when the free holding does not suffice.
        """
        account = self.accounts.get((owner, registry))
        if account is None:
            return []
        wanted = set(assets)
        holdings = [
            self._acquired(sub)
            for sub in self._of_account.get(account, ())
            if sub.kind is HOLDING and sub.balance and sub.asset in wanted
        ]
        parts: dict[int, int] = {}
        # Merged, not sorted: a few blocks cover most orders, and a holding may have thousands.
        for _, first, last, asset in merge(*holdings):
            if quantity <= 0:
                break
            part = min(quantity, last - first + 1)
            parts[asset] = parts.get(asset, 0) + part
            quantity -= part
        return list(parts.items())

    def _acquired(self, sub: SubBalance) -> Iterator[tuple[int, int, int, int]]:
        """(acquisition, first, last, asset) per block: tuples sort as the blocks are ordered."""
        for block in self.blocks(sub):
            yield block.acquisition, block.first, block.last, sub.asset
