"""The server's settings: what the person who starts it may choose, and the limits of its edge.

Plain values: it reads no environment, no file and no command line.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

from ledger.files import DATABASE_VERSION

LESSONS_OPEN_MAX = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server process."""

    public_url: str = ""
    """Address that participants type; "" means the address of their request."""

    seat_per_second: int = 20
    seat_burst: int = 60
    """How fast one seat may send commands, and with a limit of their own open queries."""

    guest_per_second: int = 50
    guest_burst: int = 300
    """How fast one address may send open queries without a seat; a whole class can share it."""

    join_per_second: int = 20
    join_burst: int = 600
    """How fast one address may join; a whole class can share it."""

    guess_per_second: int = 1
    guess_burst: int = 30
    """How fast one address may send join codes that no lesson has; right ones do not count."""

    return_per_second: float = 0.1
    return_burst: int = 5
    """How fast one address may send wrong personal codes of one lesson; right ones do not count."""

    lesson_return_per_second: float = 1
    lesson_return_burst: int = 60
    """How fast all addresses together may send wrong personal codes of one lesson."""

    sign_in_per_second: float = 0.2
    sign_in_burst: int = 8
    """How fast one address may send wrong passwords; the right one does not count."""

    backup_minutes: int = 10
    backups_kept: int = 6
    """How often each lesson that has changed is copied (0: never), and how many copies are kept."""

    lessons_open_max: int = LESSONS_OPEN_MAX
    """Lessons that may be open at once; each has a thread, and is backed up and audited."""

    audit_minutes: int = 10
    """How often a lesson with new commands is audited."""

    body_bytes_max: int = 64 * 1024
    """Larger than any form or command of ours."""

    plan_bytes_max: int = 256 * 1024
    """A lesson plan as text, some forty times a shipped one."""

    bundle_bytes_max: int = 2 * 1024 * 1024
    """A bundle for the offset check: 1,000 lots with every field that a rule reads."""

    report_bytes_max: int = 1024 * 1024
    """A file of the tables that a party submits; the reader has the same limit."""

    commands_waiting_max: int = 5_000
    """Commands that may wait for the lesson before new ones are refused."""

    wait_s_max: float = 60.0
    """How long a request may wait for a lesson; it is then answered with the state as it is."""

    note_every_s: float = 10.0
    """How often the hall records how far each lesson is stored; a loss of the last commands within
    this time goes unnoticed."""


def versions() -> dict[str, str]:
    """The versions of Python and of the SQLite that it was built with."""
    return {"python": platform.python_version(), "sqlite": DATABASE_VERSION}
