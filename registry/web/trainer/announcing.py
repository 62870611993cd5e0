"""Announcements on the trainer's page: those made, and the one that is being written."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ledger.kernel.errors import Refusal
from registry.classroom.announced import Announcement, one_line
from registry.edge.commands import preview
from registry.edge.reading import form_of
from registry.web.frame.addresses import to
from registry.web.frame.pictures import both_texts
from registry.web.frame.refusals import failed_page, refusal_page
from registry.web.frame.visitor import Visitor, mint, trainer_visitor
from registry.web.trainer.contexts import AnnouncementRow, Announcing

SHOWN = 20
"""Announcements that the page lists, the newest ones; all of them over JSON."""


def empty() -> Announcing:
    """The form before anything is written."""
    return Announcing(text_zh="", text_en="", preview=(), key="")


def rows(visitor: Visitor) -> tuple[AnnouncementRow, ...]:
    """The announcements so far, newest first."""
    current = visitor.live.current
    return tuple(_row(visitor, one) for one in current.announcements[: -SHOWN - 1 : -1])


def _row(visitor: Visitor, one: Announcement) -> AnnouncementRow:
    day = visitor.live.current.calendar.day_at(one.at).number
    texts = both_texts({"zh": one.text_zh, "en": one.text_en}, visitor.language)
    return AnnouncementRow(number=one.number, day=day, at=one.at, texts=texts, planned=one.planned)


async def draft_of(request: Request) -> Announcing | Response:
    """What was written, with its preview; the page of its refusal if it would be refused."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    given = {name: "".join(form.get(name, ())) for name in ("text_zh", "text_en")}
    try:
        told = await preview(
            visitor.server, visitor.seated, name="announcement.make", arguments=given
        )
    except Refusal as refusal:
        return refusal_page(visitor, refusal, action="announcement.make", back=to("trainer"))
    outcome = told.outcome
    if outcome.refusal is not None:
        return refusal_page(
            visitor, outcome.refusal, action="announcement.make", back=to("trainer")
        )
    if outcome.failure is not None:
        return failed_page(visitor, outcome.failure, retry=to("trainer"))
    shown = {name.removeprefix("text_"): one_line(text) for name, text in given.items()}
    return Announcing(**given, preview=both_texts(shown, visitor.language), key=mint())
