"""What a deed of the trainer would end or skip: what the page says before it is confirmed."""

from __future__ import annotations

from sqlmodel import Session

from ledger.kernel.clock import MINUTE
from matching import queries as market
from registry.web.frame.visitor import Visitor, mint
from registry.web.trainer.contexts import Asked, ToOpening


def asked(visitor: Visitor, session: Session) -> Asked:
    """The figures beside the next day, a halt of one instrument, and a halt of all."""
    current, at = visitor.live.current, visitor.live.now()
    calendar, day = current.calendar, current.clock.day
    instruments = visitor.view["instruments"]
    closes = calendar.days[day - 1].closes if day else at
    last = day >= len(calendar.days)
    leaving = market.leaving_at_close(session, day=calendar.date_at(at).isoformat())
    return Asked(
        leaving=leaving if day else 0,
        minutes=max(0, closes - at) // MINUTE,
        day=day,
        last_day=last,
        next_day=None if last else day + 1,
        orders=market.open_orders(session),
        running=tuple(code for code, one in instruments.items() if not one["halted"]),
        halted=tuple(code for code, one in instruments.items() if one["halted"]),
        halt_key=mint(),
        resume_key=mint(),
        end_key=mint(),
    )


def to_opening(visitor: Visitor) -> ToOpening | None:
    """The way to where trading goes on, while the lesson's hours have the market closed."""
    clock, at = visitor.view["clock"], visitor.live.now()
    if clock["phase"] != "closed" or clock["over"]:
        return None
    calendar = visitor.live.current.calendar
    coming = [(calendar.next_phase(one, after=at), one) for one in ("call", "continuous")]
    found = min(((moment, one) for moment, one in coming if moment is not None), default=None)
    if found is None:
        return None
    lunch = any(name == "lunch" and state == "now" for name, state in clock["track"])
    return ToOpening(at=found[0], phase=found[1], lunch=lunch, key=mint())
