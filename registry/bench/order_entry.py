"""Speed of orders in a lesson: matching, central counterparty, books with serials, commit."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from typing import Any

from ledger.queue import collect_rarely
from registry.bench.naive_orders import NaiveOrders
from registry.bench.order_flow import Flow, Write, copied, prepare, recorded
from registry.bench.payments import Payments
from registry.bench.rounds import folder, in_turns

GROUP, TRADERS = 100, 50

BAR_NAIVE, BAR_ROWS = 5.0, 0.5
"""Least ratios to the same rows by plain sessions, and to the rows of payments in groups of the
same size (D-082)."""

PAYMENT_ROWS = 3
"""A payment writes a row of the log, a transaction and a posting."""

ROUNDS, GROUPS = 20, 4


def orders(*, rounds: int = ROUNDS, groups: int = GROUPS) -> list[dict[str, Any]]:
    """Orders in groups of 100 against the same rows by plain sessions, and against payments.

    `groups` is our side's work in one round. Garbage collection is set as the writer sets it, for
    both sides. Each row also holds the share of trades per order.
    """
    collected = collect_rarely()
    with folder() as where, ExitStack() as open_files:
        made = where / "made.lesson"
        prepare(made, traders=TRADERS)
        with closing(copied(made, where / "recorded.lesson")) as lesson:
            writes = recorded(Flow(lesson), (rounds + 1) * GROUP, group=GROUP)
        shutil.copyfile(made, where / "naive.lesson")
        naive = open_files.enter_context(closing(NaiveOrders(where / "naive.lesson", writes)))
        lesson = open_files.enter_context(closing(copied(made, where / "ours.lesson")))
        cash = open_files.enter_context(closing(Payments(where / "cash.db")))
        flow = Flow(lesson)
        flow.rate(GROUP, group=GROUP)
        naive.rate(1, group=GROUP)
        cash.rate(cash.payments(1_000), group=GROUP)
        first = lesson.exchange.market.last_trade
        cash_row = in_turns(
            "orders, 100 a group, against payments of cash, 100 a group",
            ours=lambda: flow.rate(groups * GROUP, group=GROUP),
            reference=lambda: cash.rate(cash.payments(groups * GROUP * 3), group=GROUP),
            rounds=rounds,
            bar=None,
        )
        rows = [
            in_turns(
                "orders, 100 a group, against the same rows by plain sessions",
                ours=lambda: flow.rate(groups * GROUP, group=GROUP),
                reference=lambda: naive.rate(1, group=GROUP),
                rounds=rounds,
                bar=BAR_NAIVE,
            ),
            cash_row,
            _by_rows(cash_row, per_order=_rows_of(writes) / ((rounds + 1) * GROUP)),
        ]
        traded = (lesson.exchange.market.last_trade - first) / (2 * rounds * groups * GROUP)
        told = {"trades_per_order": round(traded, 2), "garbage": collected}
        return [row | told for row in rows]


def _rows_of(writes: list[list[Write]]) -> int:
    """All rows that are inserted or changed."""
    return sum(len(rows) for group in writes for _, _, rows in group)


def _by_rows(cash: dict[str, Any], *, per_order: float) -> dict[str, Any]:
    """The rates of orders and payments, as rows written in a second."""
    ours, reference = cash["ours"] * per_order, cash["reference"] * PAYMENT_ROWS
    ratio = cash["ratio"] * per_order / PAYMENT_ROWS
    return {
        **cash,
        "name": f"rows of orders, {per_order:.1f} each, against those of payments",
        "ours": round(ours, 1),
        "reference": round(reference, 1),
        "ratio": round(ratio, 3),
        "bar": BAR_ROWS,
        "met": ratio >= BAR_ROWS,
    }
