"""Novation: one trade becomes two contracts with the central counterparty between.

Pure: it knows no books and no storage.
"""

from __future__ import annotations

from typing import NamedTuple

CCP = "ccp"
"""The central counterparty's name in a contract; no seat is called so."""


class Contract(NamedTuple):
    """`seller` owes `quantity` tonnes to `buyer`, who owes price x quantity."""

    id: int
    seller: str
    buyer: str


def novate(*, trade: int, seller: str, buyer: str) -> tuple[Contract, Contract]:
    """The two contracts that replace the bilateral one; price and quantity stay."""
    assert CCP not in (seller, buyer)
    return Contract(2 * trade - 1, seller, CCP), Contract(2 * trade, CCP, buyer)
