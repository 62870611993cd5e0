"""What a host has authorised against what its own target needs: a warning, never a refusal.

It asks the NDC account by the party's own method (`registry/programme/ndc/balances.py`, `room`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from sqlmodel import Session

from registry.programme.adjustments.queries import kept_under, tonnes_under
from registry.programme.authorisation import queries
from registry.programme.authorisation.models import AuthorisationState
from registry.programme.authorisation.queries import AuthorisationView
from registry.programme.ndc.queries import room_of
from registry.programme.projects import queries as projects

_ENDED = (AuthorisationState.REVOKED, AuthorisationState.EXPIRED)


@dataclass(frozen=True)
class Spared:
    """Of one host, in tonnes: what its target leaves room for by its method, what it has
    authorised, what it is asked to authorise, and what would then be left; below zero, oversold.

    `room_t` is below zero where it does not even reach its target itself.
    """

    host: str
    room_t: int
    authorised_t: int
    asked_t: int

    @property
    def left_t(self) -> int:
        """What may still be authorised beside the target, if nothing asked for is granted."""
        return self.room_t - self.authorised_t

    @property
    def after_t(self) -> int:
        """What is left if everything asked for is granted."""
        return self.left_t - self.asked_t


def spared(session: Session, host: str, *, at: int) -> Spared | None:
    """What a host can spare; None where it has no NDC account, or a figure is missing."""
    room = room_of(session, host, at=at)
    if room is None:
        return None
    given = (one for one in queries.authorisations(session) if one.host == host)
    asked = queries.applications(session, host)
    return Spared(
        host=host,
        room_t=floor(room),
        authorised_t=sum(counted_t(session, one) for one in given),
        asked_t=sum(most_t(session, one) for one in asked),
    )


def counted_t(session: Session, one: AuthorisationView) -> int:
    """Tonnes for which an authorisation stands: its maximum, or what it gave once it has ended."""
    return used_t(session, one) if one.state in _ENDED else most_t(session, one)


def used_t(session: Session, one: AuthorisationView) -> int:
    """Tonnes that were first transferred under an authorisation, and those kept for it."""
    return tonnes_under(session, one.code) + kept_under(session, one.code)


def most_t(session: Session, one: AuthorisationView) -> int:
    """The maximum of an authorisation; without one, all that its project can have."""
    if one.max_quantity is not None:
        return one.max_quantity
    return sum(period.whole_t for period in projects.periods(session, one.project))


def lacked(session: Session, party: str, *, at: int) -> int | None:
    """Tonnes that a party lacks for its own target before it uses any; 0 if it lacks none, None
    where it has no NDC account, or a figure is missing.
    """
    room = room_of(session, party, at=at)
    return None if room is None else max(0, -floor(room))
