"""The line of each key of a TOML text, for reporting mistakes. Values are not interpreted.

Follows the grammar of keys, tables, strings, arrays and inline tables, without recursion. Invalid
TOML is read as far as possible; nothing is raised.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Place = tuple[int | str, ...]
"""A key's path: names of tables and keys, places in arrays."""

LONGEST = 64
"""Steps of a path that are distinguished; deeper keys have the line of the last of them."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_LINE = re.compile(r"[^\n]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?'
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
"""A string of one of the four kinds; up to two quotes may stand before the three that end one."""


class Lines:
    """Line numbers of the keys and tables of one text; lines end with a line feed, as TOML's do.

    `deepest` and `longest` are line and place of the most nested bracket and the longest number.
    """

    def __init__(self, written: str) -> None:
        self._text, self._here = written, 0
        self._breaks = [found.start() for found in re.finditer("\n", written)]
        self._at: dict[Place, int] = {}
        self._implied: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        self._depth = self._digits = 0
        self.deepest: tuple[int, Place] = (1, ())
        self.longest: tuple[int, Place] = (1, ())
        self._document()

    def of(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it."""
        while place:
            line = self._at.get(place) or self._implied.get(place)
            if line is not None:
                return line
            place = place[:-1]
        return 1

    def last_up_to(self, line: int) -> Place:
        """The last key or table that begins on a line or before it; none: ()."""
        found: Place = ()
        for place, at in self._at.items():
            if at <= line and at >= self.of(found):
                found = place
        return found

    # --- reading -------------------------------------------------------------------------------

    def _document(self) -> None:
        table: Place = ()
        while True:
            self._skip(_BLANK)
            before = self._here
            if before >= len(self._text):
                return
            if self._next("["):
                table = self._header()
            elif (place := self._key(table)) is not None:
                self._value(place)
            self._skip(_LINE)
            self._here = max(self._here, before + 1)

    def _header(self) -> Place:
        """`[a.b]`, or `[[a.b]]` for one more table of an array."""
        line = self._line()
        many = self._next("[")
        place: Place = ()
        names = self._names()
        for number, step in enumerate(names, start=1):
            place = (*place, step)
            self._implied.setdefault(place, line)
            last = number == len(names)
            if last and many:
                self._counts[place] = self._counts.get(place, -1) + 1
            elif last:
                self._at.setdefault(place, line)
            if place in self._counts and (many or not last):
                place = (*place, self._counts[place])
                self._implied.setdefault(place, line)
        if many and names:
            self._at.setdefault(place, line)
        self._skip(_SPACE)
        while self._next("]"):
            pass
        return place

    def _key(self, table: Place) -> Place | None:
        """`a.b =` inside a table: its place; None if no value follows."""
        self._skip(_SPACE)
        line = self._line()
        names = self._names()
        if not names:
            return None
        place = (*table, *names)[:LONGEST]
        for length in range(len(table) + 1, len(place)):
            self._implied.setdefault(place[:length], line)
        self._at.setdefault(place, line)
        self._skip(_SPACE)
        return place if self._next("=") else None

    def _names(self) -> list[str]:
        """The names of a key, bare or quoted, with dots between them."""
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            quoted = self._match(_STRING)
            bare = "" if quoted else self._match(_BARE)
            if not quoted and not bare:
                return names
            if len(names) < LONGEST:
                names.append(_read(quoted) if quoted else bare)
            self._skip(_SPACE)
            if not self._next("."):
                return names

    def _value(self, place: Place) -> None:
        """A value with everything in it; `around` are the brackets that are open, inmost last."""
        around: list[tuple[Place, int | None]] = []
        wanted: Place | None = place
        while wanted is not None:
            self._skip(_BLANK if around else _SPACE)
            opened = True
            if self._next("["):
                around.append((wanted, -1))
            elif self._next("{"):
                around.append((wanted, None))
            else:
                opened = False
                self._plain_value(wanted)
            if len(around) > self._depth:
                self._depth, self.deepest = len(around), (self._line(), around[-1][0])
            wanted = self._following(around, opened=opened)

    def _plain_value(self, place: Place) -> None:
        if self._match(_STRING):
            return
        digits = len(self._match(_SCALAR))
        if digits > self._digits:
            self._digits, self.longest = digits, (self.of(place), place)

    def _following(self, around: list[tuple[Place, int | None]], *, opened: bool) -> Place | None:
        """The place of the next value, which follows a comma or a bracket just `opened`; None at
        the end of all brackets, or where there is no such value.
        """
        while around:
            place, index = around[-1]
            self._skip(_BLANK)
            comma = self._next(",")
            self._skip(_BLANK)
            if self._next("}" if index is None else "]"):
                around.pop()
                opened = False
                continue
            if self._here >= len(self._text) or not (comma or opened):
                return None
            if index is None:
                return self._key(place)
            around[-1] = (place, index + 1)
            inner = (*place, index + 1)[:LONGEST]
            self._at.setdefault(inner, self._line())
            return inner
        return None

    # --- the text ------------------------------------------------------------------------------

    def _line(self) -> int:
        return bisect_left(self._breaks, self._here) + 1

    def _skip(self, what: re.Pattern[str]) -> None:
        self._match(what)

    def _match(self, what: re.Pattern[str]) -> str:
        found = what.match(self._text, self._here)
        if found is None:
            return ""
        self._here = found.end()
        return found[0]

    def _next(self, sign: str) -> bool:
        """Whether this sign comes next; if so, skip it."""
        if not self._text.startswith(sign, self._here):
            return False
        self._here += len(sign)
        return True


def _read(quoted: str) -> str:
    """The text of a quoted key, its escapes read."""
    try:
        return str(next(iter(tomllib.loads(f"{quoted} = 0"))))
    except tomllib.TOMLDecodeError:
        return quoted[1:-1]
