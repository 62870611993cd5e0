"""The papers of a request: what its owner states, and what the register has in their place.

An owner who states nothing submits the register's own figures. A paper that differs is no bad
input: members are there to find it. What is issued is always what the register computes (check
5053); a paper changes nothing but what was decided on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlmodel import Session

from ledger.kernel.quantity import exact
from ledger.kernel.text import is_readable
from registry.command import Arguments, Text, Tonnes
from registry.programme.agreements import queries as agreements
from registry.programme.committee.kinds import Fault, Paper, Split
from registry.programme.issuance.errors import PaperMalformed
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.queries import terms_at
from registry.programme.issuance.shares import split_of
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring.gate import Basis, basis_of
from registry.programme.projects.commands import find_period
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import margin_of
from registry.roles import Side

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


@dataclass(frozen=True)
class _Computed:
    """What the register computes for a period: tonnes by vintage, exact ones too, the split, and
    what it rests on."""

    exact: dict[int, str]
    amounts: dict[int, int]
    split: Split
    basis: Basis

    @property
    def claimed_t(self) -> int:
        return sum(self.amounts.values())


def _computed(
    session: Session,
    of: Project,
    monitored: MonitoringPeriod,
    *,
    deducted_mwh: str,
    at: int | None = None,
) -> _Computed:
    basis = basis_of(session, of, monitored, deducted_mwh=deducted_mwh)
    avoided = basis.reductions
    amounts = {vintage: one.whole_t for vintage, one in avoided.items()}
    exact_t = {vintage: decimal_text(one.exact_t) for vintage, one in avoided.items()}
    split = split_of(session, project=of.code, amounts=amounts, at=at)
    return _Computed(exact_t, amounts, split, basis)


def _shares(split: Split) -> dict[Side, int]:
    """Tonnes of both sides; levies are nobody's share."""
    tonnes = dict.fromkeys(Side, 0)
    for one in split.portions:
        if not one.levy:
            tonnes[one.side] += one.quantity
    return tonnes


def on_record(of: Project, monitored: MonitoringPeriod, computed: _Computed) -> Stated:
    """What the register has of a period, in the form of the papers that ask for its issuance."""
    shares = _shares(computed.split)
    return Stated(
        claimed_t=computed.claimed_t,
        generation_mwh=computed.basis.generation_mwh,
        project=of.code,
        agreement=of.agreement,
        first_day=monitored.first_day,
        last_day=monitored.last_day,
        partner_t=shares[Side.PARTNER],
        host_t=shares[Side.HOST],
        report=computed.basis.report,
    )


def recorded(session: Session, *, project: str, period: int, deducted_mwh: str = "0") -> Stated:
    """What the register has of a shared project's period, as its owner can look it up."""
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    monitored = find_period(session, project=project, number=period)
    computed = _computed(session, of, monitored, deducted_mwh=deducted_mwh)
    return on_record(of, monitored, computed)


def shares_claimed(
    session: Session, *, project: str, period: int, claimed_t: int
) -> tuple[int, int]:
    """The partner's and the host's share of the tonnes that an owner claims for a period; what is
    more or less than the register's counts for the last vintage.
    """
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    monitored = find_period(session, project=project, number=period)
    computed = _computed(session, of, monitored, deducted_mwh="0")
    shares = _shares(_restated(session, of, computed.amounts, claimed_t))
    return shares[Side.PARTNER], shares[Side.HOST]


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


def stated_as(papers: str) -> Stated | None:
    """Papers as a request stores them; None: its owner submitted the register's own figures."""
    return Stated(**json.loads(papers)) if papers else None


@dataclass(frozen=True)
class _Read:
    """A request with its period, what its owner stated of it, and what the register computes.

    `margin` is the period's emission factor in t/MWh, exact text.
    """

    asked: IssuanceRequest
    of: Project
    monitored: MonitoringPeriod
    computed: _Computed
    stated: Stated | None
    margin: str

    @property
    def record(self) -> Stated:
        return on_record(self.of, self.monitored, self.computed)


def _read(session: Session, request: int) -> _Read:
    asked = session.get(IssuanceRequest, request)
    assert asked is not None, f"no issuance request {request}"
    of = session.get(Project, asked.project)
    assert of is not None, f"no project {asked.project}"
    monitored = find_period(session, project=of.code, number=asked.period)
    at = terms_at(session, asked)
    computed = _computed(session, of, monitored, deducted_mwh=asked.deducted_mwh, at=at)
    margin = decimal_text(margin_of(session, of, monitored).combined)
    return _Read(asked, of, monitored, computed, stated_as(asked.papers), margin)


def papers_of(session: Session, request: int) -> tuple[Paper, ...]:
    """What was submitted with a request: figures, period, project, split, report, a statement."""
    read = _read(session, request)
    papers = _written(session, read, read.stated or read.record)
    statement = read.asked.statement
    return (*papers, Paper("statement", statement)) if statement else papers


