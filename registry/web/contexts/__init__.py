"""The typed contexts of all pages: one dataclass per page, each field with a help line.

Routes fill them, templates draw them; they hold no logic and know no query.
"""

from __future__ import annotations

from registry.web.contexts import (
    admin,
    calculators,
    deals,
    exercises,
    live,
    log,
    market,
    offsets,
    participant,
    shared,
    tasks,
    trace,
    trading,
    trainer,
)
from registry.web.contexts.live import LiveView
from registry.web.contexts.shared import Page

PAGES: tuple[type[Page], ...] = (
    shared.WelcomePage,
    shared.ErrorPage,
    shared.RefusalPage,
    shared.JoinPage,
    shared.SignInPage,
    participant.TradePage,
    participant.SerialPage,
    trainer.TrainerPage,
    admin.OverviewPage,
    admin.AccountsPage,
    admin.AccountPage,
    admin.TransactionsPage,
    admin.TransactionPage,
    admin.AdminSerialPage,
    admin.DecisionsPage,
    admin.DecisionPage,
    admin.OrdersPage,
    admin.TradesPage,
    log.CommandsPage,
    log.CommandPage,
    log.TransfersPage,
    log.AuditPage,
    *market.PAGES,
    *deals.PAGES,
    *offsets.PAGES,
    *calculators.PAGES,
    *exercises.PAGES,
)
"""Every page there is; a test renders each."""

__all__ = [
    "PAGES",
    "LiveView",
    "Page",
    "admin",
    "calculators",
    "deals",
    "exercises",
    "live",
    "log",
    "market",
    "offsets",
    "participant",
    "shared",
    "tasks",
    "trace",
    "trading",
    "trainer",
]
