"""Words of the projector's page, each in both languages at once: its lines can show both.

English source strings; the catalogs translate them with the table's name as context.
"""

from __future__ import annotations

from registry.web.frame.render import word
from registry.web.projector.contexts import Both

PROJECTOR = {
    "projector": "Projector",
    "brand": "Tanlu",
    "training": "For training, not for predicting prices.",
    "welcome": "The road of a tonne begins with you",
    "only_a_name": "Join with your phone. No account, no internet, only a name.",
    "step_network": "Connect to the classroom's network",
    "step_scan": "Scan the code, or type the address and the join code",
    "step_name": "Write your name and take a seat; coming late is fine",
    "scan": "Scan to join",
    "or_open": "or open",
    "people": "people seated",
    "seats_taken": "seats taken",
    "of_seats": "of {total} seats",
    "bots": "bots play the rest",
    "opens": "opens {time}",
    "day": "Day {day} / {days}",
    "before": "Before day 1",
    "stands_still": "Time stands",
    "paused": "Paused",
    "waiting": "Not started",
    "stands": "On hold",
    "over": "Finished",
    "ended": "Closed",
    "practice": "Practice: nothing of it stays",
    "lost": "Reconnecting; age of the picture:",
    "real": "real",
    "halted": "halted",
    "call_now": "call auction",
    "all_halted": "Halted",
    "all_called": "Call auction",
    "to_trades": "to the auction",
    "today": "today {volume} t",
    "per_tonne": "CNY/t",
    "previous": "prev. close",
    "reference": "reference",
    "day_mark": "Day {day}",
    "today_mark": "Day {day} (today)",
    "last_trades": "Last trades",
    "no_trades": "No trade yet",
    "until_traded": "reference, nothing has traded yet",
    "announcement": "Announcement",
    "road": "The road of a tonne",
    "road_left": "left: projects and tonnes still on the road (≈ not issued yet)",
    "road_right": "right: issued tonnes, with serial numbers",
    "both_agree": "both must agree",
    "docket_none": "Nothing waits before both governments.",
    "docket_more": "{count} more",
    "yes": "consents",
    "not_yet": "not yet",
    "projects": "projects",
    "items": "items",
    "project": "project",
    "item": "item",
    "chart": "{instrument}: last {last}, {change} against the reference",
    "keys": "Keys",
    "keys_here": "Keys of this page: ?",
    "key_lobby": "Join code in large, and back to the market",
    "key_instrument": "Instrument before, instrument after",
    "key_turn": "Turn through the instruments, every 20 s",
    "key_language": "Chinese, English, both, or one after the other",
    "key_theme": "Light or dark",
    "key_reveal": "Debrief, step by step",
    "key_keys": "This list, and back",
}
STAGES = {
    "registered": "Registered",
    "monitored": "Monitored",
    "committee": "Committee",
    "issued": "Issued",
    "levied": "Levies of these",
    "authorised": "Authorised",
    "transferred": "Transferred",
    "used": "Used, cancelled",
}
TABLES = {"projector": PROJECTOR, "stages": STAGES}

IN_SCRIPT = (
    "day", "before", "stands_still", "halted", "call_now", "all_halted", "all_called", "to_trades",
    "today", "previous",
    "reference", "day_mark", "today_mark", "chart",
)  # fmt: skip
"""Words that the page's script fills in by itself."""


def both(code: str, table: str = "projector", **values: object) -> Both:
    """A word in both languages, with the values in its places."""
    zh, en = (word(code, table, language) for language in ("zh", "en"))
    return Both(zh=zh.format(**values), en=en.format(**values)) if values else Both(zh=zh, en=en)
