"""Goal: the trace of any serial has its origin, decisions, adjustments and every move.

Method: serials that were held, transferred, blocked, sold, retired or cancelled, a domestic and an
unissued one; their steps are listed as registry, holder, tonnes and adjustment.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import KINDS, AssetKind
from ledger.transactions import TYPES
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import allowances, ccer
from registry.programme.retirement import commands as retirement
from registry.programme.trace import STATE_OF, STEP_OF, State, Trace, trace
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import faults
from registry.roles import Actor
from tests.support.links import TRAINER
from tests.support.programme import CHINA, HOST, MANAGER, OWNER, PARTNER, WIND, Programme


def traced(programme: Programme, host: str, serial: int) -> Trace:
    with programme.reading() as session:
        found = trace(session, host, serial)
    assert found is not None
    return found


def asked(programme: Programme, *, by: Actor, quantity: int, to: Actor | None = None) -> int:
    """Requests a transfer from Thailand to China; returns its number."""
    asked = programme.do(
        transfers.request,
        source="TH",
        target="CN",
        unit="BRC",
        asset=None,
        quantity=quantity,
        purpose="NDC",
        receiver=to.seat if to else None,
        by=by,
    )
    return int(asked["transfer"])


def moved(programme: Programme, *, quantity: int, to: Actor | None = None) -> None:
    """Tonnes of Thailand's share, transferred to China."""
    transfer = asked(programme, by=OWNER, quantity=quantity, to=to)
    programme.do(transfers.approve, transfer=transfer, by=HOST)
    programme.do(transfers.accept, transfer=transfer, by=MANAGER)


def authorised(programme: Programme) -> int:
    """A batch of which the first 178 t are the partner's, under an authorisation; its asset."""
    asset = programme.issued()
    terms: dict[str, Any] = {"project": "TH001", "purposes": ["NDC", "OIMP"], "quantity": 300}
    programme.do(authorisation.grant, **terms, by=HOST)
    return asset


def steps(life: Trace) -> list[tuple[str, str, str, int | None, str | None]]:
    return [(s.kind, s.registry, s.seat, s.quantity, s.adjusts) for s in life.steps]


DECIDED = [
    ("requested", "TH", "OWN", 355, None),
    ("decided", "", "", 355, None),
]


def test_a_transferred_serial_is_traced_to_the_decision(programme: Programme) -> None:
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    moved(programme, quantity=100)
    life = traced(programme, "TH", 200)

    assert "THA01-TH001-2027-200" == life.printed
    assert life.project is not None
    assert "TH001" == life.project.code
    assert life.item is not None
    assert [("partner", "affirm"), ("host", "affirm")] == [
        (v.side, v.vote) for v in life.item.votes
    ]
    assert ["THA-AUT-0001"] == [a.code for a in life.authorisations]
    assert life.first_transfer is not None
    assert "transfer 1" == life.first_transfer.because
    assert [("TH", 100)] == [(a.party, a.quantity) for a in life.adjustments]
    assert [
        ("OWN", "holding", "TH", "credit.issue"),
        ("OWN", "holding_blocked", "TH", "credit.block"),
        ("THA01>CHN01-000001", "set_aside", "TH", "transfer.propose"),
        ("THA01>CHN01-000001", "in_transit", "", "transfer.send"),
        ("OWN", "holding", "CN", "transfer.receive"),
    ] == [(m.owner, m.kind, m.registry, m.type) for m in life.moves]


def test_a_serial_that_stayed_was_not_first_transferred(programme: Programme) -> None:
    programme.issued()
    life = traced(programme, "TH", 1)

    assert life.first_transfer is None
    assert ((), (), ()) == (life.authorised, life.adjustments, life.purposes)
    assert ("", None) == (life.itmo, life.retirement)
    assert (State.HELD, "PAR") == (life.state, life.holder)
    assert [*DECIDED, ("issued", "TH", "PAR", 178, None)] == steps(life)
    assert ["PAR"] == [move.owner for move in life.moves]


def test_a_domestic_serial_has_a_registration_and_no_committee(programme: Programme) -> None:
    programme.do(ccer.register, project="CN001", period=1, by=MANAGER)
    life = traced(programme, "CN", 71_697)

    assert life.item is None
    assert life.issuance is None
    assert life.registration is not None
    assert 71_697 == life.registration.quantity
    assert [("registered", "CN", "WIN", 71_697, None)] == steps(life)


