"""Samples of help: the queue, a seat's page of help, helpers' pages, a seat seen from beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.kernel.clock import MINUTE
from registry.web.frame.contexts.shared import Choice, Chrome, Language, Page
from registry.web.frame.contexts.told import BesideBar, HelpBar, NoteLine, OneText
from registry.web.trainer.contexts import (
    ActionLine,
    Health,
    HelperPage,
    Helpers,
    HelperSignInPage,
    QueueLine,
    RosterRow,
    SeatHelpPage,
    Suggestion,
)
from tests.support.pages import NOW, both, chrome, receipt, refusal, trade_page

HINT = {
    "zh": "先试试：买入 CCER。每吨可代替一吨配额。",
    "en": "Try this first: Buy CCER. Each tonne can take the place of one allowance.",
}
LANG = {"zh": "zh-CN", "en": "en"}


def texts(language: Language) -> tuple[OneText, ...]:
    """The hint in both languages, the reader's first."""
    order = ("zh", "en") if language == "zh" else ("en", "zh")
    return tuple(OneText(lang=LANG[one], text=HINT[one]) for one in order)


def health(**changes: Any) -> Health:
    """A server without worries, or with those of `changes`."""
    values: dict[str, Any] = {
        "unanswered_ms": 0, "unanswered_state": "good", "streams": 47, "disk_free": "41.0 GB",
        "disk_state": "good", "backup_file": "belt-road-1-00004102-1f0c9a2b.lesson",
        "backup_at": "2026-03-16 10:41", "backup_state": "good",
        "worst": "good",
    }  # fmt: skip
    return Health(**(values | changes))


def ill() -> Health:
    """Everything is bad."""
    return health(
        unanswered_ms=4_200, unanswered_state="bad", disk_free="120 MB", disk_state="bad",
        backup_file="", backup_at="", backup_state="warn", worst="bad",
    )  # fmt: skip


def queue(rows: tuple[RosterRow, ...], language: Language) -> tuple[QueueLine, ...]:
    """Two who asked, one of them with a helper, and one who is stuck."""
    found, anna = [], both(language, "安娜", "Anna")
    for place, row in enumerate(rows[:3]):
        asked = place < 2
        found.append(
            QueueLine(
                seat=row.seat, name=row.name, role=row.role, person=row.person, asked=asked,
                words=both(language, "为什么不成交？", "Why no trade?") if asked else "",
                waits_s=140 - 100 * place, need=row.need, need_count=row.need_count, task=row.task,
                task_count=row.task_count, taken_by=anna if place == 1 else "",
                mine=False, take_key="k-take" if place == 0 else "",
                close_key="k-close" if asked else "",
            )
        )  # fmt: skip
    return tuple(found)


def of_console(rows: tuple[RosterRow, ...], language: Language) -> dict[str, Any]:
    """What help adds to the trainer's page."""
    anna = both(language, "安娜", "Anna")
    return {
        "queue": queue(rows, language), "health": health(),
        "helpers": Helpers(code="A3D4-5F7H", names=(anna,), key="k-code"),
    }  # fmt: skip


def samples(
    language: Language, rows: tuple[RosterRow, ...], trainer: Chrome
) -> dict[str, tuple[Page, Chrome]]:
    """Every page of help, and pages of a seat with what help adds to their frame."""
    helper = replace(chrome(language, "helper", "helper"), person=both(language, "安娜", "Anna"))
    seat = chrome(language, "participant", "trade")
    notes = (
        NoteLine(number=411, at=NOW, texts=texts(language), act="", key="k-note"),
        NoteLine(number=412, at=NOW, texts=(), act="order.place", key="k-act"),
    )
    bar = HelpBar(notes=notes, asked_at=None, taken=False, key="k-help", here="/trade/CCER")
    beside = BesideBar(
        mode="look", seat="S07", person=both(language, "陈一诺", "Chen Yinuo"),
        other_href="/act/S07/trade/CCER", back_href="/trainer/seats/S07",
    )  # fmt: skip
    page, lines = seat_help(language, rows[0]), queue(rows, language)
    asked = replace(bar, notes=(), asked_at=NOW)
    trade = trade_page(language)
    card = replace(refusal(language), action="", bar=None, figures=(), fix=None, number=None)
    return {
        "seat_help": (page, trainer),
        "seat_help_of_a_helper": (replace(page, act_href="", targets=()), helper),
        "helper": (HelperPage(queue=lines, roster=rows[:5], refusal=None, receipt=None), helper),
        "helper_empty": (HelperPage(queue=(), roster=(), refusal=None, receipt=None), helper),
        "helper_sign_in": (
            HelperSignInPage(key="k-in", code="KX7M4Q2W", name="", refusal=card),
            chrome(language, "guest", "helper"),
        ),
        "trade_hinted": (trade, replace(seat, help=bar)),
        "trade_asked": (trade, replace(seat, help=asked)),
        "trade_help_comes": (trade, replace(seat, help=replace(asked, taken=True))),
        "trade_looked_at": (trade, replace(seat, beside=beside)),
        "trade_acted_for": (trade, replace(seat, beside=replace(beside, mode="act"))),
    }


def seat_help(language: Language, row: RosterRow) -> SeatHelpPage:
    """A project owner who was refused four times the same and asked for help."""
    suggestion = Suggestion(
        text=HINT[language], text_zh=HINT["zh"], text_en=HINT["en"], key="k-hint"
    )
    return SeatHelpPage(
        row=row, waits=queue((row,), language)[0], suggestions=(suggestion,) * 3,
        notes=(texts(language),), hint_key="k-own",
        actions=(
            ActionLine(number=409, at=NOW - MINUTE, name="issuance.request", origin="person",
                       refused=row.last_refused),
            ActionLine(number=402, at=NOW - 2 * MINUTE, name="order.place", origin="trainer",
                       refused=""),
        ),
        look_href="/look/S03/home", act_href="/act/S03/home",
        targets=(Choice(value="S20", label=both(language, "S20 北辰电力", "S20 Beichen Power")),),
        move_key="k-move", back_href="/trainer", refusal=None, receipt=receipt(language),
    )  # fmt: skip
