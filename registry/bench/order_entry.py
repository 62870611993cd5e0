"""Speed of orders in a lesson: matching, central counterparty, books with serials, commit."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from typing import Any

from ledger.queue import collect_rarely
from registry.bench.naive_orders import NaiveOrders
from registry.bench.order_flow import Flow, copied, prepare, recorded
from registry.bench.payments import Payments
from registry.bench.rounds import folder, in_turns

GROUP, TRADERS = 100, 50

BAR_NAIVE, BAR_CASH = 5.0, 0.25
"""Least ratios to the same rows by plain sessions, and to payments in groups of the same size."""

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
        rows = [
            in_turns(
                "orders, 100 a group, against the same rows by plain sessions",
                ours=lambda: flow.rate(groups * GROUP, group=GROUP),
                reference=lambda: naive.rate(1, group=GROUP),
                rounds=rounds,
                bar=BAR_NAIVE,
            ),
            in_turns(
                "orders, 100 a group, against payments of cash, 100 a group",
                ours=lambda: flow.rate(groups * GROUP, group=GROUP),
                reference=lambda: cash.rate(cash.payments(groups * GROUP * 3), group=GROUP),
                rounds=rounds,
                bar=BAR_CASH,
            ),
        ]
        traded = (lesson.exchange.market.last_trade - first) / (2 * rounds * groups * GROUP)
        told = {"trades_per_order": round(traded, 2), "garbage": collected}
        return [row | told for row in rows]
