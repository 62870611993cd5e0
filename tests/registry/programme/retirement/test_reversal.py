"""Goal: a use is taken back once, in time, by its registry's manager, and is in no sum any more.

Method: uses of every kind on the small programme; the state is read back; each refusal proves that
nothing has changed; faults are planted by SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from ledger.accounts import OFFSET, RETIRED
from ledger.kernel.clock import day_of
from registry.compliance import commands as compliance
from registry.compliance import queries as offsets
from registry.pace import REVERSAL, Kind, Period
from registry.programme.accounts import controls
from registry.programme.adjustments.queries import because_of
from registry.programme.authorisation import commands as authorisation
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import queries
from registry.programme.retirement.reversal import reverse
from registry.programme.trace import StepKind, trace
from registry.programme.transfers import commands as transfers
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    EMITTER,
    HOST,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    Programme,
    years,
)

pytestmark = pytest.mark.slow

TWO_WEEKS = Period(14, Kind.CALENDAR, "", "", "")


def played(period: Period = TWO_WEEKS) -> Programme:
    """A programme whose registries reverse uses."""
    world = Programme()

    def switch(books: Any, *, by: Any, at: int) -> dict[str, Any]:
        controls.play(books, name=REVERSAL, period=period, trading=())
        return {}

    world.do(switch, by=MANAGER)
    return world


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = played()
    yield world
    assert {"issued_is_what_was_decided"} >= {one.invariant for one in world.audit()}
    world.close()


def used_by_china(programme: Programme, quantity: int = 60) -> int:
    """China uses credits from Thailand for its NDC; the transaction."""
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    asked = programme.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=100,
        purpose="NDC", receiver=CHINA.seat, by=OWNER,
    )  # fmt: skip
    programme.do(transfers.approve, transfer=asked["transfer"], by=HOST)
    programme.do(transfers.accept, transfer=asked["transfer"], by=MANAGER)
    programme.do(
        retirement.retire, registry="CN", asset=asset, quantity=quantity, purpose="ndc", by=CHINA
    )
    return posted(programme)


def posted(programme: Programme) -> int:
    """The last transaction of the books."""
    return programme.books.next_transaction - 1


def offset(programme: Programme, quantity: int = 300) -> tuple[int, int]:
    """An emitter offsets credits; their batch and the transaction."""
    asset = programme.given(EMITTER, registry="CN", project="CN001", quantity=quantity)
    programme.do(compliance.submit, lots=[{"asset": asset, "quantity": quantity}], by=EMITTER)
    return asset, posted(programme)


def test_a_use_towards_an_ndc_comes_back_and_is_subtracted_no_more(programme: Programme) -> None:
    used = used_by_china(programme)
    answer = programme.do(reverse, transaction=used, reason="wrong year", by=MANAGER)
    (asset,) = programme.books.batches
    with programme.reading() as session:
        (seen,) = queries.retirements(session, seat=CHINA.seat)
        (back,) = queries.reversals(session, registry="CN")
        china, host = (years(session, party=party) for party in ("CN", "TH"))
        (entered,) = because_of(session, "reversal 1")

    assert {"reversal": 1, "quantity": 60, "seat": "GCN"}.items() <= answer.items()
    assert (100, 0) == (
        programme.free(CHINA, "CN", asset),
        programme.books.found(RETIRED, asset, owner="retired", registry="CN"),
    )
    assert NOW == seen.reversed_at
    assert ("wrong year", "MAN", "retirement", 1) == (
        back.reason, back.seat, back.use.kind, back.use.number,
    )  # fmt: skip
    assert ([(2028, 0, 60)], [(2027, 100, 0)]) == (china, host)
    assert ("CN", "use_reversed", 2028, 60) == (
        entered.party, entered.kind, entered.year, entered.quantity,
    )  # fmt: skip


def test_a_serial_tells_of_its_use_and_of_the_reversal(programme: Programme) -> None:
    used = used_by_china(programme)
    programme.do(reverse, transaction=used, reason="wrong year", by=MANAGER)
    with programme.reading() as session:
        found = trace(session, "TH", 200)

    assert found is not None
    assert [StepKind.RETIRED, StepKind.REVERSED] == [step.kind for step in found.steps][-2:]
    assert ["use", "use_reversed"] == [step.adjusts for step in found.steps][-2:]
    assert ["first_transfer", "use", "use_reversed"] == [one.kind for one in found.adjustments]
    assert (None, CHINA.seat) == (found.retirement, found.holder)
    assert found.first_transfer is not None


def test_an_offset_that_was_reversed_leaves_room_under_the_cap(programme: Programme) -> None:
    asset, used = offset(programme)
    programme.do(reverse, transaction=used, reason="not ours", by=MANAGER)
    with programme.reading() as session:
        position = offsets.offset_position(session, seat=EMITTER.seat, at=NOW)
        (told,) = offsets.submissions(session, seat=EMITTER.seat)
        (of_seat,) = queries.reversals(session, seat=EMITTER.seat)
        elsewhere = queries.reversals(session, registry="TH")

    assert position is not None
    assert (0, 500) == (position.used_t, position.left_t)
    assert (300, 0) == (
        programme.free(EMITTER, "CN", asset),
        programme.books.found(OFFSET, asset, owner="offset", registry="CN"),
    )
    assert NOW == told.reversed_at
    assert ("offset", []) == (of_seat.use.kind, elsewhere)
    programme.do(compliance.submit, lots=[{"asset": asset, "quantity": 300}], by=EMITTER)


def test_a_hosts_own_use_comes_back_and_may_then_be_first_transferred() -> None:
    world = played()
    asset = world.given(HOST, registry="TH", project="TH001", quantity=30)
    world.do(retirement.retire, registry="TH", asset=asset, quantity=30, purpose="ndc", by=HOST)
    world.do(reverse, transaction=posted(world), reason="sold instead", by=MANAGER_TH)
    world.do(authorisation.grant, project="TH001", purposes=["OIMP"], quantity=100, by=HOST)
    world.do(
        retirement.cancel, registry="TH", asset=asset, quantity=30, reason="a flight",
        purpose="oimp", by=HOST,
    )  # fmt: skip

    assert ["issued_is_what_was_decided"] == [finding.invariant for finding in world.audit()]
    world.close()


def test_what_can_be_reversed_is_listed_until_its_last_day_is_over(programme: Programme) -> None:
    _, used = offset(programme)
    voluntary(programme)
    with programme.reading() as session:
        (one,) = queries.reversible(session, registries=("CN",), at=NOW)
        other = queries.reversible(session, registries=("TH",), at=NOW)
        late = queries.reversible(session, registries=("CN",), at=one.until)

    assert (used, 300, EMITTER.seat) == (one.use.transaction, one.use.quantity, one.use.seat)
    assert day_of(NOW) + timedelta(days=14) == day_of(one.until - 1)
    assert ([], []) == (other, late)


def voluntary(programme: Programme) -> int:
    """A voluntary retirement; its transaction."""
    asset = programme.issued()
    programme.do(
        retirement.retire, registry="TH", asset=asset, quantity=5, purpose="voluntary",
        beneficiary="A festival", by=OWNER,
    )  # fmt: skip
    return posted(programme)


def test_what_is_final_is_not_reversed(programme: Programme) -> None:
    retired = voluntary(programme)
    asset = next(iter(programme.books.batches))
    programme.do(
        retirement.cancel, registry="TH", asset=asset, quantity=5, reason="a test", by=OWNER
    )
    for transaction in (retired, posted(programme)):
        refusal = programme.refuses(
            "procedure.not_reversible", reverse, transaction=transaction, reason="x", by=MANAGER_TH
        )

        assert [5001] == [check.number for check in refusal.checks]


def test_a_reversal_is_refused(programme: Programme) -> None:
    _, used = offset(programme)
    ask = {"transaction": used, "reason": "a slip", "by": MANAGER}
    programme.refuses("procedure.use_unknown", reverse, **ask | {"transaction": used - 1})
    programme.refuses("procedure.use_unknown", reverse, **ask | {"transaction": 999})
    programme.refuses("procedure.other_country", reverse, **ask | {"by": MANAGER_TH})
    programme.refuses("machine.role_not_allowed", reverse, **ask | {"by": EMITTER})
    programme.refuses("procedure.ground_missing", reverse, **ask | {"reason": " "})
    programme.do(reverse, **ask)
    twice = programme.refuses("procedure.already_reversed", reverse, **ask)

    assert [3019] == [check.number for check in twice.checks]


def test_a_reversal_on_its_last_day_is_in_time_and_on_the_next_too_late(
    programme: Programme,
) -> None:
    _, used = offset(programme)
    ask = {"transaction": used, "reason": "a slip", "by": MANAGER}
    in_time = programme.copy()
    in_time.at(day_of(NOW) + timedelta(days=14))
    in_time.do(reverse, **ask)
    programme.at(day_of(NOW) + timedelta(days=15))
    late = programme.refuses("procedure.reversal_too_late", reverse, **ask)

    assert ("2028-03-13", "2028-03-27") == (late.facts["day"], late.facts["last"])
    assert [3020] == [check.number for check in late.checks]
    in_time.close()


def test_without_the_switch_nothing_is_reversed() -> None:
    world = Programme()
    _, used = offset(world)
    world.refuses(
        "procedure.reversal_not_played", reverse, transaction=used, reason="x", by=MANAGER
    )
    with world.reading() as session:
        assert [] == queries.reversible(session, registries=("CN",), at=NOW)
    world.close()


FAULTS = {
    "UPDATE reversal SET reversed = reversed - 1": "reversals_give_back_what_was_used",
    "UPDATE reversal SET at = at + 1300000000": "reversals_give_back_what_was_used",
    "UPDATE reversal SET reason = ''": "reversals_give_back_what_was_used",
    "DELETE FROM reversal": "reversals_give_back_what_was_used",
    "UPDATE serial_block SET first = first + 1 WHERE id = (SELECT max(id) FROM serial_block)": (
        "reversals_give_back_what_was_used"
    ),
    "UPDATE corresponding_adjustment SET quantity = 1 WHERE kind = 'use_reversed'": (
        "uses_subtract_what_was_used"
    ),
    "DELETE FROM corresponding_adjustment WHERE kind = 'use_reversed'": (
        "uses_subtract_what_was_used"
    ),
}


OF_THE_BOOKS = {
    "UPDATE book_transaction SET type = 'credit.release' WHERE type = 'credit.reverse'": (
        "no_balance_is_below_its_floor"
    ),
}


def test_a_planted_fault_is_found() -> None:
    whole = played()
    used = used_by_china(whole)
    whole.do(reverse, transaction=used, reason="wrong year", by=MANAGER)

    assert [] == whole.audit()
    for sql, invariant in (FAULTS | OF_THE_BOOKS).items():
        world = whole.copy()
        drop_guards(world.store.driver)
        world.execute(sql)

        assert invariant in {finding.invariant for finding in world.audit()}, sql
        world.close()
    whole.close()
