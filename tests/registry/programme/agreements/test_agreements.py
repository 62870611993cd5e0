"""Goal: an agreement moves by both governments' acts or by one side's, and by nothing else; what is
new needs it active and within its term, what was first transferred before goes on.

Method: every state x step x office against a table written from the programme's rules; acts on a
small programme with the agreement in each state; the end of a notice by the lesson's own deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from ledger.kernel.clock import DAY, moment
from ledger.kernel.machine import MoveNotAllowed, RoleNotAllowed
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries
from registry.programme.agreements.machine import AGREEMENT
from registry.programme.agreements.models import AgreementState
from registry.programme.agreements.notices import Notices
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import issue
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor, Role
from tests.support.programme import (
    CHINA,
    HOST,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    PARTNER,
    SECRETARY,
    Programme,
)

RULES = {
    ("mou", "sign"): "signed",
    ("signed", "notify"): "active",
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    ("active", "terminate"): "terminating",
    ("suspended", "terminate"): "terminating",
    ("terminating", "end"): "terminated",
}
CLOCK = Actor("clock", Role.CLOCK, "clock")
GOVERNMENTS = {Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST}


def test_every_state_step_and_office() -> None:
    steps = sorted({step for _, step in RULES})
    for state, step, office in product(AgreementState, steps, Role):
        may = {Role.CLOCK} if step == "end" else GOVERNMENTS
        target = RULES.get((state.value, step))
        if target is None:
            with pytest.raises(MoveNotAllowed):
                AGREEMENT.after(state, step, offices={office})
        elif office not in may:
            with pytest.raises(RoleNotAllowed):
                AGREEMENT.after(state, step, offices={office})
        else:
            assert target == AGREEMENT.after(state, step, offices={office, Role.SECRETARIAT})


@pytest.fixture
def programme() -> Iterator[Programme]:
    made = Programme()
    yield made
    assert [] == made.audit()
    made.close()


def act(programme: Programme, step: str, by: Actor, **more: Any) -> dict[str, Any]:
    """An act of a government on the one agreement."""
    return programme.do(getattr(agreements, step), agreement="CN-TH", by=by, **more)


def state(programme: Programme) -> str:
    with programme.reading() as session:
        return str(queries.known(session, "CN-TH").state)


def test_from_the_memorandum_to_an_active_agreement_both_governments_act() -> None:
    programme = Programme(terms={"state": AgreementState.MOU})
    seen = []
    for step in ("sign", "notify"):
        for government in (HOST, CHINA):
            act(programme, step, government)
            seen.append(state(programme))

    assert ["mou", "signed", "signed", "active"] == seen
    assert [] == programme.audit()
    programme.close()


def test_a_side_acts_once_and_a_third_country_never(programme: Programme) -> None:
    act(programme, "suspend", CHINA, reason="a double claim")
    act(programme, "resume", HOST)
    for code, by in (
        ("procedure.side_has_acted", HOST),
        ("procedure.other_country", Actor(MANAGER.seat, Role.GOVERNMENT_HOST, "person")),
        ("machine.role_not_allowed", SECRETARY),
    ):
        programme.refuses(code, agreements.resume, agreement="CN-TH", by=by)
    programme.refuses("procedure.agreement_unknown", agreements.sign, agreement="CN-KH", by=HOST)
    programme.refuses("machine.move_not_allowed", agreements.sign, agreement="CN-TH", by=HOST)
    act(programme, "resume", CHINA)

    assert "active" == state(programme)
    # A second suspension asks both again.
    act(programme, "suspend", HOST, reason="once more")
    act(programme, "resume", CHINA)
    assert "suspended" == state(programme)


def test_a_suspension_states_its_reason(programme: Programme) -> None:
    for step in (agreements.suspend, agreements.terminate):
        programme.refuses(
            "procedure.no_reason_given", step, agreement="CN-TH", reason=" \u200b", by=HOST
        )
    act(programme, "suspend", HOST, reason=" the grid factor is wrong ")
    with programme.reading() as session:
        (one,) = queries.acts(session, "CN-TH")

    assert ("suspend", "host", "GTH", "the grid factor is wrong") == (
        one.trigger, one.side, one.seat, one.reason,
    )  # fmt: skip


def send(programme: Programme, by: Actor, quantity: int, *, source: str = "TH") -> int:
    """A transfer to the other registry is requested; its number."""
    asked = programme.do(
        transfers.request, source=source, target="CN" if source == "TH" else "TH", unit="BRC",
        asset=None, quantity=quantity, purpose="NDC", receiver=None, by=by,
    )  # fmt: skip
    return int(asked["transfer"])


def test_nothing_new_while_suspended_and_what_was_transferred_goes_on(programme: Programme) -> None:
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=400, by=HOST)
    asset = programme.issued()
    decided = programme.decided(period=2)
    asked = send(programme, OWNER, 20)
    act(programme, "suspend", CHINA, reason="a review")

    code = "procedure.agreement_not_active"
    programme.refuses(
        code, authorisation.grant, project="TH002", purposes=["NDC"], quantity=9, by=HOST
    )
    programme.refuses(code, issuance.request, project="TH001", period=3, by=OWNER)
    programme.refuses(code, issue.issue, request=decided, registry="TH", by=MANAGER_TH)
    refusal = programme.refuses(code, transfers.approve, transfer=asked, by=HOST)
    assert [4001] == [check.number for check in refusal.checks]
    programme.refuses(
        code, transfers.request, source="TH", target="CN", unit="BRC", asset=None, quantity=5,
        purpose="NDC", receiver=None, by=OWNER,
    )  # fmt: skip

    # The partner's share was first transferred at issuance: it moves, and is retired.
    back = send(programme, PARTNER, 30, source="CN")
    programme.do(transfers.approve, transfer=back, by=CHINA)
    programme.do(
        retirement.cancel, registry="CN", asset=asset, quantity=10, reason="a test", by=PARTNER
    )
    for government in (HOST, CHINA):
        act(programme, "resume", government)
    programme.do(transfers.approve, transfer=asked, by=HOST)
    answer = programme.do(issue.issue, request=decided, registry="TH", by=MANAGER_TH)
    assert 250 < answer["issued"]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"term_last_day": "2028-03-12"}, "procedure.outside_term"),
        ({"term_first_day": "2028-03-14"}, "procedure.outside_term"),
        ({"vintage_first": 2028}, "procedure.vintage_not_agreed"),
        ({"vintage_last": 2026}, "procedure.vintage_not_agreed"),
    ],
)
def test_term_and_vintages_bound_what_is_new(terms: dict[str, Any], code: str) -> None:
    programme = Programme(terms=terms)
    programme.refuses(code, issuance.request, project="TH001", period=1, by=OWNER)
    programme.close()
    inside = {"term_first_day": "2028-03-13", "term_last_day": "2028-03-13"}
    programme = Programme(terms=inside | {"vintage_first": 2027, "vintage_last": 2027})
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    programme.close()


def test_a_notice_ends_the_agreement_on_its_day(programme: Programme) -> None:
    notices = Notices(programme.books)
    assert notices.due() is None
    answer = act(programme, "terminate", HOST, reason="a new law")
    notices.load()
    due = notices.due()

    assert due is not None and due.name == "agreement.end"
    # Thirty whole days after the day of the notice.
    assert moment(date(2028, 4, 13)) == due.at == answer["ends_at"]
    assert NOW + 30 * DAY < due.at
    programme.refuses("machine.role_not_allowed", agreements.end, agreement="CN-TH", by=HOST)
    programme.do(agreements.end, by=CLOCK, **due.arguments)
    notices.load()
    assert ("terminated", None) == (state(programme), notices.due())
    with pytest.raises(MoveNotAllowed):
        act(programme, "resume", HOST)


@pytest.mark.planted
def test_the_acts_of_an_earlier_suspension_do_not_resume_a_later_one() -> None:
    programme = Programme()
    again = [(agreements.suspend, HOST), (agreements.resume, HOST), (agreements.resume, CHINA)]
    for command, by in (*again, again[0], again[1]):
        reason = {"reason": "elections"} if command is agreements.suspend else {}
        programme.do(command, agreement="CN-TH", by=by, **reason)
    with programme.reading() as session:
        assert "suspended" == queries.known(session, "CN-TH").state
    assert [] == programme.audit()
    programme.execute("UPDATE agreement SET state = 'active', moved_by = 5")

    (found,) = programme.audit()
    assert "one side alone took the step 'resume'" in found.found
    programme.close()
