"""Credit batches, and serial blocks: ranges of serials, each with one owner.

A posting closes a whole block; the blocks that it opens instead cover the same serials.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import CheckConstraint, Index

from ledger.accounts import KINDS
from ledger.db import Table, hot, index_where, key, whole


class CreditBatch(Table, table=True):
    """One fungible asset: one decision and vintage; a row never changes.

    Serials come from one counter per host and are never reused. `source` is the sub-account from
    which they are issued.
    """

    __tablename__ = "credit_batch"
    __append_only__ = True
    asset: int = key()
    host: str
    project: str
    methodology: str
    unit: str
    vintage: int
    period_first: str
    period_last: str
    first: int = whole()
    last: int = whole()
    source: int = whole()


class SerialBlock(Table, table=True):
    """A range of serials with one owner, from the posting that opened it to the one that closed it.

    `acquisition` is the posting by which the holder acquired it and orders the holder's blocks,
    first in, first out. Splitting, blocking and releasing keep it.
    """

    __tablename__ = "serial_block"
    __table_args__ = (
        CheckConstraint("first <= last", name="range"),
        index_where("closed IS NULL", "ix_serial_block_open", "asset", "first", unique=True),
        index_where("closed IS NULL", "ix_serial_block_owner", "owner"),
        Index("ix_serial_block_parent", "parent"),
    )
    id: int = key()
    asset: int = whole()
    owner: int = whole()
    first: int = whole()
    last: int = whole()
    parent: int | None = whole(optional=True)
    opened: int = whole()
    closed: int | None = whole(optional=True)
    acquisition: int = whole()


BATCH, SERIAL_BLOCK = hot(CreditBatch), hot(SerialBlock)


@dataclass(frozen=True, slots=True)
class Batch:
    """A credit batch in the working state; `source` is the sub-account that issues it."""

    asset: int
    host: str
    project: str
    methodology: str
    unit: str
    vintage: int
    period_first: str
    period_last: str
    first: int
    last: int
    source: int


class Block:
    """An open block in the working state."""

    __slots__ = ("acquisition", "first", "id", "last")

    def __init__(self, id: int, first: int, last: int, acquisition: int) -> None:
        self.id, self.first, self.last, self.acquisition = id, first, last, acquisition


in_order = attrgetter("acquisition", "first")
"""Sort key of blocks: first in, first out; within one acquisition by serial."""


class SubBalance:
    """A sub-account in the working state; `open_blocks` is None until its blocks are loaded."""

    __slots__ = (
        "account", "asset", "balance", "floor", "id", "kind", "last_posting", "open_blocks",
        "registry",
    )  # fmt: skip

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.id, self.account, self.asset, kind = row[:4]
        self.kind = KINDS[kind]
        self.registry, self.floor = row[4:6]
        self.balance: int = row[6]
        self.last_posting: int = row[7]
        self.open_blocks: list[Block] | None = None


def take(blocks: list[Block], quantity: int) -> tuple[list[Block], int]:
    """Remove the first blocks that cover `quantity` tonnes; returns them, and the last one's part.

    That part is in tonnes. The caller closes every returned block and opens the pieces.
    """
    count = left = 0
    left = quantity
    for block in blocks:
        count += 1
        size = block.last - block.first + 1
        if size >= left:
            break
        left -= size
    taken = blocks[:count]
    del blocks[:count]
    return taken, left


def take_range(blocks: list[Block], first: int, last: int) -> list[Block]:
    """Remove the blocks that have a serial of `first` to `last`, in order of serial.

    Together they must contain all of these serials; see `contains`.
    """
    taken = [block for block in blocks if block.first <= last and block.last >= first]
    blocks[:] = [block for block in blocks if block.last < first or block.first > last]
    return sorted(taken, key=attrgetter("first"))


def contains(blocks: list[Block], first: int, last: int) -> bool:
    """Whether every serial of `first` to `last` lies in one of these blocks, which share none."""
    held = (min(b.last, last) - max(b.first, first) + 1 for b in blocks)
    return first <= last and sum(tonnes for tonnes in held if tonnes > 0) == last - first + 1


def put(blocks: list[Block], block: Block) -> None:
    """Insert a block in order."""
    # A new acquisition comes last; only a split or a release goes between older blocks.
    if not blocks or in_order(blocks[-1]) < in_order(block):
        blocks.append(block)
    else:
        insort(blocks, block, key=in_order)
