"""The rows of monitoring are what the accepted commands of the log made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from registry.classroom.logged import Accepted, accepted, compare
from registry.programme.monitoring.models import MonitoringState

_STEPS = (
    "monitoring.open", "monitoring.read", "monitoring.report", "verification.sample",
    "verification.conclude", "verification.state",
)  # fmt: skip
_OUTSIDE = (MonitoringState.REQUESTED, MonitoringState.ENDED)
"""States to which an issuance or a deregistration has moved a period."""


class _Made:
    """The rows that the commands of monitoring made, by table and key."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[int, dict[str, Any]]] = {
            name: {}
            for name in (
                "monitoring", "meter_reading", "monitoring_report", "reported_figure",
                "verification_sample", "verification", "verification_finding", "verified_vintage",
            )
        }  # fmt: skip
        self.periods: dict[tuple[str, int], int] = {}
        self.newest: dict[int, int] = {}

    def take(self, one: Accepted) -> None:
        """Take an accepted command."""
        steps = {
            "monitoring.open": self._open,
            "monitoring.read": self._read,
            "monitoring.report": self._report,
            "verification.sample": self._sample,
            "verification.conclude": self._conclude,
            "verification.state": self._state,
        }
        steps[one.name](one)

    def _add(self, table: str, row: dict[str, Any]) -> int:
        number = len(self.tables[table]) + 1
        self.tables[table][number] = row
        return number

    def _of(self, one: Accepted) -> dict[str, Any]:
        number = self.periods[one.arguments["project"], one.arguments["period"]]
        return self.tables["monitoring"][number]

    def _open(self, one: Accepted) -> None:
        asked = one.arguments
        number = self._add(
            "monitoring",
            {
                "project": asked["project"], "period": asked["period"],
                "gap": asked.get("gap", "").strip(), "state": one.answer["state"], "version": 0,
                "verifier": "", "partner_statement": None, "host_statement": None,
                "opened_by": one.seat, "opened_at": one.at,
            },
        )  # fmt: skip
        self.periods[asked["project"], asked["period"]] = number

    def _read(self, one: Accepted) -> None:
        for month in one.answer["months"]:
            row = {"monitoring": one.answer["monitoring"], "month": month, "read_at": one.at}
            self._add("meter_reading", row)

    def _report(self, one: Accepted) -> None:
        asked, answer = one.arguments, one.answer
        number = self.periods[asked["project"], asked["period"]]
        self._of(one).update(
            state=answer["state"], version=answer["version"], verifier=asked["verifier"],
            partner_statement=None, host_statement=None,
        )  # fmt: skip
        report = self._add(
            "monitoring_report",
            {
                "monitoring": number, "version": answer["version"], "verifier": asked["verifier"],
                "document": answer["document"], "digest": answer["digest"],
                "reported_by": one.seat, "reported_at": one.at,
                "public_until": answer.get("public_until"),
            },
        )  # fmt: skip
        self.newest[number] = report
        for part in sorted(figure["part"] for figure in asked["figures"]):
            self._add("reported_figure", {"report": report, "part": part})

    def _sample(self, one: Accepted) -> None:
        answer = one.answer
        self._add(
            "verification_sample",
            {
                "report": answer["report"], "part": answer["part"],
                "measured_mwh": answer["measured_mwh"],
                "uncertainty_mwh": answer["uncertainty_mwh"], "sampled_by": one.seat,
                "sampled_at": one.at,
            },
        )  # fmt: skip

    def _conclude(self, one: Accepted) -> None:
        asked, answer = one.arguments, one.answer
        self._of(one).update(state=answer["state"])
        number = self._add(
            "verification",
            {
                "report": self.newest[self.periods[asked["project"], asked["period"]]],
                "positive": int(asked["positive"]), "note": asked.get("note", "").strip(),
                "concluded_by": one.seat, "concluded_at": one.at,
            },
        )  # fmt: skip
        for finding in answer["findings"]:
            row = finding | {"verification": number, "material": int(finding["material"])}
            self._add("verification_finding", row)
        for vintage in answer["vintages"]:
            self._add("verified_vintage", vintage | {"verification": number})

    def _state(self, one: Accepted) -> None:
        said = "positive" if one.arguments["positive"] else "negative"
        column = f"{one.answer['side']}_statement"
        self._of(one).update({"state": one.answer["state"], column: said})


def monitoring_is_its_commands(session: Session) -> Iterator[str]:
    """Reports, samples, verifications and statements are those that were commanded."""
    connection = session.connection()
    made = _Made()
    for one in accepted(connection, *_STEPS):
        made.take(one)
    # A request for issuance and a deregistration move a period too; their own audits follow them.
    found = connection.execute(text("SELECT id, state FROM monitoring"))
    for number, state in found:
        if state in _OUTSIDE and number in made.tables["monitoring"]:
            made.tables["monitoring"][number]["state"] = state
    for table, rows in made.tables.items():
        yield from compare(connection, table, rows)
    yield from _monitored(session)


def _monitored(session: Session) -> Iterator[str]:
    """Projects that are monitored by other figures than the lesson began with."""
    connection = session.connection()
    (first,) = accepted(connection, "lesson.create")
    plan, cycles = first.arguments["plan"], first.arguments.get("cycles", {})
    part, due = plan.get("monitoring"), {}
    for project in plan["projects"] if part else ():
        if project["owner"].startswith("market_maker:"):
            continue
        shared = project.get("partner") is not None
        facts: dict[str, Any] = cycles["jcm" if shared else "ccer"]
        due[project["id"]] = {
            "samples": part["samples"], "spread_percent": str(part["spread_percent"]),
            "uncertainty_percent": str(part["uncertainty_percent"]),
            "materiality_percent": facts["materiality_percent"],
            "verifier_differs": int(facts["verifier_differs"]),
            "statements": int(part.get("statements", False) and shared),
            "look_back_years": facts["lookback_years"],
        }  # fmt: skip
    yield from compare(connection, "monitored_project", due, key="project")