def records_of(session: Session, request: int) -> tuple[Paper, ...]:
    """The same papers as the register would write them."""
    read = _read(session, request)
    return _written(session, read, read.record)


def faults_in(session: Session, request: int) -> tuple[Fault, ...]:
    """Every figure of a request's papers that the register has otherwise."""
    asked = session.get(IssuanceRequest, request)
    assert asked is not None, f"no issuance request {request}"
    stated = stated_as(asked.papers)
    if stated is None:
        return ()
    at = terms_at(session, asked)
    return faults_of(session, request, stated, deducted_mwh=asked.deducted_mwh, at=at)


def faults_of(
    session: Session, request: int, stated: Stated, *, deducted_mwh: str, at: int | None
) -> tuple[Fault, ...]:
    """Every figure of papers, stated for a request at any time, that the register has otherwise.

    Shares are those of the stated tonnes, so that a wrong amount is one fault and not two; what is
    stated too much or too little counts for the last vintage. `at`: by the terms of that lesson
    time; None: by the newest.
    """
    asked = session.get(IssuanceRequest, request)
    assert asked is not None, f"no issuance request {request}"
    of = session.get(Project, asked.project)
    assert of is not None, f"no project {asked.project}"
    monitored = find_period(session, project=of.code, number=asked.period)
    computed = _computed(session, of, monitored, deducted_mwh=deducted_mwh, at=at)
    due = asdict(on_record(of, monitored, computed))
    if stated.claimed_t != computed.claimed_t:
        shares = _shares(_restated(session, of, computed.amounts, stated.claimed_t, at=at))
        due |= {"partner_t": shares[Side.PARTNER], "host_t": shares[Side.HOST]}
    return tuple(
        Fault(paper, figure, str(getattr(stated, figure)), str(due[figure]))
        for figure, paper in PAPER_OF.items()
        if not _equal(figure, getattr(stated, figure), due[figure])
    )


def _restated(
    session: Session,
    of: Project,
    computed: Mapping[int, int],
    claimed_t: int,
    *,
    at: int | None = None,
) -> Split:
    """The split of the tonnes that an owner states, where `computed` are those by vintage."""
    amounts, left = {}, claimed_t
    *earlier, last = computed
    for vintage in earlier:
        amounts[vintage] = min(left, computed[vintage])
        left -= amounts[vintage]
    amounts[last] = left
    return split_of(session, project=of.code, amounts=amounts, at=at)


def _equal(figure: str, stated: Any, due: Any) -> bool:
    """Whether two figures are the same; 12.50 MWh are 12.5 MWh."""
    if figure == "generation_mwh":
        return exact(stated) == exact(due)
    return bool(stated == due)


def _written(session: Session, read: _Read, said: Stated) -> tuple[Paper, ...]:
    """The papers with these figures; agreement and report only where the owner stated papers."""
    asked, of = read.asked, read.of
    under = f"{said.agreement}; " if asked.papers else ""
    papers = (
        Paper(
            "figures",
            f"{said.generation_mwh} MWh - {asked.deducted_mwh} MWh; {_exact(read, said)};"
            f" {said.claimed_t} t",
        ),
        Paper("period", f"{of.code} {asked.period}: {said.first_day} - {said.last_day}"),
        Paper("project", f"{said.project}; {under}{of.methodology}; {read.margin} t/MWh"),
        Paper("split", _receivers(session, read, said)),
    )
    return (*papers, Paper("report", said.report)) if asked.papers else papers


def _exact(read: _Read, said: Stated) -> str:
    """The exact reduction that the stated generation comes to."""
    years = read.computed.exact
    if exact(said.generation_mwh) == exact(read.computed.basis.generation_mwh):
        return "; ".join(_of_year(years, year, tonnes) for year, tonnes in years.items())
    left = exact(said.generation_mwh) - exact(read.asked.deducted_mwh)
    return f"{decimal_text(left * exact(read.margin))} t"


def _receivers(session: Session, read: _Read, said: Stated) -> str:
    """Who receives how much; both sides only where the owner's shares are not the register's."""
    record = read.record
    if (said.partner_t, said.host_t) != (record.partner_t, record.host_t):
        partner = agreements.known(session, read.of.agreement).partner
        of = read.of
        return f"{partner} {of.partner} {said.partner_t} t; {of.host} {of.owner} {said.host_t} t"
    years = read.computed.amounts
    return "; ".join(
        _of_year(years, one.vintage, f"{one.country} {one.seat} {one.quantity}")
        for one in read.computed.split.portions
    )


def _of_year(years: Collection[int], year: int, tonnes: str) -> str:
    """Tonnes of a year; which one is said only where there are several."""
    return f"{year}: {tonnes} t" if len(years) > 1 else f"{tonnes} t"
