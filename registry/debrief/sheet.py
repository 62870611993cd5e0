"""The results of a lesson's seats as CSV: one row each, the columns of `COLUMNS` in their order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from registry.debrief.seats import SeatDebrief

COLUMNS = {
    "seat": "the seat",
    "role": "its role",
    "driver": "who plays it: person, bot, or away (a person's that a bot minds)",
    "name_en": "its organisation in English",
    "name_zh": "its organisation in Chinese",
    "aim": "its main aim, a code",
    "aim_unit": "unit of the next two: t, fen or tasks",
    "aim_target": "what was to be reached; empty: the plan sets none",
    "aim_reached": "what was reached",
    "aim_met": "yes, no, or empty: the books cannot show it",
    "aim_reason": "why there is no verdict, a code; else empty",
    "began_fen": "cash at the beginning",
    "began_t": "tonnes at the beginning",
    "cash_fen": "cash now, blocked cash too",
    "units_t": "tonnes now, blocked ones too",
    "units_fen": "their value at the last prices in the book",
    "value_fen": "cash and that value",
    "change_fen": "the same less the cash at the beginning",
    "trades": "number of trades of every kind",
    "bought_t": "tonnes bought",
    "bought_fen": "paid for them, before fees",
    "average_buy_fen": "the same a tonne, rounded; empty: none bought",
    "sold_t": "tonnes sold",
    "sold_fen": "received for them, before fees",
    "average_sell_fen": "the same a tonne, rounded; empty: none sold",
    "fees_fen": "fees of the venues",
    "realised_fen": "gain on sold tonnes, first in first out, before fees",
    "unrealised_fen": "gain on bought tonnes that are left, at the last prices",
    "surplus_fen": "worth of the tonnes by the seat's own values less payments; empty: no values",
    "refused": "refused requests",
    "best_gain_fen": "what its best decision brought; empty: none brought anything",
    "worst_gain_fen": "what its dearest decision cost, below zero; empty: none cost anything",
}
"""Each column with its meaning. A released column keeps both; new ones come last."""

_MET = {True: "yes", False: "no", None: ""}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(seats: Iterable[SeatDebrief]) -> str:
    """The CSV text: UTF-8 with a mark, as spreadsheets expect it, lines ended by CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in seats:
        writer.writerow([_cell(value) for value in _row(one)])
    return "\ufeff" + out.getvalue()


def _row(one: SeatDebrief) -> list[str | int | None]:
    main = one.aims[0]
    bought_t = sum(unit.bought_t for unit in one.by_unit)
    bought_fen = sum(unit.bought_fen for unit in one.by_unit)
    sold_t = sum(unit.sold_t for unit in one.by_unit)
    sold_fen = sum(unit.sold_fen for unit in one.by_unit)
    return [
        one.seat, one.role.value, one.driver.value, one.name_en, one.name_zh,
        main.kind, main.unit, main.target, main.reached, _MET[main.met], main.reason,
        one.began_fen, one.began_t, one.cash_fen,
        sum(unit.free_t + unit.blocked_t for unit in one.units), one.units_fen, one.value_fen,
        one.change_fen, one.trades, bought_t, bought_fen, _average(bought_fen, bought_t),
        sold_t, sold_fen, _average(sold_fen, sold_t), one.fees_fen,
        one.gains.realised_fen, one.gains.unrealised_fen, one.surplus_fen, one.refused,
        one.best[0].gain_fen if one.best else None, one.worst[0].gain_fen if one.worst else None,
    ]  # fmt: skip


def _average(fen: int, tonnes: int) -> int | None:
    return (2 * fen + tonnes) // (2 * tonnes) if tonnes else None


def _cell(value: str | int | None) -> str | int:
    """A cell; a text that a spreadsheet would compute is quoted by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
