"""Supply and demand of credits in quantity and quality: what there is, and whom it would serve.

A channel is a demand with a rule of what it takes: a party's NDC, offsets of the national market,
voluntary claims that are adjusted, voluntary contributions. One tonne can fit several of them; it
serves one. Nothing here reserves or moves a tonne.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import OWNED_SQL
from registry.compliance.queries import NATIONAL, offset_positions, rule_on
from registry.programme.adjustments.queries import received_t
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.models import Purpose
from registry.programme.authorisation.overselling import lacked
from registry.programme.authorisation.queries import AuthorisationView
from registry.programme.issuance.models import CCER
from registry.programme.ndc import queries as ndc
from registry.programme.projects import queries as projects
from registry.programme.retirement.models import Claim

NDC, OFFSET, ADJUSTED, CONTRIBUTION = "ndc", "offset", "adjusted", "contribution"
"""The channels."""


Names = tuple[str, ...]


@dataclass(frozen=True)
class SupplyLine:
    """Credits of one kind of project and vintage under an agreement; "": domestic.

    `expected_t` are of monitoring periods and not issued yet, `held_t` lie in accounts of any
    registry and can still be used. `purposes` are those for which an authorisation in force covers
    the vintage. `fits`: the places of the demand lines that they would serve.
    """

    agreement: str
    host: str
    unit: str
    kind: str
    vintage: int
    expected_t: int
    issued_t: int
    held_t: int
    purposes: tuple[str, ...]
    fits: tuple[int, ...]


@dataclass(frozen=True)
class DemandLine:
    """What a channel needs, in tonnes; None: nobody has stated how much.

    `party` is that of an NDC, "" for other channels. `met_t` was received for the NDC, submitted or
    retired; `fitting_t` is the supply that would serve it; `short_t` what the need exceeds it by.
    """

    channel: str
    party: str
    needed_t: int | None
    met_t: int
    fitting_t: int
    short_t: int | None


@dataclass(frozen=True)
class FittingReport:
    """Supply by agreement, kind and vintage, beside demand by channel."""

    supply: tuple[SupplyLine, ...]
    demand: tuple[DemandLine, ...]


@dataclass(frozen=True)
class _Lot:
    """A supply line while its channels are not known; `parties`: who may use it for an NDC."""

    agreement: str
    host: str
    unit: str
    kind: str
    vintage: int
    expected_t: int
    issued_t: int
    held_t: int
    purposes: tuple[str, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True)
class _Need:
    """A demand line before its supply is known."""

    channel: str
    party: str
    needed_t: int | None
    met_t: int
    units: tuple[str, ...] = ()
    years: range = range(0)

    def takes(self, lot: _Lot) -> bool:
        """Whether a tonne of the lot would serve it."""
        if self.channel == NDC:
            return self.party in lot.parties and lot.vintage in self.years
        if self.channel == OFFSET:
            return lot.unit in self.units
        beyond = bool({Purpose.OIMP, Purpose.OP} & set(lot.purposes))
        return beyond if self.channel == ADJUSTED else lot.unit != CCER and not beyond


def report(session: Session, *, at: int) -> FittingReport:
    """The supply and the demand of a lesson, and which fits which."""
    lots = sorted(_lots(session), key=lambda o: (o.agreement, o.host, o.kind, o.vintage))
    needs = [*_of_parties(session, at=at), _of_emitters(session, at=at), *_voluntary(session)]
    supply = tuple(
        SupplyLine(
            lot.agreement, lot.host, lot.unit, lot.kind, lot.vintage, lot.expected_t,
            lot.issued_t, lot.held_t, lot.purposes,
            tuple(place for place, need in enumerate(needs) if need.takes(lot)),
        )
        for lot in lots
    )  # fmt: skip
    demand = []
    for place, need in enumerate(needs):
        fitting = sum(o.held_t + o.expected_t for o in supply if place in o.fits)
        short = None if need.needed_t is None else max(0, need.needed_t - fitting)
        demand.append(
            DemandLine(need.channel, need.party, need.needed_t, need.met_t, fitting, short)
        )
    return FittingReport(supply, tuple(demand))


def _lots(session: Session) -> Iterator[_Lot]:
    """One lot of each agreement, host, unit, kind and vintage."""
    issued, held = _issued(session), _held(session)
    granted: dict[str, list[AuthorisationView]] = {}
    for one in authorisations.authorisations(session):
        if one.in_force:
            granted.setdefault(one.project, []).append(one)
    sums: dict[tuple[str, str, str, str, int, Names, Names], Counter[str]] = {}
    for of in projects.projects(session):
        whole: dict[int, int] = {}
        for period in projects.periods(session, of.code):
            for vintage, tonnes in period.amounts.items():
                whole[vintage] = whole.get(vintage, 0) + tonnes
        for vintage in sorted({*whole, *(v for p, v in issued if p == of.code)}):
            under = [
                o for o in granted.get(of.code, ()) if o.vintage_first <= vintage <= o.vintage_last
            ]
            purposes = tuple(sorted({p for one in under for p in one.purposes}))
            parties = {p for one in under if one.serves(Purpose.NDC) for p in one.parties}
            made = issued.get((of.code, vintage), 0)
            key = (of.agreement, of.host, of.unit, of.kind, vintage, purposes,
                   tuple(sorted(parties)))  # fmt: skip
            sums.setdefault(key, Counter()).update(
                expected=max(0, whole.get(vintage, 0) - made),
                issued=made,
                held=held.get((of.code, vintage), 0),
            )
    for (agreement, host, unit, kind, year, purposes, named), summed in sums.items():
        yield _Lot(
            agreement, host, unit, kind, year, summed["expected"], summed["issued"],
            summed["held"], purposes, named,
        )  # fmt: skip


def _issued(session: Session) -> dict[tuple[str, int], int]:
    """Tonnes of batches by project and vintage."""
    sql = "SELECT project, vintage, sum(last - first + 1) FROM credit_batch GROUP BY 1, 2"
    return {(code, year): int(t) for code, year, t in session.connection().execute(text(sql))}


def _held(session: Session) -> dict[tuple[str, int], int]:
    """Tonnes in holders' accounts of any registry by project and vintage."""
    sql = (
        "SELECT b.project, b.vintage, sum(s.balance) FROM sub_account s"
        f" JOIN credit_batch b ON b.asset = s.asset WHERE s.kind IN ({OWNED_SQL})"
        " GROUP BY b.project, b.vintage"
    )
    return {(code, year): int(t) for code, year, t in session.connection().execute(text(sql))}


