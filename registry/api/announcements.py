"""The announcements of the lesson over JSON; the command `announcement.make` makes one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from registry.api.reading import Anybody, Paged
from registry.api.shown import SHOWS, State, shows
from registry.api.strict import StrictRouter


@dataclass(frozen=True)
class AnnouncementAnswer:
    """An announcement: its number from 1 and its lesson time in ms.

    A text is empty in a language in which it was not written; `planned`: the lesson plan has it;
    `command` is its number in the log.
    """

    number: int
    at: int
    text_zh: str
    text_en: str
    planned: bool
    command: int


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["lesson"], responses=SHOWS)
    routes.add_api_route(
        "/announcements", announcements, methods=["GET"], summary="Announcements, newest first"
    )
    return routes


async def announcements(who: Anybody, page: Paged) -> list[AnnouncementAnswer]:
    """The announcements so far; with `after` oldest first."""
    current = who.live.current
    shows(State(current.number, who.live.view["clock"]["at"]))
    made = current.announcements
    if page.after is not None:
        wanted = made[page.after :][: page.limit]
    else:
        older = made[: page.before - 1] if page.before else made
        wanted = older[::-1][: page.limit]
    return [AnnouncementAnswer(**asdict(one)) for one in wanted]
