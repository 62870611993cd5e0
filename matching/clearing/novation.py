"""Novation: one trade becomes two contracts, each with the central counterparty."""

from __future__ import annotations

CCP = "ccp"
"""The central counterparty's name in a contract; no seat has this name."""

Contract = tuple[int, str, str]
"""Number, the seller, who owes the tonnes, and the buyer, who owes price x quantity."""


def novate(*, trade: int, seller: str, buyer: str) -> tuple[Contract, Contract]:
    """The two contracts that replace a trade; price and quantity stay."""
    assert CCP not in (seller, buyer)
    return (2 * trade - 1, seller, CCP), (2 * trade, CCP, buyer)
