"""Which authorisation covers a first transfer, and what is left of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlmodel import Session

from registry.programme.adjustments.queries import kept_under, tonnes_under
from registry.programme.authorisation.errors import (
    AboveMaximum,
    AuthorisationEnded,
    AuthorisationNotInForce,
    EntityNotAuthorised,
    NotAuthorised,
    PartyNotAuthorised,
    PurposeNotAuthorised,
    VintageNotAuthorised,
)
from registry.programme.authorisation.models import AuthorisationState
from registry.programme.authorisation.queries import (
    AuthorisationActView,
    AuthorisationView,
    Terms,
    VersionView,
    acts,
    all_of,
    authorisations,
    known,
    versions,
)
from registry.programme.ndc.commands import closed
from registry.programme.ndc.queries import period_of
from registry.programme.participants.queries import participant
from registry.programme.projects import queries as projects
from registry.records import CheckFailed
from registry.roles import SIDE_OF


@dataclass(frozen=True)
class Cover:
    """The code of the authorisation that covers a first transfer, or the check that failed."""

    authorisation: str = ""
    failed: CheckFailed | None = None


@dataclass(frozen=True)
class Wanted:
    """A first transfer that needs an authorisation.

    `party` is the registry code of the country that would receive or use the credits, "" for a use
    for OIMP at home; `entities` the seats that would. `besides` is the transfer or share whose own
    pledges do not count; `under` the authorisation to which they are pledged, "" for any.
    """

    project: str
    purpose: str
    party: str
    quantity: int
    vintages: tuple[int, ...] = ()
    entities: tuple[str, ...] = ()
    besides: str = ""
    under: str = ""


@dataclass(frozen=True)
class StandingView(AuthorisationView):
    """An authorisation with its versions and acts, the tonnes first transferred under it, those
    used up (with what is kept), and those that are left; None: it has no maximum.
    """

    transferred_t: int
    used_t: int
    left_t: int | None
    versions: tuple[VersionView, ...]
    acts: tuple[AuthorisationActView, ...]


def standings(session: Session, *, project: str = "") -> list[StandingView]:
    """What each authorisation gave, what is used and left, oldest first; "": of all projects.

    Applications that wait or were refused are among them, with version 0.
    """
    found = []
    for one in all_of(session, project=project):
        transferred = tonnes_under(session, one.code)
        given = {part.name: getattr(one, part.name) for part in fields(one)}
        found.append(
            StandingView(
                **given,
                transferred_t=transferred,
                used_t=transferred + kept_under(session, one.code),
                left_t=left_under(session, one.code) if one.max_quantity is not None else None,
                versions=tuple(versions(session, one.code)),
                acts=tuple(acts(session, one.code)),
            )
        )
    return found


def left_under(session: Session, code: str, *, besides: str = "") -> int:
    """Tonnes that may still be first transferred under an authorisation.

    What is kept (see `kept_under`) is not among them, except for `besides`. Without a maximum it is
    whatever the project can have.
    """
    one = known(session, code)
    most = one.max_quantity
    if most is None:
        most = sum(period.whole_t for period in projects.periods(session, one.project))
    spent = tonnes_under(session, code) + kept_under(session, code, besides=besides)
    return max(0, most - spent)


def cover(session: Session, wanted: Wanted) -> Cover:
    """The oldest authorisation in force that covers this first transfer, or why none does."""
    of = projects.project(session, wanted.project)
    host = of.host if of is not None else ""
    for final in final_years(session, host, wanted.vintages):
        return Cover(failed=final)
    granted = [
        one
        for one in authorisations(session, project=wanted.project)
        if wanted.under in ("", one.code)
    ]
    if not granted:
        return Cover(failed=NotAuthorised(host=host, project=wanted.project))
    for fits in (_by_purpose, _by_party, _by_vintage, _by_entity, _in_force):
        granted, failed = fits(session, granted, wanted)
        if failed is not None:
            return Cover(failed=failed)
    left = {a.code: left_under(session, a.code, besides=wanted.besides) for a in granted}
    for one in granted:
        if one.in_force and left[one.code] >= wanted.quantity:
            return Cover(one.code)
    most = max(granted, key=lambda a: left[a.code])
    return Cover(
        failed=AboveMaximum(
            quantity=wanted.quantity,
            maximum=most.max_quantity or left[most.code],
            project=wanted.project,
            left=left[most.code],
        )
    )


def final_years(session: Session, host: str, vintages: Iterable[int]) -> list[CheckFailed]:
    """Why nothing of these years is first transferred any more: the review of the host's NDC for
    them is over (2/CMA.3, annex, para. 12).
    """
    failed = []
    for year in sorted(set(vintages)):
        failed += closed(period_of(session, host, year), year)
    return failed


def of_entity(session: Session, terms: Terms, seat: str) -> bool:
    """Whether a seat may receive and use credits: any may if none is listed, and each government
    may, for it acts for the party itself.
    """
    if not terms.entities or not seat or seat in terms.entities:
        return True
    found = participant(session, seat)
    return found is not None and not SIDE_OF.keys().isdisjoint(found.offices)


_Fits = tuple[list[AuthorisationView], CheckFailed | None]


def _named(parts: Iterable[Sequence[str]]) -> str:
    return ", ".join(sorted({one for part in parts for one in part}))


def _by_purpose(session: Session, granted: list[AuthorisationView], wanted: Wanted) -> _Fits:
    """Check 4003: OIMP covers IMP and OP."""
    fitting = [a for a in granted if a.serves(wanted.purpose)]
    named = _named(a.purposes for a in granted)
    failed = PurposeNotAuthorised(project=wanted.project, authorised=named, purpose=wanted.purpose)
    return fitting, None if fitting else failed


def _by_party(session: Session, granted: list[AuthorisationView], wanted: Wanted) -> _Fits:
    """Check 4005, where a party receives or uses."""
    fitting = [a for a in granted if wanted.party in ("", *a.parties)]
    named = _named(a.parties for a in granted)
    failed = PartyNotAuthorised(project=wanted.project, authorised=named, party=wanted.party)
    return fitting, None if fitting else failed


def _by_vintage(session: Session, granted: list[AuthorisationView], wanted: Wanted) -> _Fits:
    """Check 4007: every year of the credits is in the authorised timeframe."""

    def outside(one: Terms) -> list[int]:
        return [v for v in wanted.vintages if not one.vintage_first <= v <= one.vintage_last]

    fitting = [a for a in granted if not outside(a)]
    if fitting:
        return fitting, None
    nearest = min(granted, key=lambda a: len(outside(a)))
    failed = VintageNotAuthorised(
        vintage=outside(nearest)[0], project=wanted.project, first=nearest.vintage_first,
        last=nearest.vintage_last,
    )  # fmt: skip
    return [], failed


def _by_entity(session: Session, granted: list[AuthorisationView], wanted: Wanted) -> _Fits:
    """Check 4004, where entities are listed."""
    fitting = [a for a in granted if all(of_entity(session, a, s) for s in wanted.entities)]
    named = _named(a.entities for a in granted)
    seats = ", ".join(wanted.entities)
    failed = EntityNotAuthorised(project=wanted.project, authorised=named, seat=seats)
    return fitting, None if fitting else failed


def _in_force(session: Session, granted: list[AuthorisationView], wanted: Wanted) -> _Fits:
    """Checks 4002 and 4014; what is used up is told by its maximum (4008)."""
    there = (AuthorisationState.IN_FORCE, AuthorisationState.EXHAUSTED)
    fitting = [a for a in granted if a.state in there]
    if fitting:
        return fitting, None
    return [], not_there(granted[-1])


def not_there(one: AuthorisationView) -> CheckFailed:
    """Why nothing is first transferred under an authorisation that is not in force."""
    ended = one.state is AuthorisationState.EXPIRED
    failed = AuthorisationEnded if ended else AuthorisationNotInForce
    return failed(authorisation=one.code, project=one.project, state=str(one.state))
