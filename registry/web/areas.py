"""All areas together: their routes, their pages and their words."""

from __future__ import annotations

from starlette.routing import BaseRoute

from registry.web.admin import contexts as admin_contexts
from registry.web.admin import log_contexts
from registry.web.admin import routes as admin
from registry.web.calculators import contexts as calculators_contexts
from registry.web.calculators import routes as calculators
from registry.web.door import deeds, join, public
from registry.web.exercises import contexts as exercises_contexts
from registry.web.exercises import routes as exercises
from registry.web.frame.contexts import shared
from registry.web.frame.contexts.shared import Page
from registry.web.frame.visitor import remembering
from registry.web.market import contexts as market_contexts
from registry.web.market import page as market
from registry.web.offbook import contexts as offbook_contexts
from registry.web.offbook import routes as offbook
from registry.web.offsets import contexts as offsets_contexts
from registry.web.offsets import routes as offsets
from registry.web.serials import routes as serials
from registry.web.trade import contexts as trade_contexts
from registry.web.trade import page as trade
from registry.web.trainer import console, keeping
from registry.web.trainer import contexts as trainer_contexts

PAGES: tuple[type[Page], ...] = (
    shared.WelcomePage,
    shared.ErrorPage,
    shared.RefusalPage,
    shared.JoinPage,
    shared.SignInPage,
    trade_contexts.TradePage,
    trade_contexts.SerialPage,
    trainer_contexts.TrainerPage,
    admin_contexts.OverviewPage,
    admin_contexts.AccountsPage,
    admin_contexts.AccountPage,
    admin_contexts.TransactionsPage,
    admin_contexts.TransactionPage,
    admin_contexts.AdminSerialPage,
    admin_contexts.DecisionsPage,
    admin_contexts.DecisionPage,
    admin_contexts.OrdersPage,
    admin_contexts.TradesPage,
    log_contexts.CommandsPage,
    log_contexts.CommandPage,
    log_contexts.TransfersPage,
    log_contexts.AuditPage,
    *market_contexts.PAGES,
    *offbook_contexts.PAGES,
    *offsets_contexts.PAGES,
    *calculators_contexts.PAGES,
    *exercises_contexts.PAGES,
)
"""Every page there is; a test renders each."""


def routes() -> list[BaseRoute]:
    """Every page and form."""
    open_to_all = (public, offsets, calculators, exercises)
    lesson = (trade, market, offbook, serials, deeds)
    areas = (*open_to_all, join, *lesson, console, keeping, admin)
    return [remembering(route) for area in areas for route in area.routes()]
