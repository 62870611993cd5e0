"""Goal: no procedure has a way around its machine: what the table allows moves as it says, and
nothing else does.

Method: every state x trigger x office of each machine at the commands themselves; refusals are
checks 5001 and 5002 and change no row. The normal run makes every allowed attempt and a part of
the others, the long run all. Accounts have theirs in `accounts/test_accounts.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from ledger.kernel.errors import Refusal
from registry.programme.accounts import commands as accounts
from registry.programme.accounts import freezing
from registry.programme.accounts.machine import FREEZE, OPENING
from registry.programme.accounts.queries import number_of
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as agreed
from registry.programme.agreements.machine import AGREEMENT
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import commands as committee
from registry.programme.committee import meeting, motions, voting
from registry.programme.committee.machine import ITEM, MOTION
from registry.programme.committee.sitting import offices_before
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import correction, issue
from registry.programme.issuance.machine import CORRECTION, ISSUANCE
from registry.programme.issuance.queries import issuances
from registry.programme.projects import motions as projects
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import ordered
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import queries as of_transfers
from registry.programme.transfers.machine import TRANSFER
from registry.roles import Actor, Role
from tests.support.committee import CLOCK, EIGHT, HOSTS, PARTNERS, end_of_day, enlarge
from tests.support.machines import Trial, tried
from tests.support.programme import (
    BUYER,
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
)

EVERYBODY = (
    CHINA, HOST, KAZAKH, SECRETARY, MANAGER, MANAGER_TH, OWNER, PARTNER, TRADER, BUYER, CLOCK,
)  # fmt: skip
EVERY = 12
"""The normal run tries one in so many of the attempts that a machine refuses."""


def does(
    command: Callable[..., dict[str, Any]], by: Actor, **arguments: Any
) -> Callable[[Programme], object]:
    """A command of this actor, as a step of a way."""
    return lambda programme: programme.do(command, by=by, **arguments)


def tries(command: Callable[..., dict[str, Any]], **arguments: Any) -> Any:
    """A command of whoever tries it."""
    return lambda programme, by: programme.do(command, by=by, **arguments)


# A committee of eight before a request for issuance.


def _delegate(programme: Programme, by: Actor) -> dict[str, Any]:
    own = PARTNERS if by in PARTNERS else HOSTS
    to = next(one.seat for one in own if one != by)
    return programme.do(voting.delegate, item=1, to=to, by=by)


def _vote(vote: str) -> Any:
    return tries(voting.vote, item=1, vote=vote, about="figures", reason="x")


def _conclude(consensus: bool) -> Any:
    present = [one.seat for one in EIGHT]
    return tries(meeting.conclude, item=1, consensus=consensus, present=present, minutes="x")


def _eight(programme: Programme) -> None:
    enlarge(programme)
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)


def _affirmed(*members: Actor) -> tuple[Callable[[Programme], object], ...]:
    return tuple(does(voting.vote, by, item=1, vote="affirm") for by in members)


_OBJECTED = (does(voting.vote, HOST, item=1, vote="object", about="figures", reason="x"),)
_LAPSED = (lambda programme: end_of_day(programme, 10),)
_ON_AGENDA = (*_LAPSED, does(meeting.table, CHINA, item=1))
_DEFERRED = (
    *_ON_AGENDA,
    does(meeting.conclude, CHINA, item=1, consensus=False, present=[], minutes="x"),
)
_ADOPTED = _affirmed(*EIGHT)
_PUBLISHED = (*_ADOPTED, does(committee.publish, SECRETARY, item=1))


def _use(programme: Programme, by: Actor) -> dict[str, Any]:
    return programme.do(issue.issue, request=1, registry="TH", by=by)


def _before(programme: Programme, by: Actor) -> Any:
    """What a seat is before the item; a published decision is used by its office."""
    with Session(programme.store.connection) as session:
        matter = committee.find(session, 1)
        if by is CLOCK:
            return by.offices
        return offices_before(session, matter, by) | {one.value for one in by.offices}


def _item(programme: Programme) -> str:
    with programme.reading() as session:
        return str(committee.find(session, 1).state)


ITEMS = Trial(
    ITEM,
    ways={
        "draft": (*_OBJECTED, does(committee.revise, SECRETARY, item=1)),
        "circulated": (),
        "objected": _OBJECTED,
        "on_agenda": _ON_AGENDA,
        "deferred": _DEFERRED,
        "lapsed": _LAPSED,
        "adopted": _ADOPTED,
        "published": _PUBLISHED,
        "used": (*_PUBLISHED, does(issue.issue, MANAGER_TH, request=1, registry="TH")),
        "dropped": (*_OBJECTED, does(committee.drop, SECRETARY, item=1, reason="x")),
    },
    steps={
        "circulate": tries(committee.circulate, item=1),
        "affirm": _vote("affirm"),
        "abstain": _vote("abstain"),
        "object": _vote("object"),
        "comment": tries(voting.comment, item=1, reason="x"),
        "recuse": tries(voting.recuse, item=1, reason="x"),
        "delegate": _delegate,
        "withdraw": tries(voting.withdraw, item=1, reason="x"),
        "table": tries(meeting.table, item=1),
        "conclude": _conclude(True),
        "defer": _conclude(False),
        "revise": tries(committee.revise, item=1),
        "drop": tries(committee.drop, item=1, reason="x"),
        "publish": tries(committee.publish, item=1),
    },
    actors=(CHINA, PARTNERS[1], HOST, HOSTS[2], KAZAKH, SECRETARY, MANAGER_TH, OWNER, TRADER),
    read=_item,
    offices=_before,
    begin=_eight,
)

# A motion: its item moves it, the seat that brought it restates it.


def _motion(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM committee_motion")[0][0])


_MOTION_DRAFT = (
    does(voting.vote, HOST, item=1, vote="object", about="reason", reason="x"),
    does(committee.revise, SECRETARY, item=1),
)
MOTIONS = Trial(
    MOTION,
    ways={
        "requested": _MOTION_DRAFT,
        "in_force": (
            lambda programme: programme.adopted(1),
            does(committee.publish, SECRETARY, item=1),
        ),
        "dropped": (*_MOTION_DRAFT, does(committee.drop, SECRETARY, item=1, reason="x")),
    },
    steps={"restate": tries(motions.restate, item=1, reason="another")},
    actors=(CHINA, HOST, KAZAKH, SECRETARY, MANAGER, OWNER, TRADER),
    read=_motion,
    offices=lambda programme, by: by.offices,
    begin=does(projects.ask_deregistration, CHINA, project="TH001", reason="never built"),
)

# A request for issuance whose decision both registries issue.


def _request(programme: Programme) -> str:
    with programme.reading() as session:
        return issuances(session)[-1].state


def _authorised(programme: Programme) -> None:
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)


_DECIDED = (
    lambda programme: programme.adopted(1),
    does(committee.publish, SECRETARY, item=1),
)
_BY_HOST = does(issue.issue, MANAGER_TH, request=1, registry="TH")
_BY_PARTNER = does(issue.issue, MANAGER, request=1, registry="CN")
ISSUANCES = Trial(
    ISSUANCE,
    ways={
        "requested": (*_OBJECTED, does(committee.revise, SECRETARY, item=1)),
        "decided": _DECIDED,
        "issued_host_only": (*_DECIDED, _BY_HOST),
        "issued_partner_only": (*_DECIDED, _BY_PARTNER),
        "issued": (*_DECIDED, _BY_HOST, _BY_PARTNER),
        "dropped": (*_OBJECTED, does(committee.drop, SECRETARY, item=1, reason="x")),
    },
    steps={
        "amend": tries(issuance.amend, request=1, deducted_mwh="100"),
        "issue_host": tries(issue.issue, request=1, registry="TH"),
        "issue_partner": tries(issue.issue, request=1, registry="CN"),
    },
    actors=EVERYBODY[:-1],
    read=_request,
    begin=_authorised,
    # A decision is missing, or used, and a registry may have nothing to issue.
    sooner=frozenset({5003, 5056, 7008}),
)

# An ordered correction, of which a part is gone.


def _ordered(programme: Programme) -> None:
    asset = programme.issued()
    programme.books.rows.flush()
    cited = programme.store.fetch(
        "SELECT max(id) FROM book_transaction WHERE type = 'credit.issue'"
    )[0][0]
    programme.do(retirement.cancel, registry="TH", asset=asset, quantity=170, reason="x", by=OWNER)
    programme.do(
        correction.ask_correction, transaction=cited, seat="OWN", quantity=9, reason="x",
        by=MANAGER_TH,
    )  # fmt: skip
    programme.adopted(2)
    programme.do(committee.publish, item=2, by=SECRETARY)
    programme.issued("TH001", 2)


def _compensate(quantity: int) -> Any:
    return tries(ordered.compensate, motion=1, registry="TH", asset=3, quantity=quantity)


def _correction(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM issuance_correction")[0][0])


_CORRECTED = does(ordered.correct, MANAGER_TH, motion=1)
CORRECTIONS = Trial(
    CORRECTION,
    ways={
        "ordered": (),
        "owed": (_CORRECTED,),
        "corrected": (
            _CORRECTED,
            lambda programme: _compensate(2)(programme, OWNER),
        ),
    },
    steps={
        "find_gone": tries(ordered.correct, motion=1),
        "compensate": _compensate(1),
        "settle": _compensate(2),
    },
    actors=EVERYBODY[:-1],
    read=_correction,
    begin=_ordered,
)

# An agreement from the memorandum to its end.


def _to(*steps: tuple[Callable[..., dict[str, Any]], Actor]) -> Any:
    reasoned = (agreements.suspend, agreements.terminate)
    return tuple(
        does(command, by, agreement="CN-TH", **({"reason": "x"} if command in reasoned else {}))
        for command, by in steps
    )


_SUSPENDED = _to((agreements.suspend, HOST))
_TERMINATING = _to((agreements.terminate, HOST))


def _agreement(programme: Programme) -> str:
    with programme.reading() as session:
        return str(agreed.known(session, "CN-TH").state)


AGREEMENTS = Trial(
    AGREEMENT,
    ways={
        "active": (),
        "suspended": _SUSPENDED,
        "terminating": _TERMINATING,
        "terminated": (*_TERMINATING, does(agreements.end, CLOCK, agreement="CN-TH")),
    },
    steps={
        "sign": tries(agreements.sign, agreement="CN-TH"),
        "notify": tries(agreements.notify, agreement="CN-TH"),
        "suspend": tries(agreements.suspend, agreement="CN-TH", reason="x"),
        "resume": tries(agreements.resume, agreement="CN-TH"),
        "terminate": tries(agreements.terminate, agreement="CN-TH", reason="x"),
        "end": tries(agreements.end, agreement="CN-TH"),
    },
    actors=EVERYBODY,
    read=_agreement,
    # Of a step that both take, the first act is only recorded.
    instead={"resume": frozenset({"suspended"})},
)

# A transfer as far as people move it; messages and faults have tests of their own.


def _sending(programme: Programme) -> None:
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
    programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=None, quantity=10,
        purpose="NDC", receiver=None, by=OWNER,
    )  # fmt: skip


def _transfer(programme: Programme) -> str:
    with programme.reading() as session:
        return of_transfers.transfers(session)[0].state


_APPROVED = does(transfers.approve, HOST, transfer=1)
TRANSFERS = Trial(
    TRANSFER,
    ways={
        "requested": (),
        "rejected": (does(transfers.reject, HOST, transfer=1),),
        "withdrawn": (does(transfers.withdraw, OWNER, transfer=1),),
        "notified": (_APPROVED,),
        "returned": (_APPROVED, does(transfers.decline, MANAGER, transfer=1, reason="x")),
        "completed": (_APPROVED, does(transfers.accept, MANAGER, transfer=1)),
    },
    steps={
        "approve": tries(transfers.approve, transfer=1),
        "reject": tries(transfers.reject, transfer=1),
        "withdraw": tries(transfers.withdraw, transfer=1),
        "accept": tries(transfers.accept, transfer=1),
        "refuse": tries(transfers.decline, transfer=1, reason="x"),
    },
    actors=EVERYBODY[:-1],
    read=_transfer,
    begin=_sending,
    # Nothing is accepted before the sending government's approval.
    sooner=frozenset({7008}),
    # Messages follow in the same command while nothing holds them up.
    instead={
        "approve": frozenset({"notified"}),
        "accept": frozenset({"completed"}),
        "refuse": frozenset({"returned"}),
    },
)

# A request to open an account, and a court's freeze.


def _opening(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM account_request")[0][0])


OPENINGS = Trial(
    OPENING,
    ways={
        "requested": (),
        "opened": (does(accounts.open_account, MANAGER, request=1),),
        "declined": (does(accounts.decline, MANAGER, request=1, reason="x"),),
        "withdrawn": (does(accounts.withdraw, TRADER, request=1),),
    },
    steps={
        "open_account": tries(accounts.open_account, request=1),
        "decline": tries(accounts.decline, request=1, reason="x"),
        "withdraw": tries(accounts.withdraw, request=1),
    },
    actors=EVERYBODY[:-1],
    read=_opening,
    begin=does(accounts.ask_opening, TRADER, registry="CN", reason="trade"),
)


def _freeze(programme: Programme) -> None:
    asset = programme.issued()
    with programme.reading() as session:
        account = number_of(session, owner=OWNER.seat, registry="TH")
    programme.do(
        freezing.freeze, account=account, asset=asset, quantity=5, court_order="7", by=MANAGER_TH
    )


def _frozen(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM court_freeze")[0][0])


FREEZES = Trial(
    FREEZE,
    ways={
        "frozen": (),
        "lifted": (does(freezing.lift, MANAGER_TH, freeze=1),),
        "given": (does(freezing.give, MANAGER_TH, freeze=1, receiver="TRA"),),
    },
    steps={
        "lift": tries(freezing.lift, freeze=1),
        "give": tries(freezing.give, freeze=1, receiver="TRA"),
    },
    actors=EVERYBODY[:-1],
    read=_frozen,
    begin=_freeze,
)

TRIALS = {
    one.machine.name: one
    for one in (
        ITEMS, MOTIONS, ISSUANCES, CORRECTIONS, AGREEMENTS, TRANSFERS, OPENINGS, FREEZES,
    )
}  # fmt: skip
UNMOVED = {
    "committee item": {"adopt", "lapse", "amend", "use", "cancel"},
    "motion": {"hold", "drop"},
    "issuance": {"decide", "decide_virtual", "drop", "issue_all"},
    "correction": {"correct"},
    "agreement": {"sign", "notify"},
    "transfer": {
        "check", "notify", "confirm", "debit", "credit", "complete", "discrepancy", "time_out",
        "give_back",
    },
    "account request": set(),
    "court freeze": {"cancel_ordered"},
}  # fmt: skip
"""Triggers that no command of these trials gives: another subject, the clock or messages do."""


def try_all(name: str, chosen: Callable[[int], bool], *, each_once: bool = False) -> None:
    """Make the attempts of a machine; each of its triggers has moved at least once."""
    counts, moved = Counter[str](), set[str]()
    for _, trigger, _, came in tried(TRIALS[name], chosen, each_once=each_once):
        counts[came] += 1
        if came == "moved":
            moved.add(trigger)

    machine = TRIALS[name].machine
    assert {one.trigger for one in machine.moves} - UNMOVED[name] == moved, counts


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_what_the_table_allows_moves_and_nothing_else(name: str) -> None:
    try_all(name, lambda number: number % EVERY == len(name) % EVERY, each_once=True)


@pytest.mark.long
@pytest.mark.parametrize("name", TRIALS)
def test_every_state_trigger_and_office(name: str) -> None:
    try_all(name, lambda number: True)


def test_a_command_around_its_machine_is_noticed() -> None:
    """A trial whose command asks no machine: the harness itself can fail."""
    bare = Trial(
        FREEZE,
        ways={"lifted": FREEZES.ways["lifted"]},
        steps={"lift": lambda programme, by: {}},
        actors=(TRADER,),
        read=_frozen,
        begin=_freeze,
    )
    with pytest.raises(AssertionError, match="was accepted"):
        list(tried(bare, lambda number: True))
    assert issubclass(Refusal, Exception) and Role.TRADER in TRADER.offices
