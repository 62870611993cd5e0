"""Sample levels of a lesson: what is open, what is locked, and what opens it."""

from __future__ import annotations

from registry.web.frame.contexts.levels import LevelLine, LevelLock
from registry.web.frame.contexts.shared import Language

TITLES = {
    "zh": ("一个品种，限价委托", "全部品种与委托类型", "抵销与转让"),
    "en": ("One instrument, limit orders", "All instruments and orders", "Offsets and transfers"),
}


def lock(language: Language, level: int = 2) -> LevelLock:
    """The lock of a later level, in a room at level 1."""
    return LevelLock(level=level, title=TITLES[language][level - 1], reached=1)


def lines(language: Language, reached: int = 1) -> tuple[LevelLine, ...]:
    """Three levels."""
    opens = (
        (("CCER",), (), False),
        (("BRC-CN", "BRC-TH"), ("retirement.retire",), True),
        ((), ("offset.submit", "transfer.request"), False),
    )
    return tuple(
        LevelLine(
            level=number,
            title=title,
            state="now" if number == reached else "done" if number < reached else "later",
            instruments=instruments,
            commands=commands,
            special_orders=special,
        )
        for number, (title, (instruments, commands, special)) in enumerate(
            zip(TITLES[language], opens, strict=True), 1
        )
    )
