"""Goal: what a query says that a seat can do now, its command takes; every other step is refused.

Method: along a story of the committee, of an agreement, a transfer and an account, every seat tries
every step that its query does not name and is refused; the steps of the story are named before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.programme.accounts import commands as accounts
from registry.programme.accounts import queries as account_queries
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as agreement_queries
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import amendment, meeting, queries, voting
from registry.programme.committee import commands as committee
from registry.programme.issuance import correction
from registry.programme.projects import motions as projects
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import faults, repairs
from registry.programme.transfers import queries as transfer_queries
from registry.roles import Actor, Role
from tests.support.committee import HOSTS, PARTNERS, ask, enlarge, objection
from tests.support.programme import (
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    Programme,
    actor,
)

TRAINER = actor("TRA", Role.TRAINER)
ROOM = (CHINA, HOSTS[1], HOSTS[2], SECRETARY)
WHY = "the figures are complete"

Step = tuple[Callable[..., dict[str, Any]], dict[str, Any]]
STEPS: dict[str, Step] = {
    "affirm": (voting.vote, {"vote": "affirm"}),
    "abstain": (voting.vote, {"vote": "abstain"}),
    "object": (voting.vote, {"vote": "object", "about": "figures", "reason": WHY}),
    "withdraw": (voting.withdraw, {"reason": WHY}),
    "comment": (voting.comment, {"reason": WHY}),
    "recuse": (voting.recuse, {"reason": WHY}),
    "table": (meeting.table, {}),
    "circulate": (committee.circulate, {}),
    "revise": (committee.revise, {}),
    "drop": (committee.drop, {"reason": WHY}),
    "publish": (committee.publish, {}),
}


def possible(programme: Programme, item: int, by: Actor) -> set[str]:
    with programme.reading() as session:
        return set(queries.possible(session, item, by))


def only_these(programme: Programme, item: int) -> None:
    """Whatever is not named for a seat is refused, and nothing changes."""
    before = programme.state()
    for by in ROOM:
        named = possible(programme, item, by)
        for step, (command, more) in STEPS.items():
            if step not in named:
                with pytest.raises(Refusal):
                    programme.do(command, item=item, by=by, **more)

    assert before == programme.state()


def take(programme: Programme, item: int, by: Actor, step: str) -> str:
    """Take a step that is named for this seat; the item's state after it."""
    assert step in possible(programme, item, by)
    command, more = STEPS[step]
    return str(programme.do(command, item=item, by=by, **more)["state"])


def test_a_seat_can_do_on_an_item_what_the_query_names(programme: Programme) -> None:
    enlarge(programme)
    item = ask(programme)
    assert {"affirm", "object", "abstain", "comment", "recuse", "delegate"} == possible(
        programme, item, PARTNERS[1]
    )

    assert "circulated" == take(programme, item, CHINA, "affirm")
    assert "circulated" == take(programme, item, HOSTS[2], "recuse")
    only_these(programme, item)
    assert "objected" == take(programme, item, HOSTS[1], "object")
    only_these(programme, item)
    assert {"withdraw", "comment"} == possible(programme, item, HOSTS[1])
    assert "circulated" == take(programme, item, HOSTS[1], "withdraw")
    for member in (*PARTNERS[1:], HOST, HOSTS[1]):
        take(programme, item, member, "affirm")
    assert "adopted" == take(programme, item, HOSTS[3], "affirm")
    assert "published" == take(programme, item, SECRETARY, "publish")
    only_these(programme, item)


def test_a_stopped_item_leads_to_a_meeting_or_back_to_its_draft(programme: Programme) -> None:
    item, other = ask(programme), ask(programme, period=2)
    for one in (item, other):
        programme.do(voting.vote, item=one, **objection(HOST))
    assert "on_agenda" == take(programme, item, CHINA, "table")
    only_these(programme, item)
    assert "conclude" not in possible(programme, item, CHINA)
    take(programme, item, HOST, "withdraw")
    assert "conclude" in possible(programme, item, CHINA)
    programme.do(
        meeting.conclude, item=item, consensus=True, present=["GCN"], minutes=WHY, by=CHINA
    )
    assert "conclude" not in possible(programme, item, CHINA)
    assert "conclude" in possible(programme, item, HOST)

    assert "draft" == take(programme, other, SECRETARY, "revise")
    # The same papers met an objection: they are not circulated again.
    assert "circulate" not in possible(programme, other, SECRETARY)
    only_these(programme, other)
    assert "dropped" == take(programme, other, SECRETARY, "drop")


def test_a_delegate_is_named_while_both_have_a_vote(programme: Programme) -> None:
    enlarge(programme)
    item = ask(programme)
    programme.do(voting.delegate, item=item, to=PARTNERS[2].seat, by=PARTNERS[1])

    def behind(by: Actor) -> tuple[str, ...]:
        with programme.reading() as session:
            return queries.delegated_to(session, item, by.seat)

    assert (PARTNERS[1].seat,) == behind(PARTNERS[2])
    assert () == behind(PARTNERS[3]) == behind(PARTNERS[1])
    programme.do(voting.recuse, item=item, reason=WHY, by=PARTNERS[2])
    assert () == behind(PARTNERS[2])


