"""Goal: any serial tells where it came from, what was said of it, and everywhere it has been.

Method: one serial of the Chinese share, one that stayed, one domestic, one never issued.
"""

from __future__ import annotations

from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import ccer
from registry.programme.transfers import commands as transfers
from registry.programme.transfers.queries import Trace, trace
from tests.support.programme import HOST, MANAGER, OWNER, Programme


def traced(programme: Programme, host: str, serial: int) -> Trace:
    with programme.reading() as session:
        found = trace(session, host, serial)
    assert found is not None
    return found


def test_a_transferred_serial_is_traced_to_the_decision(programme: Programme) -> None:
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    transfer = programme.do(
        transfers.request,
        source="TH",
        target="CN",
        unit="BRC",
        asset=None,
        quantity=100,
        purpose="NDC",
        receiver=None,
        by=OWNER,
    )["transfer"]
    programme.do(transfers.approve, transfer=transfer, by=HOST)
    programme.do(transfers.accept, transfer=transfer, by=MANAGER)
    life = traced(programme, "TH", 200)

    assert "THA01-TH001-2027-200" == life.printed
    assert life.project is not None
    assert "TH001" == life.project.code
    assert life.item is not None
    assert [("CN", "affirm"), ("HOST", "affirm")] == [(v.side, v.vote) for v in life.item.votes]
    assert ["THA-AUT-0001"] == [a.code for a in life.authorisations]
    assert life.first_transfer is not None
    assert "transfer 1" == life.first_transfer.because
    assert [("TH", 100)] == [(a.party, a.quantity) for a in life.adjustments]
    assert [
        ("OWN", "holding", "TH", "credit.issue"),
        ("OWN", "holding_blocked", "TH", "credit.block"),
        ("TH>CN", "in_transit", "", "transfer.send"),
        ("OWN", "holding", "CN", "transfer.receive"),
    ] == [(m.owner, m.kind, m.registry, m.type) for m in life.moves]


def test_a_serial_that_stayed_was_not_first_transferred(programme: Programme) -> None:
    programme.issued()
    life = traced(programme, "TH", 1)

    assert life.first_transfer is None
    assert ((), ()) == (life.authorised, life.adjustments)
    assert ["PAR"] == [move.owner for move in life.moves]


def test_a_domestic_serial_has_a_registration_and_no_committee(programme: Programme) -> None:
    programme.do(ccer.register, project="CN001", period=1, by=MANAGER)
    life = traced(programme, "CN", 71_697)

    assert life.item is None
    assert life.issuance is None
    assert life.registration is not None
    assert 71_697 == life.registration.quantity


def test_a_serial_that_was_never_issued_has_no_trace(programme: Programme) -> None:
    programme.issued()
    with programme.reading() as session:
        assert trace(session, "TH", 356) is None
        assert trace(session, "CN", 1) is None
