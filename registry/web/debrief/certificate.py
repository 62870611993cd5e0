"""The certificate of attendance: who was there, in which role, and that it was a training lesson.

It says nothing of results. The date is the day on which it is drawn, by this computer's clock.
"""

from __future__ import annotations

from sqlmodel import Session

from registry.edge.hours import hour_text
from registry.edge.server_state import wall_ms
from registry.web.debrief.contexts import CertificatePage, Comes
from registry.web.debrief.quiz import code_of
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor


def certificate(visitor: Visitor, session: Session) -> CertificatePage | None:
    """The certificate of the person at the visitor's seat; None for a seat without a person."""
    who, clock = visitor.seated, visitor.view["clock"]
    days = visitor.live.current.calendar.days
    lesson = visitor.server.hall.lesson(who.lesson)
    if who.state is None or lesson is None or not who.holder.name:
        return None
    comes = Comes(day=clock["day"], days=len(days), ends_at=days[-1].closes)
    return CertificatePage(
        comes=None if clock["over"] else comes,
        person=who.holder.name,
        name=Names(session, visitor.language).seat(who.seat),
        role=who.state.role.value,
        lesson=visitor.both(zh=lesson.title_zh, en=lesson.title_en),
        date=hour_text(wall_ms()).partition(" ")[0],
        days=len(days),
        began=days[0].opens,
        ended=days[-1].closes,
        quiz_code=code_of(visitor),
    )