def test_each_government_acts_once_where_both_have_to(programme: Programme) -> None:
    def named(by: Actor) -> tuple[str, ...]:
        with programme.reading() as session:
            return agreement_queries.possible(session, "CN-TH", by)

    def awaited() -> tuple[str, str]:
        with programme.reading() as session:
            return agreement_queries.awaited(session, "CN-TH")

    assert ("suspend", "terminate") == named(CHINA) == named(HOST)
    assert () == named(MANAGER)
    programme.do(agreements.suspend, agreement="CN-TH", reason=WHY, by=HOST)
    assert ("resume", "terminate") == named(CHINA) and ("", "") == awaited()
    programme.do(agreements.resume, agreement="CN-TH", by=CHINA)
    assert ("terminate",) == named(CHINA)
    assert ("resume", "TH") == awaited()
    with pytest.raises(Refusal):
        programme.do(agreements.resume, agreement="CN-TH", by=CHINA)
    programme.do(agreements.resume, agreement="CN-TH", by=HOST)
    assert ("", "") == awaited()


def test_a_lost_message_is_resent_or_its_step_redone_by_its_own_manager(
    programme: Programme,
) -> None:
    asset = programme.issued()
    programme.do(faults.message, kind="lose", step="notification", by=TRAINER)
    asked = _request(programme, asset)

    def named(by: Actor) -> tuple[str, ...]:
        with programme.reading() as session:
            return transfer_queries.possible(session, asked, by)

    def needed() -> set[tuple[str, tuple[str, ...]]]:
        with programme.reading() as session:
            found = transfer_queries.needed_repairs(session, asked)
        return {(one.kind, one.registries) for one in found}

    assert ("withdraw",) == named(OWNER) and ("approve", "reject") == named(HOST)
    assert () == named(CHINA) == named(MANAGER) and set() == needed()
    programme.do(transfers.approve, transfer=asked, by=HOST)
    assert {("resend", ("TH", "CN")), ("redo", ("CN",))} == needed()
    with pytest.raises(Refusal):
        programme.do(repairs.redo, transfer=asked, reason=WHY, by=MANAGER_TH)
    programme.do(repairs.redo, transfer=asked, reason=WHY, by=MANAGER)
    assert set() == needed()
    assert ("accept", "refuse") == named(MANAGER) and () == named(MANAGER_TH)


def _request(programme: Programme, asset: int) -> int:
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=1_000, by=HOST)
    asked = programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", quantity=100, asset=asset,
        purpose="NDC", receiver=None, by=OWNER,
    )  # fmt: skip
    return int(asked["transfer"])


def test_an_account_is_its_holders_and_its_registrys_managers(programme: Programme) -> None:
    def named(by: Actor) -> set[str]:
        with programme.reading() as session:
            found = account_queries.accounts(session, owner=TRADER.seat, registry="TH")
            return set(account_queries.possible(session, found[0], by))

    assert {"ask_closing"} == named(TRADER) and set() == named(MANAGER)
    assert {"restrict_some", "restrict_all", "suspend", "suspend_partially"} == named(MANAGER_TH)
    with programme.reading() as session:
        number = account_queries.number_of(session, owner=TRADER.seat, registry="TH")
    programme.do(accounts.ask_closing, account=number, reason=WHY, by=TRADER)
    assert {"restore", "close"} == named(MANAGER_TH) and set() == named(TRADER)


def test_a_motion_is_offered_to_whoever_may_bring_it(programme: Programme) -> None:
    """Everybody else is refused by the command; the one it is offered to is not."""
    seats = (CHINA, HOST, SECRETARY, OWNER, PARTNER, MANAGER, KAZAKH, TRADER)

    def offered(of: Callable[..., list[Any]]) -> set[str]:
        with programme.reading() as session:
            return {by.seat for by in seats if of(session, by)}

    amending = {"agreement": "CN-TH", "host_share": "3", "reason": WHY}
    typing = {"agreement": "CN-TH", "type": "hydro", "answer": "excluded", "reason": WHY}
    ending = {"project": "TH001", "reason": WHY}
    sharing = {"project": "TH001", "shares": [{"seat": "OWN", "percent": "100"}], "reason": WHY}
    table: tuple[tuple[Callable[..., list[Any]], Callable[..., Any], dict[str, Any]], ...] = (
        (amendment.amendable, amendment.ask_amendment, amending),
        (projects.to_answer, projects.ask_type, typing),
        (projects.to_deregister, projects.ask_deregistration, ending),
        (projects.to_allocate, projects.ask_allocation, sharing),
    )
    for query, command, asked in table:
        named = offered(query)
        assert named, command
        for by in seats:
            if by.seat not in named:
                with pytest.raises(Refusal):
                    programme.do(command, by=by, **asked)

    assert {"GCN", "GTH"} == offered(amendment.amendable)
    assert {"GCN", "GTH", "SEC"} == offered(projects.to_deregister) == offered(projects.to_answer)
    assert {"OWN"} == offered(projects.to_allocate)


def test_what_a_registry_issued_can_be_cited_until_it_is_corrected(programme: Programme) -> None:
    def cited(country: str) -> list[tuple[str, str, int, int]]:
        with programme.reading() as session:
            found = correction.to_correct_of(session, country)
            return [(one.registry, one.seat, one.quantity, one.left_t) for one in found]

    assert [] == cited("")
    programme.issued()
    ((registry, seat, quantity, left),) = cited("TH")[:1]
    assert ("TH", quantity) == (registry, left)
    with programme.reading() as session:
        (one,) = correction.to_correct_of(session, "TH")[:1]
    programme.do(
        correction.ask_correction, transaction=one.transaction, seat=seat, quantity=1, reason=WHY,
        by=MANAGER_TH,
    )  # fmt: skip

    assert quantity - 1 == cited("TH")[0][3]
    assert [] == cited("KZ")
