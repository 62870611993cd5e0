"""How officials' bots deal with incidents: they open one for a discrepancy between two registries,
or for papers that were wrong too often, send a member, take the steps, agree on a public note.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from ledger.kernel.clock import DAY
from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import AgreementState
from registry.programme.committee import queries as committee
from registry.programme.risks import queries as risks
from registry.programme.risks.machine import OFFICES
from registry.programme.risks.models import Step
from registry.programme.risks.queries import IncidentView
from registry.programme.risks.taxonomy import risks as taxonomy
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.roles import Actor, Role

WAITS_DAYS = (1, 3, 5)
"""Days of lesson time for which a slow office leaves an incident lying."""

_NOTES = {
    Step.ASSESS: "影响范围已核对 {quantity} t concerned, compared with the register",
    Step.CONTAIN: "在查清前不再办理 nothing further is done until the cause is known",
    Step.RECTIFY: "原因已消除，并经复核 the cause is removed and was checked again",
    Step.REPORT: "双方已核对记录 both sides have compared their records",
}
_PUBLIC = (
    "{agreement}：涉及 {quantity} 吨的{zh}事件，双方已查明并纠正。"
    " {en}, {quantity} t concerned: both sides have found and removed the cause."
)


def dealt_with(view: View) -> Iterator[Wish]:
    """The next steps of this seat on the incidents of its country; then a new one, if there is a
    cause for it.
    """
    offices = frozenset(view.offices)
    if offices.isdisjoint(OFFICES):
        return
    by = Actor(view.seat, view.role, "bot", offices - {view.role})
    for one in view.ask(risks.open_incidents, by=by):
        step = view.ask(_next, one, by)
        if step is not None and not _leaves_lying(view, one):
            yield step
    yield from [("incident.open", asked) for asked in view.ask(_causes, view.country, by)]


def _leaves_lying(view: View, one: IncidentView) -> bool:
    """Whether a slow office has not come to this incident in its present state yet."""
    if not view.slow_percent:
        return False
    random = view.draw(f"slow incident:{one.incident}:{one.state}")
    if random.randrange(100) >= view.slow_percent:
        return False
    return view.at < _since(one) + random.choice(WAITS_DAYS) * DAY


def _since(one: IncidentView) -> int:
    """When something was done about an incident last, lesson time in ms."""
    named, taken = (each.at for each in one.team), (each.at for each in one.steps)
    return max([one.opened_at, *named, *taken, *(each.at for each in one.notes)])


def _next(session: Session, one: IncidentView, by: Actor) -> Wish | None:
    """The step that this seat takes on an incident now; None: none, or its cause still lasts."""
    on = {"incident": one.incident}
    can = risks.possible(session, one, by)
    if "name" in can:
        members = risks.members(session, one, by)
        return ("incident.name", on | {"member": members[0]}) if members else None
    if "agree" in can and one.note is not None:
        return "incident.agree", on | {"note": one.note.note}
    if "draft" in can:
        risk = taxonomy()[one.risk]
        text = _PUBLIC.format(
            agreement=one.agreement, quantity=one.quantity, zh=risk.zh, en=risk.en
        )
        return ("incident.draft", on | {"text": text}) if one.note is None else None
    for step in Step:
        if step in can and (step is not Step.RECTIFY or _is_over(session, one)):
            return f"incident.{step}", on | {"note": _NOTES[step].format(quantity=one.quantity)}
    return None


def _is_over(session: Session, one: IncidentView) -> bool:
    """Whether the cause is removed: no transfer to repair, and the agreement is in force."""
    if one.about == "transfer" and one.subject.isdecimal():
        asked = transfers.transfer_by(session, int(one.subject))
        return asked is None or asked.transfer_id not in compared.to_repair(session)
    return agreements.known(session, one.agreement).state is not AgreementState.SUSPENDED


def _causes(session: Session, country: str, by: Actor) -> tuple[dict[str, str], ...]:
    """What this seat opens an incident for, as the arguments of the command."""
    found: list[dict[str, str]] = []
    under = risks.opens_under(session, by)
    if Role.REGISTRY_MANAGER in by.offices:
        found += _discrepancies(session, under)
    if Role.GOVERNMENT_HOST in by.offices:
        found += _wrong_papers(session, country, under)
    return tuple(
        asked
        for asked in found
        if risks.about(
            session, agreement=asked["agreement"], risk=asked["risk"], subject=asked["subject"]
        )
        is None
    )


def _discrepancies(session: Session, under: list[str]) -> Iterator[dict[str, str]]:
    """Transfers for which a comparison has blocked accounts, each under the first agreement."""
    blocked = {one.transfer_id for one in compared.findings(session, open_only=True)}
    for transfer_id in sorted(blocked):
        asked = transfers.transfer_of(session, transfer_id)
        if asked is None:
            continue
        between = {asked.source_registry, asked.target_registry}
        for code in under:
            agreed = agreements.known(session, code)
            if {agreed.partner, agreed.host} == between:
                reason = f"对账差异，账户已限制 accounts blocked by a comparison: {transfer_id}"
                yield _asked(code, "infrastructure", "transfer", asked.transfer, reason)
                break


def _wrong_papers(session: Session, country: str, under: list[str]) -> Iterator[dict[str, str]]:
    """The last item with wrong papers of each agreement that this host has suspended for them."""
    for code in under:
        agreed = agreements.known(session, code)
        if agreed.host != country or agreed.state is not AgreementState.SUSPENDED:
            continue
        if objected := committee.objected_since(session, code, 0):
            reason = f"材料屡次有误，协定中止 suspended for wrong papers: item {objected[-1]}"
            yield _asked(code, "verification", "item", objected[-1], reason)


def _asked(agreement: str, risk: str, about: str, subject: int, reason: str) -> dict[str, str]:
    return {
        "agreement": agreement, "risk": risk, "about": about, "subject": str(subject),
        "reason": reason[:200],
    }  # fmt: skip
