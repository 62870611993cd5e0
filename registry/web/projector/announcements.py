"""The trainer's announcements, as the projector shows them: the only place that reads them."""

from __future__ import annotations

from sqlmodel import Session

from registry.web.projector.contexts import Announcement


def announcements(session: Session) -> tuple[Announcement, ...]:
    """Every announcement of the lesson, oldest first; none while a lesson cannot make any."""
    return ()
