"""How the server is doing, for the console: answers, connections, disk, back-ups. All measured.

Reads the wall clock, and the folder of the back-ups.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from sqlmodel import Session

from ledger import queries as books
from registry.classroom.backups import BACKUPS_FOLDER, newest_copy
from registry.edge.hours import hour_text
from registry.edge.server_state import wall_ms
from registry.web.frame import figures
from registry.web.frame.hub import Hub
from registry.web.frame.visitor import Visitor
from registry.web.trainer.contexts import Health

SLOW_MS, STUCK_MS = 500, 3_000
"""From these ages on the oldest unanswered command is shown as slow, and as stuck."""

SCARCE_MB, FULL_MB = 2_000, 300
"""Below these sizes the free disk is shown as scarce, and as nearly full."""

LATE, MISSING = 2, 6
"""So many intervals after the last back-up, while commands went on, it is late, and missing."""

MB, NS_IN_MS = 1_000_000, 1_000_000
GOOD, WARN, BAD = "good", "warn", "bad"


def health_of(visitor: Visitor, session: Session, hub: Hub) -> Health:
    """The figures of the moment, each with its state."""
    server, live = visitor.server, visitor.live
    unanswered = server.oldest_unanswered_ms(visitor.seated.lesson, now_ns=time.monotonic_ns())
    path = live.current.path
    free = None if path is None else _free_mb(path)
    copy = None if path is None else newest_copy(path, path.parent / BACKUPS_FOLDER)
    began = books.first_wall_ms(session, "lesson.start")
    since = copy.wall_ms if copy is not None else began
    age_s = None if since is None else max(0, wall_ms() - since) // 1000
    backup = backup_state(
        every_s=round(server.settings.backup_minutes * 60),
        age_s=age_s,
        current=copy is not None and copy.number >= live.current.number,
    )
    states = (
        _state(unanswered, SLOW_MS, STUCK_MS),
        GOOD if free is None else _state(-free, -SCARCE_MB, -FULL_MB),
        backup,
    )
    return Health(
        unanswered_ms=unanswered,
        unanswered_state=states[0],
        streams=hub.count(visitor.seated.lesson),
        disk_free="" if free is None else figures.size(free),
        disk_state=states[1],
        backup_file="" if copy is None else copy.name,
        backup_at="" if copy is None else hour_text(copy.wall_ms),
        backup_state=backup,
        worst=max(states, key=(GOOD, WARN, BAD).index),
    )


def backup_state(*, every_s: int, age_s: int | None, current: bool) -> str:
    """Whether the last back-up is what it should be; `current`: nothing was done since.

    `age_s` counts from it, without one from the start of the lesson; None: not begun, none needed.
    """
    if current or age_s is None:
        return GOOD
    if not every_s:
        return WARN
    return _state(age_s, LATE * every_s, MISSING * every_s)


def _state(value: int, warn: int, bad: int) -> str:
    return BAD if value >= bad else WARN if value >= warn else GOOD


def _free_mb(path: Path) -> int | None:
    """Free disk at a lesson's file, in millions of bytes; None where it cannot be read."""
    try:
        return shutil.disk_usage(path.parent).free // MB
    except OSError:
        return None
