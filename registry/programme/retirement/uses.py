"""Whether credits may be used for a purpose, and which of them their use first transfers.

What was first transferred keeps the terms of the version under which it was (4/CMA.6). What left
its host for OIMP is first transferred by its use, under the terms of now; and so is, by a
cancellation for OIMP in its host's registry, what an authorisation in force covers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.serials import Batch
from registry.programme.adjustments.queries import (
    first_transfers,
    not_yet_transferred,
    outbound,
)
from registry.programme.adjustments.ranges import Range, minus, size
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.queries import known as agreement
from registry.programme.authorisation.covering import (
    Wanted,
    cover,
    final_years,
    not_there,
    of_entity,
)
from registry.programme.authorisation.errors import (
    EntityNotAuthorised,
    PartyNotAuthorised,
    PurposeNotAuthorised,
)
from registry.programme.authorisation.models import Purpose
from registry.programme.authorisation.queries import AuthorisationView, Terms, known, version
from registry.programme.issuance.models import CCER, IMPORTED
from registry.programme.ndc.commands import closed
from registry.programme.ndc.queries import period_of
from registry.programme.ndc.reports import no_method
from registry.programme.projects.queries import project
from registry.programme.retirement.errors import (
    ImportedNotAuthorised,
    NotFirstTransferred,
    OutsideNdcPeriod,
    OwnUseOfTransferred,
)
from registry.programme.retirement.models import Claim
from registry.records import CheckFailed


@dataclass(frozen=True)
class Used:
    """Serials of one batch that a seat uses in one registry."""

    batch: Batch
    registry: str
    ranges: list[Range]
    seat: str


@dataclass
class Use:
    """The claim of a use, the checks that it fails, and what it first transfers: the authorisation
    with each range.
    """

    claim: Claim
    failed: list[CheckFailed] = field(default_factory=list)
    marks: list[tuple[str, Range]] = field(default_factory=list)


def for_ndc(books: Books, used: Used, *, at: int) -> Use:
    """A use by a government for its country's NDC.

    A host uses only credits that were never first transferred, another country only those that were
    first transferred for an NDC; both in the NDC implementation period in which they arose.
    """
    batch, session = used.batch, books.session
    use = Use(Claim.NDC, failed=_imported(batch))
    if use.failed:
        return use
    fresh = size(not_yet_transferred(session, asset=batch.asset, ranges=used.ranges))
    if batch.host == used.registry:
        gone = size(used.ranges) - fresh
        if gone:
            use.failed.append(OwnUseOfTransferred(quantity=gone, party=batch.host))
        use.failed += _within_period(books, used, at=at)
        return use
    use.failed += no_method(session, used.registry, year=day_of(at).year)
    use.failed += _transferred(books, used, Purpose.NDC, party=used.registry)
    for code in sorted({code for code, _ in _fresh(books, used)[0]}):
        use.failed += _terms_fail(
            books, used, batch.project, known(session, code), Purpose.NDC, party=used.registry
        )
    if fresh:
        use.failed.append(NotFirstTransferred(quantity=fresh, party=used.registry))
    use.failed += _within_period(books, used, at=at)
    return use


def _within_period(books: Books, used: Used, *, at: int) -> list[CheckFailed]:
    """Check 4011, of the host's own use as well: vintage and year of use lie in one NDC period,
    whose review is not over.

    The period is that of the party's NDC account, or without one that of the agreement; domestic
    reductions of a country without an account are bound to none.
    """
    session, vintage, year = books.session, used.batch.vintage, day_of(at).year
    period = period_of(session, used.registry, year)
    if period is not None:
        first, last = period.first_year, period.last_year
    else:
        of = project(session, used.batch.project)
        assert of is not None, "credits are of a project"
        if not of.agreement:
            return []
        agreed = agreement(session, of.agreement)
        first, last = agreed.ndc_first_year, agreed.ndc_last_year
    failed: list[CheckFailed] = []
    if not (first <= vintage <= last and first <= year <= last):
        failed.append(OutsideNdcPeriod(vintage=vintage, year=year, first=first, last=last))
    return failed + closed(period, year)


def voluntary(books: Books, used: Used, *, at: int) -> Use:
    """A retirement for a beneficiary: adjusted if every tonne was, or is now, first transferred for
    other purposes (OP), otherwise a contribution to the host's target.
    """
    if used.batch.unit == CCER:
        return Use(Claim.DOMESTIC)
    use = Use(Claim.CONTRIBUTION, failed=_transferred(books, used, Purpose.OP))
    away, home = _fresh(books, used)
    for code, serials in away:
        one = known(books.session, code)
        if not _use_fails(books, used, one, Purpose.OP, at=at):
            use.marks.append((code, serials))
    if not home and len(use.marks) == len(away):
        use.claim = Claim.ADJUSTED
    return use


def beyond(books: Books, used: Used, purpose: Purpose, *, at: int) -> Use:
    """A cancellation for a purpose beyond an NDC (check 4003): every tonne was first transferred
    for it, or is now, under an authorisation in force.
    """
    if failed := _imported(used.batch):
        return Use(Claim.ADJUSTED, failed=failed)
    use = Use(Claim.ADJUSTED, failed=_transferred(books, used, purpose))
    away, home = _fresh(books, used)
    for code, serials in away:
        use.failed += _use_fails(books, used, known(books.session, code), purpose, at=at)
        use.marks.append((code, serials))
    if not home:
        return use
    wanted = Wanted(
        project=used.batch.project, purpose=purpose, party="", quantity=size(home),
        vintages=(used.batch.vintage,), entities=(used.seat,),
    )  # fmt: skip
    found = cover(books.session, wanted)
    if found.failed is not None:
        use.failed.append(found.failed)
        return use
    under = known(books.session, found.authorisation)
    use.failed += agreements.not_in_force(books.session, under.agreement, at=at)
    use.marks += [(found.authorisation, serials) for serials in home]
    return use


def _imported(batch: Batch) -> list[CheckFailed]:
    """Check 4002: what was imported is under no agreement, and no host has authorised it."""
    if batch.unit != IMPORTED:
        return []
    return [ImportedNotAuthorised(asset=batch.asset, unit=batch.unit)]


def _fresh(books: Books, used: Used) -> tuple[list[tuple[str, Range]], list[Range]]:
    """What was never first transferred: with its authorisation where it left its host, and the
    rest.
    """
    session, asset = books.session, used.batch.asset
    fresh = not_yet_transferred(session, asset=asset, ranges=used.ranges)
    parts = outbound(session, asset=asset, ranges=fresh)
    away = [(part.authorisation, (part.first, part.last)) for part in parts]
    return away, minus(fresh, [serials for _, serials in away])


def _transferred(
    books: Books, used: Used, purpose: Purpose, *, party: str = ""
) -> list[CheckFailed]:
    """Failed checks of serials that were first transferred: purpose, party where one uses them, and
    entity of their version follow them, unless a revocation reached them.
    """
    session = books.session
    moved = first_transfers(session, asset=used.batch.asset, ranges=used.ranges)
    failed: list[CheckFailed] = []
    for code, number in sorted({(one.authorisation, one.version) for one in moved}):
        one = known(session, code)
        terms = version(session, code, number)
        failed += _terms_fail(books, used, one.project, terms, purpose, party=party)
        if one.reaches_transferred:
            failed.append(not_there(one))
    return failed


def _use_fails(
    books: Books, used: Used, one: AuthorisationView, purpose: Purpose, *, at: int
) -> list[CheckFailed]:
    """Why a use does not first transfer what left its host under an authorisation: its terms, its
    state, and the state of its agreement, for no first transfer happens while that is suspended.
    """
    failed = _terms_fail(books, used, one.project, one, purpose)
    if not one.in_force:
        failed.append(not_there(one))
    failed += final_years(books.session, used.batch.host, [used.batch.vintage])
    return failed + agreements.not_in_force(books.session, one.agreement, at=at)


def _terms_fail(
    books: Books, used: Used, code: str, terms: Terms, purpose: Purpose, *, party: str = ""
) -> list[CheckFailed]:
    failed: list[CheckFailed] = []
    if not terms.serves(purpose):
        named = ", ".join(terms.purposes)
        failed.append(PurposeNotAuthorised(project=code, authorised=named, purpose=purpose.value))
    if party and party not in terms.parties:
        named = ", ".join(terms.parties)
        failed.append(PartyNotAuthorised(project=code, authorised=named, party=party))
    if not of_entity(books.session, terms, used.seat):
        named = ", ".join(terms.entities)
        failed.append(EntityNotAuthorised(project=code, authorised=named, seat=used.seat))
    return failed
