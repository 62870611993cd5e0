"""Novation: one trade becomes two contracts with the central counterparty between.

Pure: it knows no books and no storage.
"""

from __future__ import annotations

CCP = "ccp"
"""The central counterparty's name in a contract; no seat is called so."""

Contract = tuple[int, str, str]
"""Number, who owes the tonnes, who owes price x quantity for them."""


def novate(*, trade: int, seller: str, buyer: str) -> tuple[Contract, Contract]:
    """The two contracts that replace the bilateral one; price and quantity stay."""
    assert CCP not in (seller, buyer)
    return (2 * trade - 1, seller, CCP), (2 * trade, CCP, buyer)
