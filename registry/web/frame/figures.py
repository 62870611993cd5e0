"""Formats whole numbers as text: tonnes, money, prices, changes, lesson time, hashes."""

from __future__ import annotations

from ledger.kernel.clock import as_datetime

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
UNKNOWN = "\N{EM DASH}"
_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def number(value: int | None) -> str:
    """A whole number with thousands separators and a minus sign (U+2212); `—` for None."""
    return UNKNOWN if value is None else f"{value:,}".replace("-", MINUS)


def tonnes(value: int | None) -> str:
    """`1,200 t`."""
    return UNKNOWN if value is None else f"{number(value)} t"


def yuan(fen: int | None) -> str:
    """Fen as yuan without a unit: `103,740.00`."""
    if fen is None:
        return UNKNOWN
    sign = MINUS if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def money(fen: int | None, language: str) -> str:
    """`103,740.00 元` or `CNY 103,740.00`."""
    if fen is None:
        return UNKNOWN
    return f"{yuan(fen)} 元" if language == "zh" else f"CNY {yuan(fen)}"


def price(ticks: int | None) -> str:
    """Ticks of 0.01 as a price without a unit: `86.40`."""
    return yuan(ticks)


def half_price(twice: int | None) -> str:
    """Half of a sum of two prices, which may be half a tick: `86.425`."""
    if twice is None:
        return UNKNOWN
    return price(twice // 2) + ("5" if twice % 2 else "")


def signed(value: int | None) -> str:
    """A whole number with its sign; zero has none."""
    return number(value) if value is None or value <= 0 else f"+{number(value)}"


def signed_price(ticks: int | None) -> str:
    """A change of price with its sign; zero has none."""
    return price(ticks) if ticks is None or ticks <= 0 else f"+{price(ticks)}"


def percent(basis_points: int | None) -> str:
    """Basis points with a sign: `+1.65 %`."""
    return UNKNOWN if basis_points is None else f"{signed_price(basis_points)} %"


def rate(ppm: int) -> str:
    """Parts per million as a percentage: `0.5 %`, `0.0125 %`."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + " %"


def share(basis_points: int) -> str:
    """Basis points without a sign: `12.34 %`."""
    return f"{price(basis_points)} %"


def percentage(value: float | None) -> str:
    """A measured percentage with two decimals: `12.34 %`; empty for None."""
    return "" if value is None else share(round(value * 100))


def size(megabytes: int) -> str:
    """Millions of bytes: `41.2 GB` from 1 GB on, rounded down, else `120 MB`; in both languages."""
    if megabytes < 1_000:
        return f"{megabytes} MB"
    return f"{number(megabytes // 1_000)}.{megabytes // 100 % 10} GB"


def amount(value: int | None, unit: str, language: str) -> str:
    """Fen or tonnes with their unit."""
    return money(value, language) if unit == "fen" else tonnes(value)


def bare(value: int | None, unit: str) -> str:
    """Fen or tonnes without their unit, for columns whose heading has it."""
    return yuan(value) if unit == "fen" else number(value)


def clock_time(at: int | None) -> str:
    """Lesson time of day: `10:42:18`."""
    return UNKNOWN if at is None else as_datetime(at).strftime("%H:%M:%S")


def clock_minute(at: int) -> str:
    """Lesson time of day without seconds: `10:42`."""
    return as_datetime(at).strftime("%H:%M")


def day_text(at: int, language: str) -> str:
    """`2028-03-16 周四` or `Thu 16 Mar 2028`."""
    when = as_datetime(at)
    weekday = _WEEKDAYS[language][when.weekday()]
    if language == "zh":
        return f"{when:%Y-%m-%d} {weekday}"
    return f"{weekday} {when.day} {when:%b %Y}"


def moment_text(at: int | None) -> str:
    """Date and time of a lesson time: `2028-03-16 10:42:18`."""
    return UNKNOWN if at is None else as_datetime(at).strftime("%Y-%m-%d %H:%M:%S")


def duration(ms: int) -> str:
    """A duration, rounded down to seconds: `47:42` or `1:12:05`."""
    seconds = max(ms, 0) // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def short_hash(digest: str) -> str:
    """The first and last eight digits of a hash: `5e0c a97d … 02b6 f94e`."""
    if len(digest) < 16:
        return digest
    return f"{digest[:4]} {digest[4:8]} … {digest[-8:-4]} {digest[-4:]}"


def share_of(part: int, whole: int) -> str:
    """A part of a whole as a percentage for a drawing, rounded down: `12.34%`."""
    hundredths = part * 10_000 // max(whole, 1)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
