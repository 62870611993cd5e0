"""Keys of commands by a counter, so that a script that is run twice sends the same keys.

A key is the script's name, the number of its run at this seat, and a counter: `prices.py-1-17`.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

NAME_LONGEST = 40
"""Characters of a script's name in its keys; a key has 80 at most."""

Wish = tuple[str, str, str | None]
"""Join code, name and role of a join."""


def script_name() -> str:
    """The name of the file that runs; "script" where there is none."""
    name = Path(sys.argv[0]).name if sys.argv and sys.argv[0] not in ("-c", "-m", "") else ""
    plain = "".join(letter for letter in name if letter.isascii() and letter.isprintable())
    return plain[:NAME_LONGEST] or "script"


class Keys:
    """The counters of one script: for each seat of a lesson its run and the number of its command.

    Two runs of a script on one lesson never share a key: the first command of a run shows whether
    its key was used before, and then the next run's keys are taken.
    """

    def __init__(self, name: str | None) -> None:
        self.name = script_name() if name is None else name[:NAME_LONGEST]
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}
        self._joins: dict[Wish, str] = {}

    def begins(self, lesson: str, seat: str) -> bool:
        """Whether a seat's next key is the first of a run."""
        return self._counts.get((lesson, seat), (1, 0))[1] == 0

    def next(self, lesson: str, seat: str) -> tuple[str, bool]:
        """The next key of a seat, and whether it is the first of its run."""
        run, last = self._counts.get((lesson, seat), (1, 0))
        self._counts[lesson, seat] = (run, last + 1)
        return f"{self.name}-{run}-{last + 1}", last == 0

    def next_run(self, lesson: str, seat: str) -> None:
        """Begin the next run at a seat, because an earlier one used the first key."""
        run, _ = self._counts[lesson, seat]
        self._counts[lesson, seat] = (run + 1, 0)

    def of_join(self, wish: Wish) -> str:
        """The key of a join, the same until it is answered.

        Whoever knows it gets the seat, so it is drawn by chance and not counted.
        """
        return self._joins.setdefault(wish, secrets.token_urlsafe(24))

    def join_answered(self, wish: Wish) -> None:
        """The next join with this wish is a new one."""
        self._joins.pop(wish, None)
