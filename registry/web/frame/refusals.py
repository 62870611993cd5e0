"""Pages for refusals, failures and missing things that no other page shows."""

from __future__ import annotations

from starlette.responses import Response

from ledger.kernel.errors import Refusal
from registry.edge.answers import with_wait
from registry.edge.errors import NotSignedIn, SeatGivenBack, SeatLeft
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import ErrorPage, RefusalPage
from registry.web.frame.pictures import refusal_card
from registry.web.frame.visitor import Visitor, draw_alone, draw_missing, see


def failed_page(visitor: Visitor, identifier: str, *, retry: str) -> Response:
    """A failure of the server, with its id in the log."""
    page = ErrorPage(status=500, failure=identifier, retry_href=retry)
    return draw_alone(visitor, page, section="error", status=500)


def refusal_page(visitor: Visitor, refusal: Refusal, *, action: str, back: str) -> Response:
    """A refusal that no other page can show."""
    card = refusal_card(
        refusal,
        action=action,
        number=None,
        language=visitor.language,
        back=back,
        bar=outcomes.bar_of(refusal),
    )
    page = RefusalPage(refusal=card)
    drawn = draw_alone(visitor, page, section="refusal", status=refusal.status)
    return with_wait(drawn, refusal)


def refused(visitor: Visitor, refusal: Refusal) -> Response:
    """Answer a refused request for a page: redirect to joining, 404, or the refusal's page."""
    asked = visitor.scope["method"] == "GET"
    if isinstance(refusal, NotSignedIn | SeatGivenBack | SeatLeft) and asked:
        pages = (*map(ADDRESSES.__getitem__, ("trainer", "admin", "projector")), "/look/", "/act/")
        trainer_page = visitor.path.startswith(pages)
        return see(to("sign_in", next=visitor.path) if trainer_page else to("join"))
    if refusal.status == 404 and asked:
        return draw_missing(visitor)
    home = to("welcome")
    return refusal_page(visitor, refusal, action="", back=home)
