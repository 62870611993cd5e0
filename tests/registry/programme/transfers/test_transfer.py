"""Goal: credits cross the border only under an authorisation, by messages and three records.

Method: a batch of 355 t in Thailand (178 PAR, 177 OWN); each refusal proves that nothing changed.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.programme.adjustments import queries as adjustments
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import ccer
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import queries
from registry.roles import Actor
from tests.support.programme import (
    BUYER,
    CHINA,
    EMITTER,
    HOST,
    MANAGER,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    WIND,
    Programme,
    entries,
)

pytestmark = pytest.mark.slow

ASKED: dict[str, Any] = {
    "source": "TH",
    "target": "CN",
    "unit": "BRC",
    "asset": None,
    "quantity": 100,
    "purpose": "NDC",
    "receiver": None,
}


@pytest.fixture
def asset(programme: Programme) -> int:
    return programme.issued()


def authorise(programme: Programme, quantity: int = 1000, *purposes: str) -> None:
    programme.do(
        authorisation.grant,
        project="TH001",
        purposes=purposes or ("NDC",),
        quantity=quantity,
        by=HOST,
    )


def ask(programme: Programme, *, by: Actor = OWNER, **changed: Any) -> int:
    return int(programme.do(transfers.request, **{**ASKED, **changed}, by=by)["transfer"])


def numbers(programme: Programme, *, by: Actor = OWNER, **changed: Any) -> list[int]:
    """The failed checks of a request that must be refused without a change."""
    with programme.reading() as session:
        before = len(queries.transfers(session))
    arguments = {**ASKED, **changed}
    code = _first_code(programme, by, arguments)
    refusal = programme.refuses(code, transfers.request, **arguments, by=by)
    with programme.reading() as session:
        assert before == len(queries.transfers(session))
    return [check.number for check in refusal.checks]


def _first_code(programme: Programme, by: Actor, arguments: dict[str, Any]) -> str:
    try:
        programme.do(transfers.request, **arguments, by=by)
    except Refusal as refusal:
        return refusal.code
    raise AssertionError("the request was not refused")


def test_a_transfer_is_proposed_then_credited(programme: Programme, asset: int) -> None:
    authorise(programme)
    transfer = ask(programme)
    blocked = programme.free(OWNER, "TH", asset)
    sent = programme.do(transfers.approve, transfer=transfer, by=HOST)
    abroad = programme.free(OWNER, "CN", asset)
    credited = programme.do(transfers.accept, transfer=transfer, by=MANAGER)

    assert 77 == blocked
    assert ("THA01>CHN01-000001", "notified") == (sent["transfer_id"], sent["state"])
    assert 0 == abroad
    assert ("completed", 100, 100) == (
        credited["state"], credited["credited"], credited["first_transferred"],
    )  # fmt: skip
    assert 100 == programme.free(OWNER, "CN", asset)


def test_both_registries_write_the_same_ranges_and_digest(programme: Programme, asset: int) -> None:
    authorise(programme)
    transfer = ask(programme, receiver=BUYER.seat)
    programme.do(transfers.approve, transfer=transfer, by=HOST)
    programme.do(transfers.accept, transfer=transfer, by=MANAGER)
    with programme.reading() as session:
        kept = queries.records(session, transfer_id="THA01>CHN01-000001")
    (out,) = [one for one in kept if one.entry == "debited" and one.registry == "TH"]
    (received,) = [one for one in kept if one.entry == "credited"]
    (final,) = [one for one in kept if one.entry == "final"]

    assert ("TH", "out", "CN", "in") == (
        out.registry, out.direction, received.registry, received.direction,
    )  # fmt: skip
    assert ("LOG", "log") == (final.registry, final.direction)
    assert "THA01-TH001-2027-179-278" == out.ranges == received.ranges == final.ranges
    assert 64 == len(out.digest)
    assert out.digest == received.digest
    assert out.posted_as != received.posted_as
    assert 100 == programme.free(BUYER, "CN", asset)


def test_the_debit_marks_the_first_transfer_and_the_host_adds_it(
    programme: Programme, asset: int
) -> None:
    authorise(programme)
    programme.do(transfers.approve, transfer=ask(programme), by=HOST)
    with programme.reading() as session:
        assert [] == entries(session)
    programme.do(transfers.accept, transfer=1, by=MANAGER)
    with programme.reading() as session:
        found = entries(session)
        marked = adjustments.first_transfers(session, asset=asset, ranges=[(1, 355)])

    assert [("TH", "first_transfer", 2027, 100, "transfer 1")] == [
        (e.party, e.kind, e.year, e.quantity, e.because) for e in found
    ]
    assert [(179, 278, "transfer")] == [(m.first, m.last, m.marked_by) for m in marked]


def test_credits_come_back_without_a_second_adjustment_and_leave_again(
    programme: Programme, asset: int
) -> None:
    authorise(programme, 100)
    for source, target, sender, manager in (
        ("TH", "CN", HOST, MANAGER),
        ("CN", "TH", CHINA, MANAGER_TH),
    ):
        transfer = ask(programme, source=source, target=target)
        programme.do(transfers.approve, transfer=transfer, by=sender)
        programme.do(transfers.accept, transfer=transfer, by=manager)
    home = programme.free(OWNER, "TH", asset)
    with programme.reading() as session:
        found = entries(session)
        identities = [r.transfer_id for r in queries.records(session) if r.entry == "credited"]

    assert 177 == home
    assert [100] == [entry.quantity for entry in found]
    assert ["THA01>CHN01-000001", "CHN01>THA01-000001"] == identities
    # The maximum is used up, and 77 t that stayed at home stand first in line.
    assert [4008] == numbers(programme, quantity=77)


def test_the_unmarked_part_of_a_mixed_lot_needs_cover(programme: Programme, asset: int) -> None:
    authorise(programme, 130)
    for source, target, sender, manager in (
        ("TH", "CN", HOST, MANAGER),
        ("CN", "TH", CHINA, MANAGER_TH),
    ):
        transfer = ask(programme, source=source, target=target)
        programme.do(transfers.approve, transfer=transfer, by=sender)
        programme.do(transfers.accept, transfer=transfer, by=manager)

    assert [4008] == numbers(programme, quantity=177)
    programme.do(transfers.request, **{**ASKED, "quantity": 30}, by=OWNER)
    programme.do(transfers.approve, transfer=3, by=HOST)
    programme.do(transfers.accept, transfer=3, by=MANAGER)
    with programme.reading() as session:
        assert [100, 30] == [e.quantity for e in entries(session)]


def test_without_an_authorisation_nothing_leaves(programme: Programme, asset: int) -> None:
    assert [4002] == numbers(programme)


def test_the_purpose_must_be_authorised(programme: Programme, asset: int) -> None:
    authorise(programme, 1000, "OIMP")

    assert [4003] == numbers(programme)
    assert 1 == ask(programme, purpose="OIMP")


def test_the_maximum_bounds_first_transfers(programme: Programme, asset: int) -> None:
    authorise(programme, 99)

    assert [4008] == numbers(programme)
    assert 1 == ask(programme, quantity=99)


@pytest.mark.parametrize(
    ("by", "changed", "failed"),
    [
        (OWNER, {"quantity": 0}, [3008]),
        (OWNER, {"quantity": -5}, [3008]),
        (OWNER, {"quantity": 178}, [3005]),
        (OWNER, {"target": "TH"}, [7022]),
        (OWNER, {"receiver": TRADER.seat}, [7020]),
        (OWNER, {"receiver": "XXX"}, [7020]),
        (EMITTER, {}, [7021, 3005]),
        (OWNER, {"target": "TH", "receiver": EMITTER.seat, "quantity": 999}, [7022, 7020, 3005]),
    ],
)
def test_every_failed_check_is_told(
    programme: Programme, asset: int, by: Actor, changed: dict[str, Any], failed: list[int]
) -> None:
    authorise(programme)

    assert failed == numbers(programme, by=by, **changed)


def test_all_that_fails_is_told_at_once(programme: Programme, asset: int) -> None:
    assert [7020, 3005, 4002] == numbers(programme, receiver=TRADER.seat, quantity=500)


def test_domestic_reductions_do_not_leave(programme: Programme) -> None:
    programme.do(ccer.register, project="CN001", period=1, by=MANAGER)

    assert [7020, 3006] == numbers(
        programme, by=WIND, source="CN", target="TH", unit="CCER", quantity=5
    )


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        (OWNER, {"source": "LA"}, "procedure.choice_unknown"),
        (OWNER, {"target": ""}, "procedure.choice_unknown"),
        (OWNER, {"unit": "EUA"}, "procedure.choice_unknown"),
        (OWNER, {"purpose": "fun"}, "procedure.choice_unknown"),
        (OWNER, {"asset": 77}, "procedure.batch_unknown"),
        (OWNER, {"asset": 1}, "procedure.batch_unknown"),
        (OWNER, {"asset": 2, "unit": "CCER"}, "procedure.choice_unknown"),
        (SECRETARY, {}, "machine.role_not_allowed"),
    ],
)
def test_a_request_for_nothing_known_is_refused(
    programme: Programme, asset: int, by: Actor, changed: dict[str, Any], code: str
) -> None:
    programme.refuses(code, transfers.request, **{**ASKED, **changed}, by=by)


def test_the_authorisation_is_looked_at_again_when_sending(
    programme: Programme, asset: int
) -> None:
    authorise(programme, 150)
    first, second = ask(programme), ask(programme, by=PARTNER)
    programme.do(transfers.approve, transfer=first, by=HOST)
    refusal = programme.refuses(
        "procedure.above_maximum", transfers.approve, transfer=second, by=HOST
    )

    assert 50 == refusal.facts["left"]


@pytest.mark.parametrize(("step", "by"), [(transfers.reject, HOST), (transfers.withdraw, OWNER)])
def test_what_is_called_off_comes_back(
    programme: Programme, asset: int, step: Any, by: Actor
) -> None:
    authorise(programme)
    transfer = ask(programme)
    answer = programme.do(step, transfer=transfer, by=by)

    assert 100 == answer["released"]
    assert 177 == programme.free(OWNER, "TH", asset)
    for again in (transfers.approve, transfers.reject):
        programme.refuses("machine.move_not_allowed", again, transfer=transfer, by=HOST)


def test_only_those_concerned_move_a_request(programme: Programme, asset: int) -> None:
    authorise(programme)
    transfer = ask(programme)
    for code, step, by in (
        ("procedure.transfer_unknown", transfers.approve, HOST),
        ("machine.role_not_allowed", transfers.approve, OWNER),
        ("procedure.other_country", transfers.approve, CHINA),
        ("procedure.other_country", transfers.reject, CHINA),
        ("procedure.not_yours", transfers.withdraw, PARTNER),
        ("procedure.approval_missing", transfers.accept, MANAGER),
        ("machine.move_not_allowed", transfers.decline, MANAGER),
    ):
        number = 99 if code.endswith("unknown") else transfer
        reason = {"reason": "x"} if step is transfers.decline else {}
        programme.refuses(code, step, transfer=number, by=by, **reason)
    programme.do(transfers.approve, transfer=transfer, by=HOST)
    programme.refuses("procedure.other_country", transfers.accept, transfer=transfer, by=MANAGER_TH)
    programme.refuses("machine.role_not_allowed", transfers.accept, transfer=transfer, by=HOST)


def test_each_transfer_keeps_its_own_serials_whichever_is_accepted_first(
    programme: Programme, asset: int
) -> None:
    authorise(programme)
    first, second = ask(programme), ask(programme, by=PARTNER, quantity=50)
    for transfer in (second, first):
        programme.do(transfers.approve, transfer=transfer, by=HOST)
    for transfer in (first, second):
        programme.do(transfers.accept, transfer=transfer, by=MANAGER)

    with programme.reading() as session:
        assert [
            ("TH", "THA01-TH001-2027-179-278"),
            ("CN", "THA01-TH001-2027-179-278"),
            ("TH", "THA01-TH001-2027-1-50"),
            ("CN", "THA01-TH001-2027-1-50"),
        ] == [
            (r.registry, r.ranges)
            for r in queries.records(session)
            if r.entry in ("debited", "credited") and r.registry != "LOG"
        ]


def test_a_request_takes_batches_first_in_first_out(programme: Programme, asset: int) -> None:
    authorise(programme)
    second = programme.issued(period=2)
    answer = programme.do(transfers.request, **{**ASKED, "quantity": 200}, by=OWNER)
    with programme.reading() as session:
        blocked = queries.blocked_by_requests(session)
    programme.do(transfers.approve, transfer=answer["transfer"], by=HOST)

    assert [[asset, 177], [second, 23]] == answer["lots"]
    assert [("OWN", "TH", asset, 177), ("OWN", "TH", second, 23)] == [
        (b.owner, b.registry, b.asset, b.quantity) for b in blocked
    ]
    with programme.reading() as session:
        assert [] == queries.blocked_by_requests(session)
        assert {"THA01-TH001-2027-179-355 THA01-TH001-2027-711-733"} == {
            r.ranges for r in queries.records(session)
        }


def test_offices_see_what_waits_for_them(programme: Programme, asset: int) -> None:
    authorise(programme)
    ask(programme)

    def waiting() -> tuple[int, int]:
        with programme.reading() as session:
            to_send = queries.waiting_to_be_sent(session, "TH")
            to_accept = queries.waiting_to_be_accepted(session, "CN")
        return len(to_send), len(to_accept)

    seen = [waiting()]
    programme.do(transfers.approve, transfer=1, by=HOST)
    seen.append(waiting())
    programme.do(transfers.accept, transfer=1, by=MANAGER)
    seen.append(waiting())

    assert [(1, 0), (0, 1), (0, 0)] == seen
