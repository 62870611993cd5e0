"""What the bot of a host's government authorises, and what it takes back again.

It goes by what its country's own target leaves room for, or without an NDC account by what the plan
says that it spares under an agreement; and by what a project can still have.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.kernel.clock import DAY
from registry.bots.view import View, Wish
from registry.programme.adjustments.queries import kept_under
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import overselling
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.models import AuthorisationState
from registry.programme.authorisation.queries import AuthorisationView
from registry.programme.issuance import queries as issuance
from registry.programme.issuance.models import IssuanceState
from registry.programme.projects import queries as projects

_PURPOSES = ["NDC", "OIMP"]
_THERE = (AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED)
"""States of an authorisation of which something can be taken back."""


def authorising(view: View) -> Iterator[Wish]:
    """Answer applications, take back what is too much, authorise each project once.

    It authorises nine tenths of what a project avoids, and no more than the country spares, if its
    NDC account or the plan says how much that is.
    """
    answered = set()
    for asked in view.ask(authorisations.applications, view.country):
        name, arguments = _answer(view, asked)
        if name == "authorisation.grant":
            answered.add(asked.project)
        yield name, arguments
    yield from _taken_back(view)
    # Asked only now: what was taken back is spared for others.
    gone = view.ask(projects.deregistrations)
    left = _left(view)
    own = _own_left(view)
    for code in view.ask(authorisations.wanting, view.country):
        if code in answered or code in gone:
            continue
        of = view.ask(projects.project, code)
        assert of is not None, f"{code} is a project"
        expected = _registered_t(view, code) * 9 // 10
        most = left.get(of.agreement, expected) if own is None else own
        granted = min(expected, most)
        if granted >= 1:
            left[of.agreement] = most - granted
            own = None if own is None else own - granted
            yield (
                "authorisation.grant",
                {"project": code, "purposes": _PURPOSES, "quantity": granted},
            )


def _answer(view: View, asked: AuthorisationView) -> Wish:
    """Grant an application as it stands if the project can have so much beside what is authorised
    already, and the country spares it; reject it otherwise.
    """
    expected_t = _registered_t(view, asked.project)
    granted = view.ask(authorisations.authorisations, project=asked.project)
    given_t = sum(_counted(view, one) for one in granted)
    own = _own_left(view)
    spared = _left(view).get(asked.agreement, expected_t) if own is None else own
    left_t = min(expected_t - given_t, spared)
    if asked.max_quantity is None or asked.max_quantity > left_t:
        reason = f"{given_t} t are authorised of {expected_t} t, {max(0, left_t)} t are left"
        return "authorisation.reject", {"authorisation": asked.code, "reason": reason}
    return (
        "authorisation.grant",
        {
            "project": asked.project,
            "application": asked.code,
            "purposes": list(asked.purposes),
            "quantity": asked.max_quantity,
            "parties": list(asked.parties),
            "entities": list(asked.entities),
            "vintage_first": asked.vintage_first,
            "vintage_last": asked.vintage_last,
            "last_day": asked.last_day or None,
            "definition": asked.definition or None,
            "circumstances": list(asked.circumstances),
        },
    )


def _taken_back(view: View) -> Iterator[Wish]:
    """Take back what is not first transferred: where nothing can be transferred any more, and what
    is authorised beyond what the country spares under an agreement, the newest first.
    """
    granted = [o for o in view.ask(authorisations.authorisations) if o.host == view.country]
    lost = {one.code: why for one in granted if one.state in _THERE and (why := _lost(view, one))}
    for one in granted:
        if one.code in lost:
            yield from _reduced(view, one, 0, lost[one.code])
    there = [one for one in granted if one.code not in lost]
    spared = view.ask(overselling.spared, view.country, at=view.at // DAY * DAY)
    if spared is not None:
        yield from _within(view, there, spared.room_t)
        return
    for agreed in view.ask(agreements.agreements):
        if agreed.host == view.country and agreed.host_spares_t is not None:
            under = [one for one in there if one.agreement == agreed.code]
            yield from _within(view, under, agreed.host_spares_t)


def _within(view: View, under: list[AuthorisationView], spares: int) -> Iterator[Wish]:
    """Take back what is authorised beyond the tonnes that are spared, the newest first."""
    given = sum(_counted(view, one) for one in under)
    over = given - max(0, spares)
    why = f"已授权 {given} 吨，可让出 {spares} 吨 authorised {given} t, spared {spares} t"
    for one in reversed(under):
        if over > 0 and one.state in _THERE:
            counted = _counted(view, one)
            most = max(_used(view, one), counted - over)
            yield from _reduced(view, one, most, why)
            over -= counted - most


def _lost(view: View, one: AuthorisationView) -> str:
    """Why nothing more of a project can be first transferred; "" while something can."""
    if one.project in view.ask(projects.deregistrations):
        return f"项目 {one.project} 已注销登记 the project is deregistered"
    decided = {
        claim.period: claim.elsewhere
        for claim in view.ask(issuance.double_claims, project=one.project)
        if claim.state not in ("", IssuanceState.REQUESTED)
    }
    if not decided or any(p.number not in decided for p in view.ask(projects.periods, one.project)):
        return ""
    elsewhere = ", ".join(sorted(set(decided.values())))
    return f"各期减排量已由 {elsewhere} 申领 every period is claimed under {elsewhere}"


def _reduced(view: View, one: AuthorisationView, most: int, why: str) -> Iterator[Wish]:
    """Amend an authorisation to a maximum in tonnes, or revoke it where nothing is left of it.

    What is kept for open transfers and decided shares stays in force: they can be completed.
    """
    used, kept = _used(view, one), view.ask(kept_under, one.code)
    most = max(most, used)
    if most == one.max_quantity:
        return
    if most == used and not kept:
        yield "authorisation.revoke", {"authorisation": one.code, "reason": why}
    elif one.in_force and view.ask(agreements.known, one.agreement).active:
        stated = {"authorisation": one.code, "quantity": most, "reason": why}
        yield "authorisation.amend", stated


def _left(view: View) -> dict[str, int]:
    """Tonnes that hosts still spare, by agreement, of those for which the plan says it."""
    left = {
        one.code: one.host_spares_t
        for one in view.ask(agreements.agreements)
        if one.host_spares_t is not None
    }
    for granted in view.ask(authorisations.authorisations):
        if granted.agreement in left:
            left[granted.agreement] -= _counted(view, granted)
    return left


def _own_left(view: View) -> int | None:
    """Tonnes that the country's own target still leaves room for; None without an NDC account."""
    spared = view.ask(overselling.spared, view.country, at=view.at // DAY * DAY)
    return None if spared is None else max(0, spared.left_t)


def _counted(view: View, one: AuthorisationView) -> int:
    """Tonnes for which an authorisation stands: its maximum, or what it gave once it has ended."""
    return view.ask(overselling.counted_t, one)


def _used(view: View, one: AuthorisationView) -> int:
    """Tonnes that were first transferred under an authorisation, and those kept for it."""
    return view.ask(overselling.used_t, one)


def _registered_t(view: View, project: str) -> int:
    """Tonnes of all periods of a project."""
    return sum(period.whole_t for period in view.ask(projects.periods, project))
