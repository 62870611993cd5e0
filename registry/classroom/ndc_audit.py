"""NDC accounts, targets and reports are what the plan and the accepted commands made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from registry.classroom.logged import Accepted, Row, accepted, compare
from registry.programme.ndc.queries import TEXTS
from registry.programme.ndc.rounds import FIRST

_STEPS = (
    "choose_method", "report_inventory", "publish_year", "draft_report", "submit_report",
    "renew_report", "take_up", "conclude", "raise_target", "stocktake", "transfer_indicator",
    "use_indicator", "close", "end",
)  # fmt: skip

_Rows = dict[int, dict[str, Any]]


class _Made:
    """What the plan and the commands of a log made of NDC accounts, one after another."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        seated = connection.execute(text("SELECT seat, country FROM participant"))
        self.countries = {row.seat: row.country for row in seated}
        found = text("SELECT id, party, first_year, last_year FROM ndc_period")
        self.years: dict[tuple[str, int], int] = {
            (row.party, year): row.id
            for row in connection.execute(found)
            for year in range(row.first_year, row.last_year + 1)
        }
        self.periods: _Rows = {}
        self.rounds: _Rows = {}
        self.levels: _Rows = {}
        self.inventories: _Rows = {}
        self.published: _Rows = {}
        self.reports: _Rows = {}
        self.indicators: _Rows = {}
        (first,) = accepted(connection, "lesson.create")
        self._begin(first)
        for one in accepted(connection, *(f"ndc.{step}" for step in _STEPS)):
            step: Callable[[Accepted], None] = getattr(self, f"_{one.name.removeprefix('ndc.')}")
            step(one)

    def tables(self) -> dict[str, _Rows]:
        """Table -> its rows by key."""
        return {
            "ndc_period": self.periods, "ndc_round": self.rounds, "ndc_level": self.levels,
            "ndc_inventory": self.inventories, "ndc_year": self.published,
            "initial_report": self.reports, "indicator_entry": self.indicators,
        }  # fmt: skip

    def _begin(self, first: Accepted) -> None:
        plan = first.arguments["plan"]
        if not plan.get("ndc"):
            return
        self._round("First targets", "首次目标", held_at=first.at)
        for number, part in enumerate(plan["ndc"], start=1):
            self.periods[number] = {
                "method": part.get("method"), "locked_at": None, "closed_at": None,
            }  # fmt: skip
            for year, level_t in sorted((int(y), t) for y, t in part.get("levels_t", {}).items()):
                self._level(FIRST, number, year, level_t)
        for held in plan.get("stocktakes", ()):
            number = self._round(held["title_en"], held["title_zh"], held_at=None)
            targets = {
                (self.years[one["party"], one["year"]], one["year"]): one["level_t"]
                for one in held["targets"]
            }
            for (period, year), level_t in sorted(targets.items()):
                self._level(number, period, year, level_t)

    def _round(self, title_en: str, title_zh: str, *, held_at: int | None, seat: str = "") -> int:
        number = len(self.rounds) + 1
        self.rounds[number] = {
            "title_en": title_en, "title_zh": title_zh, "seat": seat, "held_at": held_at,
        }  # fmt: skip
        return number

    def _level(self, round: int, period: int, year: int, level_t: int) -> None:
        self.levels[len(self.levels) + 1] = {
            "round": round, "period": period, "year": year, "level_t": level_t,
        }  # fmt: skip

    def _own(self, one: Accepted, year: int) -> int:
        return self.years[self.countries[one.seat], year]

    def _choose_method(self, one: Accepted) -> None:
        period = self._own(one, one.arguments["year"])
        self.periods[period]["method"] = one.arguments["method"]

    def _report_inventory(self, one: Accepted) -> None:
        party = one.answer["party"]
        for year, tonnes in zip(one.answer["years"], one.answer["emissions_t"], strict=True):
            before = [
                row for row in self.inventories.values() if (row["party"], row["year"]) ==
                (party, year)
            ]  # fmt: skip
            self.inventories[len(self.inventories) + 1] = {
                "party": party, "year": year, "version": len(before) + 1, "emissions_t": tonnes,
                "seat": one.seat, "at": one.at,
            }  # fmt: skip

    def _publish_year(self, one: Accepted) -> None:
        kept = {name: value for name, value in one.answer.items() if name != "party"}
        self.published[len(self.published) + 1] = {
            "period": self._own(one, one.arguments["year"]), "seat": one.seat, "at": one.at, **kept,
        }  # fmt: skip

    def _draft_report(self, one: Accepted) -> None:
        number, given = one.answer["report"], one.arguments
        texts = {name: given[name].strip() for name in TEXTS if given.get(name) is not None}
        period = self._own(one, given["year"])
        row = self.reports.setdefault(number, self._blank(period, one.answer["version"]))
        row |= texts | {"drafted_by": one.seat}

    @staticmethod
    def _blank(period: int, version: int) -> dict[str, Any]:
        return dict.fromkeys(TEXTS, "") | {
            "period": period, "version": version, "state": "draft", "method": "", "target_t": 0,
            "inventory_year": 0, "inventory_t": 0, "submitted_by": "", "submitted_at": None,
            "ends_at": None,
            "finding": None, "found": "", "reviewed_by": "", "reviewed_at": None,
        }  # fmt: skip

    def _submit_report(self, one: Accepted) -> None:
        row = self.reports[one.arguments["report"]]
        kept = ("state", "method", "target_t", "inventory_year", "inventory_t", "ends_at")
        row |= {name: one.answer[name] for name in kept}
        row |= {"submitted_by": one.seat, "submitted_at": one.at}
        if self.periods[row["period"]]["locked_at"] is None:
            self.periods[row["period"]]["locked_at"] = one.at

    def _take_up(self, one: Accepted) -> None:
        row = self.reports[one.arguments["report"]]
        row |= {name: one.answer[name] for name in ("state", "ends_at")}

    def _conclude(self, one: Accepted) -> None:
        row = self.reports[one.arguments["report"]]
        row |= {name: one.answer[name] for name in ("state", "finding", "found")}
        row |= {"reviewed_by": one.seat, "reviewed_at": one.at, "ends_at": None}

    def _renew_report(self, one: Accepted) -> None:
        before = self.reports[one.arguments["report"]]
        before["state"] = "updated"
        texts = {name: before[name] for name in TEXTS}
        blank = self._blank(before["period"], before["version"] + 1)
        self.reports[one.answer["report"]] = blank | texts | {"drafted_by": one.seat}

    def _raise_target(self, one: Accepted) -> None:
        asked = one.arguments
        title = asked["reason"].strip()
        number = self._round(title, title, held_at=one.at, seat=one.seat)
        period = self.years[asked["party"], asked["year"]]
        self._level(number, period, asked["year"], asked["level_t"])

    def _stocktake(self, one: Accepted) -> None:
        self.rounds[one.arguments["round"]]["held_at"] = one.at

    def _transfer_indicator(self, one: Accepted) -> None:
        asked = one.arguments
        self.indicators[one.answer["entry"]] = {
            "party": self.countries[one.seat], "kind": one.answer["kind"],
            "metric": asked["metric"], "year": asked["year"], "quantity": asked["quantity"],
            "other": asked["party"], "seat": one.seat, "at": one.at,
        }  # fmt: skip

    _use_indicator = _transfer_indicator

    def _close(self, one: Accepted) -> None:
        self.periods[one.answer["period"]]["closed_at"] = one.at

    _end = _close


def ndc_accounts_are_their_commands(session: Session) -> Iterator[str]:
    """Targets, inventories, annual information, initial reports and entries in other metrics are
    what the plan and the commands of governments, clock and trainer made of them.
    """
    connection = session.connection()
    made: dict[str, _Rows] = _Made(session).tables()
    for table, rows in made.items():
        found: dict[int, Row] = dict(rows)
        yield from compare(connection, table, found)
