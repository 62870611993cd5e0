"""Annual information and authorisations of use are what their commands in the log made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from registry.classroom.logged import Accepted, Row, accepted, compare
from registry.programme.authorisation.models import Authorisation
from registry.programme.participants.models import Participant
from registry.programme.reports.commands import digest
from registry.programme.reports.models import ReportState
from registry.programme.reports.statements import table_5
from registry.programme.reports.stored import dump_rows

_DRAFTS = ("report.draft", "report.revise")
_GIVEN = (*_DRAFTS, "report.correct", "report.validate", "report.submit", "report.check")


def reports_are_their_commands(session: Session) -> Iterator[str]:
    """A version of a submission, its corrections and findings are those of its commands, and its
    tables are those that the commands answered.
    """
    connection = session.connection()
    made: dict[int, dict[str, Any]] = {}
    corrections: dict[int, Row] = {}
    findings: dict[int, Row] = {}
    digests: dict[int, dict[str, str]] = {}
    for one in accepted(connection, *_GIVEN):
        if one.name == "report.check":
            _checked(one, made, findings)
            continue
        number = one.answer["report"]
        report = made.setdefault(number, _begun(one, made))
        if one.name == "report.submit":
            _superseded(report, made)
            report |= {"submitted_by": one.seat, "submitted_at": one.at}
            digests[number]["content"] = one.answer["digest"]
        elif one.name in _DRAFTS:
            report |= {
                "drafted_by": one.seat, "drafted_at": one.at, "drafting": report["drafting"] + 1,
            }  # fmt: skip
            digests[number] = {"drafted": one.answer["digest"], "content": digest("")}
        elif one.name == "report.correct":
            corrections[len(corrections) + 1] = {
                "report": number, "drafting": report["drafting"], "part": one.arguments["part"],
                "row": one.arguments["row"], "field": one.arguments["field"],
                "value": one.arguments["value"], "remark": one.arguments["remark"].strip(),
                "seat": one.seat, "at": one.at,
            }  # fmt: skip
        report["state"] = one.answer["state"]
    yield from compare(connection, "party_report", made)
    yield from compare(connection, "report_correction", corrections)
    yield from compare(connection, "report_finding", findings)
    for row in connection.execute(text("SELECT id, drafted, content FROM party_report")):
        for column, expected in digests.get(row.id, {}).items():
            if digest(getattr(row, column)) != expected:
                yield f"party_report {row.id}: {column} is not what its command answered"


def _begun(one: Accepted, made: dict[int, dict[str, Any]]) -> dict[str, Any]:
    answer = one.answer
    return {
        "party": answer["party"],
        "year": answer["year"],
        "version": int(answer["version"].partition(".")[2]) + 1,
        "drafting": 0,
        "submitted_by": "",
        "submitted_at": None,
        "checked_at": None,
    }


def _superseded(report: dict[str, Any], made: dict[int, dict[str, Any]]) -> None:
    """The version before this one, which was submitted, is superseded."""
    for other in made.values():
        same = (other["party"], other["year"]) == (report["party"], report["year"])
        if same and other["version"] < report["version"]:
            other["state"] = str(ReportState.SUPERSEDED)


def _checked(one: Accepted, made: dict[int, dict[str, Any]], findings: dict[int, Row]) -> None:
    wrong = {found["report"] for found in one.answer["findings"]}
    for number in one.answer["checked"]:
        state = ReportState.INCONSISTENT if number in wrong else ReportState.CONSISTENT
        made[number] |= {"state": str(state), "checked_at": one.at}
    for found in one.answer["findings"]:
        findings[len(findings) + 1] = {**found, "at": one.at}


def frozen_years_are_their_commands(session: Session) -> Iterator[str]:
    """A year is frozen by its command, and its entities are those of the registers."""
    connection = session.connection()
    made: dict[int, Row] = {}
    for one in accepted(connection, "report.freeze"):
        for party in one.answer["frozen"]:
            made[len(made) + 1] = {"party": party, "year": one.arguments["year"], "at": one.at}
    yield from compare(connection, "year_freeze", made)
    for party, year, entities in connection.execute(
        text("SELECT party, year, entities FROM year_freeze")
    ):
        if dump_rows(table_5(session, party, year)) != entities:
            yield f"year_freeze of {party} {year}: the entities are not those of the registers"


def uses_are_authorised_by_their_commands(session: Session) -> Iterator[str]:
    """An authorisation of use is of the giver's party, and has the entities that were answered."""
    connection = session.connection()
    made: dict[int, Row] = {}
    for one in accepted(connection, "authorisation.authorise_use"):
        giver = session.get(Participant, one.seat)
        code = one.arguments["authorisation"]
        if giver is None or session.get(Authorisation, code) is None:
            yield f"command {one.number}: {one.seat} or {code} is not there"
            continue
        made[len(made) + 1] = {
            "party": giver.country, "authorisation": code, "version": one.answer["version"],
            "entities": "+".join(one.answer["entities"]), "seat": one.seat, "at": one.at,
        }  # fmt: skip
    yield from compare(connection, "use_authorisation", made)
