"""Makes the projector's page from one public snapshot and one session; only public figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from sqlmodel import Session

from ledger.kernel.clock import MINUTE, moment
from registry.classroom.hall_values import HallLesson
from registry.classroom.live import Live
from registry.edge.feed import LiveView
from registry.edge.joining import role_counts
from registry.edge.watching import JOIN_CODE
from registry.market import queue
from registry.programme.committee import queries as committee
from registry.programme.committee.queries import ItemView
from registry.programme.pipeline import Stage, pipeline
from registry.roles import Side
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.docket import country_of, matter_of, votes_of
from registry.web.frame.invitation import join_url, qr_of
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor, by_trainer
from registry.web.frame.words import TABLES
from registry.web.projector.contexts import (
    Announcement,
    Both,
    Choices,
    Matter,
    ProjectorPage,
    RoleSeats,
    Shown,
    Step,
    Voter,
)
from registry.web.projector.words import IN_SCRIPT, PROJECTOR, both

DAYS, CANDLE_MINUTES = 3, 5
"""Trading days of the chart, and lesson minutes of one of its points."""

DOCKET_ROWS = 2
"""Items of the docket that are shown in full; the others are counted."""

CHOICES = {
    "show": ("zh", "en", "both", "turn"),
    "theme": ("light", "dark"),
    "screen": ("lobby", "live"),
    "turn": ("1",),
}
"""What the address may ask for."""


class ProjectorMaker:
    """Makes the page of one lesson."""

    def __init__(self, visitor: Visitor, session: Session, lesson: HallLesson, live: Live) -> None:
        self.visitor, self.session, self.lesson, self.live = visitor, session, lesson, live
        self.view = cast(LiveView, live.view)
        self.at = self.view["clock"]["at"]
        self.zh, self.en = Names(session, "zh"), Names(session, "en")

    def page(self) -> ProjectorPage:
        """The complete page."""
        counts = role_counts(list(self.live.current.seats.values()))
        widest = max((one.seats for one in counts), default=1)
        total = sum(one.seats for one in counts)
        address = join_url(self.visitor, self.lesson.join_code)
        items = committee.undecided(self.session)
        hidden = len(items) - DOCKET_ROWS
        days = self._days()
        return ProjectorPage(
            live_href=to("room_live", **{JOIN_CODE: self.lesson.join_code}),
            reveal_href=to("reveal") if by_trainer(self.visitor) else "",
            choices=self._choices(),
            title=Both(zh=self.lesson.title_zh, en=self.lesson.title_en),
            opens=both("opens", time=self.live.current.plan.phases[0].at),
            join_code=self.lesson.join_code,
            join_host=urlsplit(address).netloc,
            join_qr=qr_of(address),
            seats=tuple(
                RoleSeats(
                    role=both(one.role.value, "roles"),
                    taken=one.taken,
                    seats=one.seats,
                    widest=widest,
                )
                for one in counts
            ),
            taken=sum(one.taken for one in counts),
            total=total,
            of_seats=both("of_seats", total=total),
            instruments=self._instruments(days[0][1]),
            days=days,
            announcements=self._announcements(),
            docket=tuple(self._matter(item) for item in items[:DOCKET_ROWS]),
            docket_more=both("docket_more", count=hidden) if hidden > 0 else None,
            steps=tuple(step_of(stage) for stage in pipeline(self.session, at=self.at)),
            words={code: both(code) for code in PROJECTOR},
            script_words=script_words(),
        )

    def _choices(self) -> Choices:
        """What the address asks for; what it may not ask for counts as not asked."""
        query = self.visitor.query
        asked = {
            name: value if (value := query.get(name, "")) in values else ""
            for name, values in CHOICES.items()
        }
        asked["show"] = asked["show"] or self.visitor.language
        asked["theme"] = asked["theme"] or "light"
        code = query.get("instrument", "")
        return Choices(**asked, instrument=code if code in self.view["instruments"] else "")

    def _announcements(self) -> tuple[Announcement, ...]:
        """All announcements; one in a single language is shown in both as it is."""
        current = self.live.current
        return tuple(
            Announcement(
                number=one.number,
                at=one.at,
                day=current.calendar.day_at(one.at).number,
                text=Both(zh=one.text_zh or one.text_en, en=one.text_en or one.text_zh),
            )
            for one in current.announcements
        )

    def _days(self) -> tuple[tuple[int, int, int], ...]:
        """The last trading days with the hours of the lesson's phases; the first one before it."""
        today = max(self.view["clock"]["day"], 1)
        first, last = (self.live.current.plan.phases[i].at.split(":") for i in (0, -1))
        return tuple(
            (
                day.number,
                moment(day.date, int(first[0]), int(first[1])),
                moment(day.date, int(last[0]), int(last[1])),
            )
            for day in self.live.current.calendar.days[max(today - DAYS, 0) : today]
        )

    def _instruments(self, since: int) -> tuple[Shown, ...]:
        """Every instrument, its points as ends of candles, none later than now."""
        span = CANDLE_MINUTES * MINUTE
        most = DAYS * 24 * 60 // CANDLE_MINUTES
        found = []
        for part in self.live.current.plan.instruments:
            venue = self.live.current.venues.get(part.code)
            traded = queue.candles(
                self.session, part.code, minutes=CANDLE_MINUTES, after=since - span, limit=most
            )
            found.append(
                Shown(
                    code=part.code,
                    name=Both(
                        zh=self.zh.instrument(part, venue), en=self.en.instrument(part, venue)
                    ),
                    points=tuple(
                        (min(one.at + span, max(self.at, one.at)), one.close, one.volume)
                        for one in traded
                    ),
                    volume=self.view["instruments"][part.code]["volume"],
                )
            )
        return tuple(found)

    def _matter(self, item: ItemView) -> Matter:
        zh, en = (matter_of(self.session, names, item) for names in (self.zh, self.en))
        return Matter(
            text=Both(zh=zh.says(zh.kind.headline), en=en.says(en.kind.headline)),
            voters=tuple(
                Voter(
                    mark="cn" if side == Side.PARTNER else "host",
                    name=Both(
                        zh=self.zh.nation(country_of(self.session, item, side)),
                        en=self.en.nation(country_of(self.session, item, side)),
                    ),
                    consents=bool(vote),
                )
                for side, vote in votes_of(item).items()
            ),
        )


def script_words() -> Mapping[str, Any]:
    """Words that the script fills in: its own, the phases', and what each of these leads to."""
    own = {code: _pair(both(code)) for code in IN_SCRIPT}
    tables = {name: {c: _pair(both(c, name)) for c in TABLES[name]} for name in ("phases", "left")}
    return {**own, **tables}


def _pair(text: Both) -> list[str]:
    return [text.zh, text.en]


def step_of(stage: Stage) -> Step:
    """A step of the road as the page shows it."""
    counted = ("item" if stage.by_both else "project") + ("" if stage.count == 1 else "s")
    tonnes = figures.tonnes(stage.tonnes) if stage.tonnes is not None else ""
    return Step(
        name=both(stage.code, "stages"),
        count="" if stage.count is None else figures.number(stage.count),
        unit=both(counted),
        tonnes=tonnes if not stage.estimated else f"≈ {tonnes}" if stage.tonnes else "",
        by_both=stage.by_both,
    )