def test_a_use_by_china_is_both_halves_of_an_adjustment(programme: Programme) -> None:
    asset = authorised(programme)
    moved(programme, quantity=100, to=CHINA)
    terms: dict[str, Any] = {"registry": "CN", "asset": asset, "quantity": 60, "purpose": "ndc"}
    programme.do(retirement.retire, **terms, by=CHINA)
    life = traced(programme, "TH", 179)

    assert [
        *DECIDED,
        ("authorised", "TH", "GTH", None, None),
        ("issued", "TH", "OWN", 177, None),
        ("sent", "", "", 100, "first_transfer"),
        ("received", "CN", "GCN", 100, None),
        ("retired", "CN", "", 60, "use"),
    ] == steps(life)
    assert [("TH", "first_transfer", 100), ("CN", "use", 60)] == [
        (a.party, a.kind, a.quantity) for a in life.adjustments
    ]
    assert (State.RETIRED, "") == (life.state, life.holder)
    assert life.retirement is not None
    assert ("GCN", 60) == (life.retirement.seat, life.retirement.quantity)
    assert ("NDC", "OIMP") == life.purposes
    assert "CA0007-THA01-THA-179-238-2027" == life.itmo


def test_what_is_asked_for_is_blocked_and_what_was_sent_is_on_its_way(
    programme: Programme,
) -> None:
    authorised(programme)
    programme.do(transfers.approve, transfer=asked(programme, by=OWNER, quantity=20), by=HOST)
    proposed = traced(programme, "TH", 179)
    programme.do(faults.message, kind="lose", step="release", by=TRAINER)
    programme.do(transfers.accept, transfer=1, by=MANAGER)
    asked(programme, by=OWNER, quantity=5)
    taken_back = asked(programme, by=PARTNER, quantity=7)
    programme.do(transfers.withdraw, transfer=taken_back, by=PARTNER)
    sent, waits, back = (traced(programme, "TH", number) for number in (179, 199, 1))

    assert (State.BLOCKED, "") == (proposed.state, proposed.holder)
    assert (State.IN_TRANSIT, "", "sent") == (sent.state, sent.holder, sent.steps[-1].kind)
    assert (State.BLOCKED, "OWN", "blocked") == (waits.state, waits.holder, waits.steps[-1].kind)
    assert (State.HELD, "PAR", "released") == (back.state, back.holder, back.steps[-1].kind)
    assert "blocked" not in {step.kind for step in (*sent.steps, *back.steps)}


def test_a_withdrawn_serial_tells_its_cancellation(programme: Programme) -> None:
    programme.do(ccer.register, project="CN001", period=1, by=MANAGER)
    terms: dict[str, Any] = {"registry": "CN", "asset": 2, "quantity": 4, "reason": "an error"}
    programme.do(retirement.cancel, **terms, by=WIND)
    life = traced(programme, "CN", 4)

    assert life.retirement is not None
    assert ("cancelled", "an error") == (life.retirement.ending, life.retirement.reason)
    assert [True, False] == [step.kind.is_final for step in reversed(life.steps)]
    assert (State.CANCELLED, "", "") == (life.state, life.holder, life.itmo)


def test_every_kind_of_sub_account_in_which_a_serial_can_rest_is_a_state() -> None:
    passing = {"issuance_source", "ccp_units"}
    credits = {name for name, kind in KINDS.items() if kind.asset == AssetKind.CREDIT}

    assert credits - passing == set(STATE_OF)
    assert set(State) == set(STATE_OF.values())


def test_every_type_of_transaction_that_moves_credits_is_a_step() -> None:
    credits = {kind.name for kind in KINDS.values() if kind.asset == AssetKind.CREDIT}
    moving = {
        code
        for code, type_ in TYPES.items()
        if any(kind.name in credits for pair in type_.pairs for kind in pair)
    }

    assert moving == set(STEP_OF)


def test_the_end_is_a_step_of_its_own_type() -> None:
    final = {kind.name for kind in KINDS.values() if kind.asset == AssetKind.CREDIT and kind.final}
    # A cancellation is one step; its purpose or order is in the name of its final place.
    steps = {name.partition("_")[0] for name in final}

    assert steps == {kind for kind in STEP_OF.values() if kind.is_final}


def test_an_allowance_begins_with_its_issue(programme: Programme) -> None:
    programme.do(allowances.issue, year=2028, quantity=500, by=CHINA)
    life = traced(programme, "CN", 7)

    assert [("issued", "CN", "GCN", 500, None)] == steps(life)
    assert (State.HELD, "GCN", "") == (life.state, life.holder, life.itmo)


def test_a_serial_that_was_never_issued_has_no_trace(programme: Programme) -> None:
    programme.issued()
    with programme.reading() as session:
        assert trace(session, "TH", 356) is None
        assert trace(session, "CN", 1) is None
