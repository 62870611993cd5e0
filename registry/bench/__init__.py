"""Measurements against a reference in the same run, as ratios, since machines differ.

Each part returns rows of `name, unit, ours, reference, ratio, bar, met`; a row without a bar is for
information. The ratio must reach the bar; for `offsets` the bar is in checks per second, and for
`hostile`, `audit` and `start` the ratio is of waiting times and must not exceed it. `live` has no
reference: its figures themselves must not exceed the bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from registry.bench.aside import audit
from registry.bench.callers import writer
from registry.bench.hostile import hostile
from registry.bench.live_class import live
from registry.bench.offsets import offsets
from registry.bench.order_book import book
from registry.bench.order_entry import orders
from registry.bench.order_requests import http
from registry.bench.start import start
from registry.bench.transfers import books

__all__ = [
    "PARTS", "audit", "book", "books", "hostile", "http", "lines", "live", "offsets", "orders",
    "start", "writer",
]  # fmt: skip

PARTS: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "book": book,
    "books": books,
    "writer": writer,
    "offsets": offsets,
    "hostile": hostile,
    "audit": audit,
    "start": start,
    "orders": orders,
    "http": http,
    "live": live,
}
"""Every part by its name on the command line; `book` can also measure peers."""


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A line for a person for each row."""
    for row in rows:
        met = (
            "" if row["bar"] is None else f"bar {row['bar']:,} {'met' if row['met'] else 'MISSED'}"
        )
        if row["reference"] is None:
            yield f"{row['name']:<52} {row['ours']:>12,.2f} {row['unit']:<14} {met}"
            continue
        figures = f"{row['ours']:>12,.0f} {row['reference']:>12,.0f} {row['unit']:<14}"
        yield f"{row['name']:<52} {figures} ratio {row['ratio']:<8.3f} {met}"
