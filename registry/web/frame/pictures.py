"""Parts of any page: the clock bar, lines of figures, a trace's bands, refusal cards.

Every difference, percentage and length of a bar is computed here, so that templates compute
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledger.kernel.errors import Refusal
from registry.classroom.announced import Announcement
from registry.classroom.helped import Helped
from registry.edge.feed import LiveClock, LiveView
from registry.web.frame import figures
from registry.web.frame.contexts.shared import (
    CheckLine,
    Clock,
    Confirm,
    Figure,
    FixButton,
    Language,
    LimitBar,
    RefusalCard,
    Segment,
    Standstill,
)
from registry.web.frame.contexts.told import AnnouncementBar, HelpBar, NoteLine, OneText
from registry.web.frame.contexts.trace import TraceBand
from registry.web.frame.words import FACTS, TONNE_FACTS


def clock_of(view: LiveView, language: Language) -> Clock:
    """The clock bar from the public snapshot."""
    clock = view["clock"]
    halted = tuple(code for code, one in view["instruments"].items() if one["halted"])
    track = tuple(Segment(name=name, state=state) for name, state in clock["track"])
    later = [segment.name for segment in track if segment.state == "later"]
    ends_at, speed = clock["phase_ends_at"], max(clock["speed"], 1)
    calls = {
        code: one["call_until"]
        for code, one in view["instruments"].items()
        if one["call_until"] is not None
    }
    call_left = max((until - clock["at"] for until in calls.values()), default=0)
    left = None if ends_at is None else ends_at - clock["at"]
    return Clock(
        face=standstill(clock) or ("halted" if halted else "running"),
        at=clock["at"],
        day=clock["day"],
        days=clock["days"],
        day_text=clock["day_text"][language],
        phase=clock["phase"],
        running=clock["running"],
        speed=clock["speed"],
        phase_ends_at=ends_at,
        due_at=clock["due_at"],
        standing=clock["standing"],
        slept_s=clock["slept_s"],
        left="" if left is None else figures.duration(left),
        left_real="" if left is None else figures.duration(left // speed),
        next_name=later[0] if later else "",
        track=track,
        halted=halted,
        calls=tuple(calls),
        call_left=figures.duration(max(call_left, 0) // speed) if calls else "",
        practice=clock["practice"],
        sequence=view["sequence"],
    )


def announcement_of(view: LiveView, language: Language) -> AnnouncementBar:
    """The newest announcement from the public snapshot."""
    found = view["announcement"]
    if found is None:
        return AnnouncementBar(number=0, at=0, texts=())
    texts = both_texts({"zh": found["text"]["zh"], "en": found["text"]["en"]}, language)
    return AnnouncementBar(number=found["number"], at=found["at"], texts=texts)


def news_of(
    made: Sequence[Announcement], language: Language, *, most: int
) -> tuple[AnnouncementBar, ...]:
    """The newest announcements, newest first."""
    return tuple(
        AnnouncementBar(
            number=one.number,
            at=one.at,
            texts=both_texts({"zh": one.text_zh, "en": one.text_en}, language),
        )
        for one in made[: -most - 1 : -1]
    )


def both_texts(texts: Mapping[str, str], language: Language) -> tuple[OneText, ...]:
    """The texts that are not empty, by language; that of the page first."""
    order = sorted(texts, key=lambda one: one != language)
    lang = {"zh": "zh-CN", "en": "en"}
    return tuple(OneText(lang=lang[one], text=texts[one]) for one in order if texts[one])


def help_of(
    helped: Helped, seat: str, *, language: Language, here: str, mint: Callable[[], str]
) -> HelpBar:
    """The notes at a seat and its request for help; `here` is the page to come back to.

    `mint` makes an idempotency key.
    """
    asked = helped.asked.get(seat)
    return HelpBar(
        notes=tuple(
            NoteLine(
                number=one.number,
                at=one.at,
                texts=both_texts({"zh": one.text_zh, "en": one.text_en}, language),
                act=one.act,
                key=mint(),
            )
            for one in helped.notes.get(seat, ())
        ),
        asked_at=None if asked is None else asked.at,
        taken=asked is not None and asked.taken_by != "",
        key=mint(),
        here=here,
    )


def standstill(clock: LiveClock) -> Standstill:
    """Why lesson time does not run; "" while it runs."""
    if clock["trouble"]:
        return "stands"
    if clock["over"]:
        return "over"
    if not clock["started"]:
        return "waiting"
    return "" if clock["running"] else "paused"


def bands_of(ranges: Sequence[tuple[str, int, int]]) -> tuple[TraceBand, ...]:
    """Nested ranges (kind, first, last), the widest first, ready to draw."""
    widest_first = ranges[0][1]
    return tuple(
        TraceBand(
            kind=kind,
            first=first,
            last=last,
            quantity=last - first + 1,
            offset=first - widest_first,
        )
        for kind, first, last in ranges
    )


def figures_of(facts: Mapping[str, Any], language: Language) -> tuple[Figure, ...]:
    """Facts that have a label, as lines of figures; a name's suffix is its unit: `_fen`, `_t`."""
    return tuple(
        Figure(name=name, value=_read(name, value, language))
        for name, value in facts.items()
        if name in FACTS and value is not None
    )


def _read(name: str, value: Any, language: Language) -> str:
    if isinstance(value, list):
        return figures.number(len(value))
    if not isinstance(value, int) or isinstance(value, bool):
        return str(value)
    if name in ("at", "closes_at"):
        return figures.moment_text(value)
    if name.endswith("_fen"):
        return figures.money(value, language)
    if name == "price":
        return figures.price(value)
    return figures.tonnes(value) if name in TONNE_FACTS else figures.number(value)


def limit_bar(*, unit: str, used: int, room: int, asked: int) -> LimitBar:
    """The requested quantity beside the possible one; `asked` must exceed `room`."""
    assert asked > room, "the bar shows an excess"
    return LimitBar(
        unit=unit,
        used=used,
        room=room,
        asked=asked,
        limit=used + room,
        over=asked - room,
        total=used + asked,
    )


def refusal_card(
    refusal: Refusal,
    *,
    action: str,
    number: int | None,
    language: Language,
    back: str,
    bar: LimitBar | None = None,
    fix: FixButton | None = None,
    confirm: Confirm | None = None,
) -> RefusalCard:
    """A refusal as pages show it; `action` is the command that was refused."""
    return RefusalCard(
        action=action,
        code=refusal.code,
        number=number,
        text=refusal.text(language),
        would_pass=refusal.would_pass(language),
        rule=refusal.rule,
        figures=figures_of(refusal.worded(language), language),
        bar=bar,
        checks=tuple(
            CheckLine(number=check.number, text=check.zh if language == "zh" else check.en)
            for check in refusal.checks
        ),
        fix=fix,
        confirm=confirm,
        back=back,
    )
