"""/admin/conduct: concentration of holdings, large holders, and the surveillance list.

An entry of the list is a reason to investigate, not proof of misconduct.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.conduct import PositionLimit
from matching.thresholds import DEFAULTS, THRESHOLDS, Threshold
from registry.market import conduct as watch
from registry.market.conduct import Entry
from registry.market.statistics import statistics
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import Cell, Filters, Listing, Part
from registry.web.admin.log_contexts import AlertRow, ConductPage, HolderRow, Spread, ThresholdRow
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Figure, Language

HOLDERS_SHOWN = 8
COMMANDS_SHOWN = 12
UNITS = {
    "percent": (" %", " %"),
    "tonnes": (" t", " t"),
    "minutes": (" min", " 分钟"),
    "owners": (" seats", " 个席位"),
}
"""The unit after a threshold's figure, in English and in Chinese."""


def _days(a: Auditor) -> tuple[str, ...]:
    return tuple(one.day for one in reversed(statistics(a.session, a.instruments[0])))


def _filters(a: Auditor) -> Filters:
    return {
        "instrument": a.chosen("instrument", a.instruments),
        "day": a.chosen("day", _days(a)),
    }


def _read(a: Auditor, filters: Filters, before: int, limit: int) -> Part[Entry]:
    return Part(
        list(watch.surveillance(a.session, instrument=filters["instrument"], day=filters["day"])), 0
    )


def _cells(a: Auditor, entry: Entry) -> Sequence[Cell]:
    return (
        entry.instrument, entry.day, entry.kind.value, " ".join(entry.modes),
        " ".join(entry.owners), " ".join(f"{n}={v}" for n, v in entry.figures.items()),
        len(entry.trades), " ".join(str(number) for number in entry.commands),
    )  # fmt: skip


CONDUCT = Listing(
    name="conduct",
    filters=_filters,
    read=_read,
    columns=("instrument", "day", "pattern", "modes", "seats", "figures", "trades", "commands"),
    cells=_cells,
)


def conduct(a: Auditor) -> ConductPage:
    """The page with its filters."""
    filters = _filters(a)
    instrument = filters["instrument"]
    found, paging = CONDUCT.shown(a, filters)
    percent = _percent(a, "percent") or DEFAULTS.large_holder_percent
    limit = _percent(a, "limit")
    wanted = (instrument,) if instrument else a.instruments
    return ConductPage(
        **filters,
        percent=percent,
        limit=str(limit or ""),
        instruments=a.instruments,
        days=_days(a),
        spreads=tuple(_spread(a, code, percent=percent, limit=limit) for code in wanted),
        alerts=tuple(_alert(a, entry) for entry in found),
        csv_href=paging.csv_href,
        thresholds=tuple(_threshold(one, a.language) for one in THRESHOLDS.values()),
    )


def _percent(a: Auditor, name: str) -> int:
    """A percentage from the address, 1 to 100; 0 without one."""
    given = a.number(name)
    return given if 1 <= given <= 100 else 0


def _spread(a: Auditor, code: str, *, percent: int, limit: int) -> Spread:
    found = watch.concentration(a.session, code, top=HOLDERS_SHOWN)
    large = {one.owner for one in watch.large_holders(a.session, code, percent=percent)}
    most = PositionLimit(percent=limit) if limit else watch.limit_of(a.session, code)
    rows, limit_t = [], None
    for one in found.top:
        held = None
        if most is not None:
            held = watch.position(a.session, seat=one.owner, instrument=code, limit=most)
            limit_t = held.most_t
        rows.append(
            HolderRow(
                seat=one.owner,
                name=a.names.seat(one.owner),
                quantity=one.quantity_t,
                share=figures.share(one.share_bp),
                large=one.owner in large,
                buying=held.buying_t if held else None,
                room=held.room_t if held else None,
            )
        )
    return Spread(
        instrument=code,
        total=found.total_t,
        holders=found.holders,
        hhi=found.hhi_points,
        limit=limit_t,
        rows=tuple(rows),
    )


def _alert(a: Auditor, entry: Entry) -> AlertRow:
    return AlertRow(
        instrument=entry.instrument,
        day=entry.day,
        kind=entry.kind.value,
        modes=entry.modes,
        owners=tuple((owner, a.names.seat(owner)) for owner in entry.owners),
        figures=tuple(
            Figure(name=name, value=_figure(name, value, a.language))
            for name, value in entry.figures.items()
        ),
        trades=len(entry.trades),
        commands=entry.commands[:COMMANDS_SHOWN],
        more_commands=max(0, len(entry.commands) - COMMANDS_SHOWN),
    )


def _figure(name: str, value: int, language: Language) -> str:
    """A figure with the unit that follows from its name."""
    if name.endswith("_fen"):
        return figures.money(value, language)
    if name.endswith("_bp"):
        return figures.share(value)
    return figures.duration(value) if name.endswith("_ms") else figures.tonnes(value)


def _threshold(one: Threshold, language: Language) -> ThresholdRow:
    unit = UNITS[one.unit][language == "zh"]
    text = one.zh if language == "zh" else one.en
    return ThresholdRow(text=text, value=f"{one.value}{unit}", status=one.status)
