"""The papers of a request: what its owner states, and what the register has in their place.

An owner who states nothing submits the register's own figures. A paper that differs is no bad
input: members are there to find it. What is issued is always what the register computes (check
5053); a paper changes nothing but what was decided on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlmodel import Session

from ledger.kernel.quantity import exact
from ledger.kernel.text import is_readable
from registry.command import Arguments, Text, Tonnes
from registry.programme.agreements import queries as agreements
from registry.programme.committee.kinds import Fault, Paper
from registry.programme.issuance.errors import PaperMalformed
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.queries import shares_of
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.projects.commands import find_period
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import reduction_of, report_digest

REPORT = re.compile(r"[0-9a-f]{64}")


class StatedPapers(Arguments):
    """What an owner states in the papers of a request: tonnes, generation in MWh (exact decimal
    text), days in ISO form, both shares, and the SHA-256 of the monitoring report."""

    claimed_t: Tonnes
    generation_mwh: Text
    project: Text
    agreement: Text
    first_day: Text
    last_day: Text
    partner_t: Tonnes
    host_t: Tonnes
    report: Text


@dataclass(frozen=True)
class Stated:
    """The figures of a request's papers, as `StatedPapers` has them."""

    claimed_t: int
    generation_mwh: str
    project: str
    agreement: str
    first_day: str
    last_day: str
    partner_t: int
    host_t: int
    report: str

    def as_arguments(self) -> dict[str, Any]:
        """The same figures as arguments of `issuance.request`."""
        return asdict(self)


PAPER_OF = {
    "claimed_t": "figures", "generation_mwh": "figures", "project": "project",
    "agreement": "project", "first_day": "period", "last_day": "period", "partner_t": "split",
    "host_t": "split", "report": "report",
}  # fmt: skip
"""The paper in which each figure stands."""


def on_record(
    session: Session, of: Project, monitored: MonitoringPeriod, *, deducted_mwh: str = "0"
) -> Stated:
    """What the register has of a period, in the form of the papers that ask for its issuance."""
    claimed = reduction_of(of, monitored, deducted_mwh=deducted_mwh).whole_t
    shares = shares_of(session, agreement=of.agreement, quantity=claimed)
    return Stated(
        claimed_t=claimed,
        generation_mwh=monitored.generation_mwh,
        project=of.code,
        agreement=of.agreement,
        first_day=monitored.first_day,
        last_day=monitored.last_day,
        partner_t=shares.partner,
        host_t=shares.host,
        report=report_digest(monitored),
    )


def recorded(session: Session, *, project: str, period: int, deducted_mwh: str = "0") -> Stated:
    """What the register has of a shared project's period, as its owner can look it up."""
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    monitored = find_period(session, project=project, number=period)
    return on_record(session, of, monitored, deducted_mwh=deducted_mwh)


def kept(papers: dict[str, Any] | None) -> str:
    """Stated papers as their request stores them, "" if the owner stated none.

    Refuses with PaperMalformed what no paper could say.
    """
    if papers is None:
        return ""
    stated = Stated(**papers)
    for figure, given in _malformed(stated):
        raise PaperMalformed(paper=PAPER_OF[figure], field=figure, given=str(given)[:60])
    return json.dumps(asdict(stated), sort_keys=True, separators=(",", ":"))


def _malformed(stated: Stated) -> Iterator[tuple[str, object]]:
    """The figures that cannot be read as what they are: tonnes, MWh, a day, a code, a digest."""
    for field in fields(stated):
        given = getattr(stated, field.name)
        if not _reads(field.name, given):
            yield field.name, given


def _reads(figure: str, given: Any) -> bool:
    if figure.endswith("_t"):
        return bool(0 <= given <= 10**12)
    if figure == "generation_mwh":
        return re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,9})?", given) is not None
    if figure.endswith("_day"):
        try:
            return date.fromisoformat(given).isoformat() == str(given)
        except ValueError:
            return False
    if figure == "report":
        return REPORT.fullmatch(given) is not None
    return is_readable(given)


def stated_in(asked: IssuanceRequest) -> Stated | None:
    """What the owner of a request stated; None: it submitted the register's own figures."""
    return Stated(**json.loads(asked.papers)) if asked.papers else None


def papers_of(session: Session, request: int) -> tuple[Paper, ...]:
    """What was submitted with a request: figures, period, project, split, report, a statement."""
    asked, of, monitored = _parts(session, request)
    stated = stated_in(asked)
    papers = _written(session, asked, of, monitored, stated)
    return (*papers, Paper("statement", asked.statement)) if asked.statement else papers


def records_of(session: Session, request: int) -> tuple[Paper, ...]:
    """The same papers as the register would write them."""
    asked, of, monitored = _parts(session, request)
    record = on_record(session, of, monitored, deducted_mwh=asked.deducted_mwh)
    return _written(session, asked, of, monitored, record)


def faults_in(session: Session, request: int) -> tuple[Fault, ...]:
    """Every figure of a request's papers that the register has otherwise.

    Shares are those of the stated tonnes, so that a wrong amount is one fault and not two.
    """
    asked, of, monitored = _parts(session, request)
    stated = stated_in(asked)
    if stated is None:
        return ()
    record = on_record(session, of, monitored, deducted_mwh=asked.deducted_mwh)
    shares = shares_of(session, agreement=of.agreement, quantity=stated.claimed_t)
    due = asdict(record) | {"partner_t": shares.partner, "host_t": shares.host}
    return tuple(
        Fault(paper, figure, str(getattr(stated, figure)), str(due[figure]))
        for figure, paper in PAPER_OF.items()
        if not _equal(figure, getattr(stated, figure), due[figure])
    )


def _equal(figure: str, stated: Any, due: Any) -> bool:
    """Whether two figures are the same; 12.50 MWh are 12.5 MWh."""
    if figure == "generation_mwh":
        return exact(stated) == exact(due)
    return bool(stated == due)


def _parts(session: Session, request: int) -> tuple[IssuanceRequest, Project, MonitoringPeriod]:
    asked = session.get(IssuanceRequest, request)
    assert asked is not None, f"no issuance request {request}"
    of = session.get(Project, asked.project)
    assert of is not None, f"no project {asked.project}"
    return asked, of, find_period(session, project=of.code, number=asked.period)


def _written(
    session: Session,
    asked: IssuanceRequest,
    of: Project,
    monitored: MonitoringPeriod,
    stated: Stated | None,
) -> tuple[Paper, ...]:
    """The papers with these figures; agreement and report only where the owner stated papers."""
    said = stated or on_record(session, of, monitored, deducted_mwh=asked.deducted_mwh)
    partner = agreements.known(session, of.agreement).partner
    left = exact(said.generation_mwh) - exact(asked.deducted_mwh)
    reduced = decimal_text(left * exact(of.margin))
    under = f"{said.agreement}; " if asked.papers else ""
    papers = (
        Paper(
            "figures",
            f"{said.generation_mwh} MWh - {asked.deducted_mwh} MWh; {reduced} t;"
            f" {said.claimed_t} t",
        ),
        Paper("period", f"{of.code} {asked.period}: {said.first_day} - {said.last_day}"),
        Paper("project", f"{said.project}; {under}{of.methodology}; {of.margin} t/MWh"),
        Paper(
            "split",
            f"{partner} {of.partner} {said.partner_t} t; {of.host} {of.owner} {said.host_t} t",
        ),
    )
    return (*papers, Paper("report", said.report)) if asked.papers else papers