def _of_parties(session: Session, *, at: int) -> Iterator[_Need]:
    """What each party lacks for its own target and has not received yet."""
    partners = {one.partner for one in agreements.agreements(session)}
    for period in ndc.periods(session):
        lacks = lacked(session, period.party, at=at)
        if period.party in partners and lacks is not None:
            met = received_t(session, period.party)
            years = range(period.first_year, period.last_year + 1)
            yield _Need(NDC, period.party, max(0, lacks - met), met, years=years)


def _of_emitters(session: Session, *, at: int) -> _Need:
    """What emitters miss and may submit as offsets."""
    rule = rule_on(session, market=NATIONAL, at=at)
    positions = offset_positions(session, at=at).values()
    missing = (
        min(max(0, o.left_t), max(0, o.obligation_t - o.allowances_t - o.used_t)) for o in positions
    )
    admitted = () if rule is None else rule.admitted
    return _Need(OFFSET, "", sum(missing), sum(o.used_t for o in positions), units=admitted)


def _voluntary(session: Session) -> Iterator[_Need]:
    """Voluntary claims by their class; nobody has stated how much is wanted."""
    sql = text("SELECT claim, sum(quantity) FROM retirement GROUP BY claim")
    made = {claim: int(tonnes) for claim, tonnes in session.connection().execute(sql)}
    for channel, claim in ((ADJUSTED, Claim.ADJUSTED), (CONTRIBUTION, Claim.CONTRIBUTION)):
        yield _Need(channel, "", None, made.get(claim, 0))
