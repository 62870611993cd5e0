"""Goal: supply is matched with demand by unit, vintage and authorisation, not by tonnes alone.

Method: the small programme with accounts; credits are issued and authorised; the report is read
after each.
"""

from __future__ import annotations

from registry.compliance import fitting
from registry.compliance.fitting import ADJUSTED, CONTRIBUTION, NDC, OFFSET, FittingReport
from registry.programme.authorisation import commands as authorisation
from registry.programme.ndc import commands as ndc
from tests.support.ndc import accounted, submitted
from tests.support.programme import CHINA, HOST, NOW, Programme


def report(world: Programme) -> FittingReport:
    with world.reading() as session:
        return fitting.report(session, at=NOW)


def needs(world: Programme) -> dict[str, fitting.DemandLine]:
    return {one.channel: one for one in report(world).demand}


def lines(world: Programme, agreement: str, vintage: int) -> list[fitting.SupplyLine]:
    return [o for o in report(world).supply if (o.agreement, o.vintage) == (agreement, vintage)]


def test_what_nobody_has_authorised_serves_no_target() -> None:
    world = accounted()
    world.do(ndc.report_inventory, by=CHINA)
    found = needs(world)
    assert (found[NDC].party, found[NDC].needed_t, found[NDC].fitting_t) == ("CN", 100_000, 0)
    assert found[NDC].short_t == 100_000
    (thai,) = lines(world, "CN-TH", 2028)
    assert (thai.issued_t, thai.purposes) == (0, ())
    assert [report(world).demand[place].channel for place in thai.fits] == [CONTRIBUTION]
    world.close()


def test_authorised_credits_serve_the_target_of_their_party() -> None:
    world = accounted()
    submitted(world, "CN", CHINA)
    submitted(world, "TH", HOST)
    world.do(
        authorisation.grant, project="TH001", purposes=["NDC", "OIMP"], quantity=900,
        vintage_last=2027, by=HOST,
    )  # fmt: skip
    world.issued()
    demand = report(world).demand
    covered = [one for one in report(world).supply if "NDC" in one.purposes]
    assert {one.vintage for one in covered} == {2027}
    for one in covered:
        assert [demand[place].channel for place in one.fits] == [NDC, ADJUSTED]
        assert one.held_t == one.issued_t > 0
    assert needs(world)[NDC].fitting_t == sum(one.held_t + one.expected_t for one in covered)
    # 2028 is not authorised: it is a contribution only.
    (later,) = lines(world, "CN-TH", 2028)
    assert [demand[place].channel for place in later.fits] == [CONTRIBUTION]
    world.close()


def test_offsets_take_domestic_credits_alone() -> None:
    world = accounted()
    found = report(world)
    place = [one.channel for one in found.demand].index(OFFSET)
    assert {one.unit for one in found.supply if place in one.fits} == {"CCER"}
    assert all(ADJUSTED not in [found.demand[p].channel for p in one.fits] for one in found.supply)
    world.close()
