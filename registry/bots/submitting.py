"""What the bot of a government submits each year, and whose use of credits it authorises."""

from __future__ import annotations

from collections.abc import Iterator

from registry.bots.view import View, Wish
from registry.programme.authorisation import use
from registry.programme.reports import queries as reports


def submitting(view: View) -> Iterator[Wish]:
    """Authorise the use of what other countries authorise for this one; then draft, validate and
    submit each year that is over, as its tables are.
    """
    for code in view.ask(use.wanting_use, view.country):
        yield "authorisation.authorise_use", {"authorisation": code}
    before = None
    while (step := view.ask(reports.next_step, view.country)) not in (None, before):
        name, year = step
        yield name, {"year": year}
        before = step
