"""Goal: an offset bundle is accepted as a whole, or refused with all its mistakes.

Method: an obligation of 10,019 t, so that 5 % are 500.95 and the cap is 500 t; each refusal
proves that nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.accounts import CNY, OFFSET
from registry.compliance import commands as compliance
from registry.compliance import queries
from registry.programme.authorisation import commands as authorisation
from registry.programme.issuance import ccer
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from tests.support.programme import (
    EMITTER,
    HOST,
    MANAGER,
    OWNER,
    RULE,
    TRADER,
    WIND,
    Programme,
    actor,
)

ACCEPTED = {"accepted_t": 500, "cap_t": 500, "left_t": 0}


@pytest.fixture
def desk() -> Iterator[Programme]:
    """Batches without a decision break one invariant; all others must hold."""
    world = Programme()
    yield world
    assert {"issued_is_what_was_decided"} >= {finding.invariant for finding in world.audit()}
    world.close()


def given(programme: Programme, quantity: int) -> int:
    return programme.given(EMITTER, registry="CN", project="CN001", quantity=quantity)


def submit(*lots: tuple[int, int]) -> dict[str, Any]:
    return {"lots": [{"asset": asset, "quantity": quantity} for asset, quantity in lots]}


def belt_and_road(programme: Programme) -> int:
    """Credits of TH001 in the emitter's account in China's registry."""
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    transfer = programme.do(
        transfers.request,
        source="TH",
        target="CN",
        unit="BRC",
        asset=asset,
        quantity=100,
        purpose="NDC",
        receiver=EMITTER.seat,
        by=OWNER,
    )["transfer"]
    programme.do(transfers.approve, transfer=transfer, by=HOST)
    programme.do(transfers.accept, transfer=transfer, by=MANAGER)
    return asset


def test_the_cap_itself_is_allowed_and_rounded_down(desk: Programme) -> None:
    asset = given(desk, 600)
    refusal = desk.refuses(
        "procedure.above_cap", compliance.submit, by=EMITTER, **submit((asset, 501))
    )
    answer = desk.do(compliance.submit, by=EMITTER, **submit((asset, 500)))
    final = desk.books.found(OFFSET, asset, owner="offset", registry="CN")

    assert {
        "asked": 501,
        "percent": 5,
        "obligation": 10_019,
        "cap": 500,
        "used": 0,
        "left": 500,
    } == refusal.facts
    assert ACCEPTED == answer
    assert (500, 100) == (final, desk.free(EMITTER, "CN", asset))


def test_what_was_used_before_counts_towards_the_cap(desk: Programme) -> None:
    first, second = given(desk, 300), given(desk, 300)
    desk.do(compliance.submit, by=EMITTER, **submit((first, 300)))
    refusal = desk.refuses(
        "procedure.above_cap", compliance.submit, by=EMITTER, **submit((second, 201))
    )
    answer = desk.do(compliance.submit, by=EMITTER, **submit((second, 200)))
    with desk.reading() as session:
        seen = queries.offset_position(session, seat=EMITTER.seat, at=desk.books.at)
        told = queries.submissions(session, seat=EMITTER.seat)

    assert (300, 200) == (refusal.facts["used"], refusal.facts["left"])
    assert {"accepted_t": 200, "cap_t": 500, "left_t": 0} == answer
    assert seen is not None
    assert (2027, 500, 500, 0) == (seen.year, seen.cap_t, seen.used_t, seen.left_t)
    assert [((second, 200),), ((first, 300),)] == [view.lots for view in told]


def test_lots_of_one_batch_are_added_up(desk: Programme) -> None:
    asset = given(desk, 300)
    refusal = desk.refuses(
        "procedure.quantity_not_free",
        compliance.submit,
        by=EMITTER,
        **submit((asset, 200), (asset, 200)),
    )

    assert (400, 300) == (refusal.facts["quantity"], refusal.facts["free"])


def test_credits_of_a_covered_entitys_project_are_refused(desk: Programme) -> None:
    covered = desk.do(ccer.register, project="CN002", period=1, by=MANAGER)["batch"]
    refusal = desk.refuses(
        "procedure.from_covered_entity", compliance.submit, by=EMITTER, **submit((covered, 50))
    )

    assert [6002] == [check.number for check in refusal.checks]


def test_a_project_that_an_emitter_owns_is_one_of_a_covered_entity(desk: Programme) -> None:
    desk.execute("DROP TRIGGER project_no_update")
    desk.execute("UPDATE project SET from_covered_entity = 0 WHERE code = 'CN002'")
    own = desk.do(ccer.register, project="CN002", period=1, by=MANAGER)["batch"]
    refusal = desk.refuses(
        "procedure.from_covered_entity", compliance.submit, by=EMITTER, **submit((own, 50))
    )

    assert "CN002" == refusal.facts["project"]


def test_belt_and_road_credits_are_no_ccer(desk: Programme) -> None:
    asset = belt_and_road(desk)
    refusal = desk.refuses(
        "procedure.type_not_admitted", compliance.submit, by=EMITTER, **submit((asset, 10))
    )

    assert [6007] == [check.number for check in refusal.checks]
    assert "BRC" in refusal.text("en")


def test_the_switch_admits_belt_and_road_credits() -> None:
    world = Programme(rule={**RULE, "recognise_belt_and_road": True})
    asset = belt_and_road(world)
    answer = world.do(compliance.submit, by=EMITTER, **submit((asset, 100)))

    assert {"accepted_t": 100, "cap_t": 500, "left_t": 400} == answer
    assert [] == world.audit()
    world.close()


def test_everything_wrong_with_a_bundle_is_told_at_once(desk: Programme) -> None:
    asset = belt_and_road(desk)
    covered = desk.do(ccer.register, project="CN002", period=1, by=MANAGER)["batch"]
    refusal = desk.refuses(
        "procedure.above_cap",
        compliance.submit,
        by=EMITTER,
        **submit((asset, 450), (covered, 60), (asset, 0)),
    )

    assert [6001, 6002, 6007, 3005, 3005, 3008] == [check.number for check in refusal.checks]


@pytest.mark.parametrize(
    ("by", "lots", "code"),
    [
        (EMITTER, [], "procedure.bundle_empty"),
        (EMITTER, [(77, 1)], "procedure.batch_unknown"),
        (EMITTER, [(CNY, 1)], "procedure.batch_unknown"),
        (WIND, [(2, 1)], "machine.role_not_allowed"),
        (actor(TRADER.seat, EMITTER.role), [(2, 1)], "procedure.obligation_unknown"),
    ],
)
def test_a_submission_is_refused(
    desk: Programme, by: Actor, lots: list[tuple[int, int]], code: str
) -> None:
    given(desk, 10)
    desk.refuses(code, compliance.submit, by=by, **submit(*lots))


@pytest.mark.parametrize(
    "dates",
    [{"valid_from": "2028-03-14"}, {"valid_from": "2021-02-01", "valid_to": "2028-03-12"}],
)
def test_a_rule_holds_from_its_first_to_its_last_day(dates: dict[str, str]) -> None:
    world = Programme(rule={**RULE, **dates})
    asset = given(world, 10)
    refusal = world.refuses(
        "procedure.rule_not_in_force", compliance.submit, by=EMITTER, **submit((asset, 1))
    )

    assert "2028-03-13" == refusal.facts["day"]
    world.close()
