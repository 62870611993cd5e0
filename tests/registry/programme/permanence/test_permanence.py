"""Goal: the buffer is a real movement at issuance; a reversal is made good from it first, then by
the owner, by its day; what is left is released after the crediting period.

Method: a programme on real books in which TH001 stores carbon; tables, balances and refusals are
read back, the audit after each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from ledger.accounts import BUFFER, CANCELLED_MANDATORY
from ledger.kernel.clock import DAY
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.models import Definition
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.queries import issuances
from registry.programme.permanence import commands as permanence
from registry.programme.permanence import queries
from registry.programme.permanence.models import ReversalState
from registry.programme.retirement import replaced
from registry.programme.trace import State, StepKind, trace
from tests.registry.programme.permanence.steps import (
    CLOCK,
    PERIOD_OVER,
    STORM,
    published,
    reported,
    sink,
)
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    HOST,
    MANAGER,
    NOW,
    OWNER,
    PARTNER,
    TRADER,
    WIND,
    Programme,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def programme() -> Iterator[Programme]:
    made = sink()
    yield made
    assert [] == made.audit()
    made.close()


def buffer_of(programme: Programme) -> queries.BufferView:
    with programme.reading() as session:
        return queries.buffers(session)[0]


def report(programme: Programme, code: str, **changed: Any) -> None:
    given = {"project": "TH001", "quantity": 100, "event": 1, "reason": "fire", "by": OWNER}
    programme.refuses(code, permanence.report, **given | changed)


def test_a_buffer_is_kept_back_before_the_shares_rounded_up(programme: Programme) -> None:
    held = buffer_of(programme)
    assert (71, 71, "20") == (held.contributed_t, held.held_t, held.percent)
    with programme.reading() as session:
        one = issuances(session)[0]
        assert (71, 142, 142) == (one.buffer_t, one.partner_t, one.host_t)
        first = trace(session, "TH", one.parts[0].first)
        assert first is not None
        assert (State.BUFFER, StepKind.LEVIED) == (first.state, first.steps[-1].kind)
        assert "" == first.holder


@pytest.mark.parametrize(
    ("percent", "kept"), [("0", 0), ("0.1", 1), ("12.5", 45), ("99.9", 355), ("100", 355)]
)
def test_each_percentage_is_rounded_up_to_whole_tonnes(percent: str, kept: int) -> None:
    made = sink(percent)
    try:
        assert kept == buffer_of(made).held_t
        assert [] == made.audit()
    finally:
        made.close()


def test_buffer_and_levies_come_before_the_shares() -> None:
    made = sink(terms={"sop_percent": "5", "omge_percent": "2"})
    try:
        with made.reading() as session:
            one = issuances(session)[0]
        # 355 t: 5 % are 17, 2 % are 7, 20 % are 71; 260 t are shared.
        assert (17, 7, 71, 130, 130) == (
            one.proceeds_t, one.omge_t, one.buffer_t, one.partner_t, one.host_t
        )  # fmt: skip
        assert [] == made.audit()
    finally:
        made.close()


def test_the_buffer_pays_first_and_the_owner_replaces_the_rest(programme: Programme) -> None:
    motion = reported(programme, 100, event=1)
    with programme.reading() as session:
        (found,) = queries.reversals(session)
        (lot,) = queries.replacing(session, found)
    assert (71, 29, ReversalState.OWED) == (found.buffer_t, found.owed_t, found.state)
    assert (NOW // DAY + 9) * DAY == found.due_at
    assert 0 == buffer_of(programme).held_t
    assert 71 == programme.books.found(
        CANCELLED_MANDATORY, lot.asset, owner="cancelled_mandatory", registry="TH"
    )
    own = {"motion": motion, "registry": "TH", "asset": lot.asset}
    programme.refuses("procedure.not_yours", replaced.replace, quantity=1, by=PARTNER, **own)
    programme.refuses("procedure.replacement_wrong", replaced.replace, quantity=30, by=OWNER, **own)
    programme.refuses(
        "procedure.quantity_not_positive", replaced.replace, quantity=0, by=OWNER, **own
    )
    # A batch that nobody decided is no part of the programme: on books of its own.
    other = programme.copy()
    elsewhere = other.given(OWNER, registry="CN", project="CN001", quantity=50)
    changed = own | {"asset": elsewhere, "registry": "CN"}
    other.refuses("procedure.replacement_wrong", replaced.replace, quantity=9, by=OWNER, **changed)
    other.close()
    programme.do(replaced.replace, quantity=9, by=OWNER, **own)
    programme.do(replaced.replace, quantity=20, by=OWNER, **own)
    with programme.reading() as session:
        (found,) = queries.reversals(session)
    assert (0, "settled", [9, 20]) == (
        found.owed_t, found.state, [one.quantity for one in found.replacements]
    )  # fmt: skip


def test_a_small_reversal_is_settled_by_the_buffer_alone(programme: Programme) -> None:
    reported(programme, 60, event=None, by=CHINA)
    with programme.reading() as session:
        (found,) = queries.reversals(session)
    assert (60, 0, "settled") == (found.buffer_t, found.owed_t, found.state)
    assert 11 == buffer_of(programme).held_t


def test_what_is_overdue_stops_the_next_issuance_until_it_is_replaced(programme: Programme) -> None:
    motion = reported(programme, 100, event=1)
    due = permanence.replacements_due(programme.books)()
    assert due is not None and "permanence.lapse" == due.name
    ask = {"project": "TH001", "period": 2, "by": OWNER}
    programme._now = due.at + DAY
    assert {"overdue": [motion]} == programme.do_at(due.at, permanence.lapse, by=CLOCK)
    assert permanence.replacements_due(programme.books)() is None
    # The storm has come meanwhile, and is not reported either.
    refused = programme.refuses("procedure.replacement_overdue", issuance.request, **ask)
    assert [5061, 5040] == [check.number for check in refused.checks]
    with programme.reading() as session:
        (found,) = queries.reversals(session)
        (lot,) = queries.replacing(session, found)
    assert "overdue" == found.state
    programme.do(
        replaced.replace, motion=motion, registry="TH", asset=lot.asset, quantity=29, by=OWNER
    )
    programme.refuses("procedure.storage_reversal_unreported", issuance.request, **ask)
    reported(programme, 5, event=2)
    assert "item" in programme.do(issuance.request, **ask)


def test_an_event_is_unknown_before_it_happens_and_reported_once(programme: Programme) -> None:
    report(programme, "procedure.storage_event_unknown", event=2)
    report(programme, "procedure.storage_event_unknown", event=9)
    report(programme, "procedure.storage_reversal_understated", quantity=99)
    report(programme, "procedure.storage_reversal_too_large", quantity=356)
    report(programme, "procedure.storage_reversal_too_large", quantity=0, event=None)
    report(programme, "procedure.motion_reason_missing", reason=" ")
    report(programme, "procedure.not_submitted", by=PARTNER)
    report(programme, "procedure.not_a_sink", project="TH002")
    report(programme, "procedure.project_unknown", project="TH009")
    with programme.reading() as session:
        assert [1] == [one.event for one in queries.to_report(session, "OWN", at=NOW + DAY)]
    reported(programme, 100, event=1)
    report(programme, "procedure.storage_event_reported")
    with programme.reading() as session:
        assert [] == queries.to_report(session, "OWN", at=NOW + DAY)
        later = queries.to_report(session, "OWN", at=NOW + 8 * DAY)
    assert [(2, 5)] == [(one.event, one.quantity) for one in later]
    assert STORM.isoformat() == "2028-03-20"


def test_the_rest_is_released_after_the_crediting_period(programme: Programme) -> None:
    ask = {"project": "TH001", "reason": "over", "by": OWNER}
    early = programme.refuses(
        "procedure.buffer_release_too_early", permanence.ask_release, quantity=72, **ask
    )
    assert [5051, 5062, 5040] == [check.number for check in early.checks]
    programme.at(PERIOD_OVER)
    motion = reported(programme, 5, event=2) and reported(programme, 100, event=1)
    programme.refuses(
        "procedure.buffer_release_too_large", permanence.ask_release, quantity=1, **ask
    )
    with programme.reading() as session:
        owed = queries.owed_by(session, "OWN")[0]
        (lot,) = queries.replacing(session, owed)
    programme.do(
        replaced.replace, motion=motion, registry="TH", asset=lot.asset, quantity=owed.owed_t,
        by=OWNER,
    )  # fmt: skip
    programme.issued("TH001", 2)
    refused = programme.refuses(
        "procedure.buffer_release_too_large", permanence.ask_release, quantity=143, **ask
    )
    assert [5062] == [check.number for check in refused.checks]
    free = programme.free(OWNER, "TH", 3)
    asked = programme.do(permanence.ask_release, quantity=140, **ask)
    published(programme, asked["item"])
    assert (2, 140) == (buffer_of(programme).held_t, buffer_of(programme).released_t)
    assert 140 == programme.free(OWNER, "TH", 3) - free


def test_released_credits_are_first_transferred_where_issued_ones_are() -> None:
    made = sink()
    try:
        made.at(PERIOD_OVER)
        reported(made, 100, event=1)
        reported(made, 5, event=2)
        with made.reading() as session:
            for owed in queries.owed_by(session, "OWN"):
                (lot,) = queries.replacing(session, owed)
                made.do(
                    replaced.replace, motion=owed.motion, registry="TH", asset=lot.asset,
                    quantity=owed.owed_t, by=OWNER,
                )  # fmt: skip
        made.do(
            authorisation.grant, project="TH001", purposes=["OIMP"], quantity=1420,
            definition=Definition.ISSUANCE.value, by=HOST,
        )  # fmt: skip
        made.issued("TH001", 2)
        marked = "SELECT coalesce(sum(last - first + 1), 0) FROM first_transferred_range"
        made.books.rows.flush()
        before = made.store.fetch(marked)[0][0]
        asked = made.do(
            permanence.ask_release, project="TH001", quantity=142, reason="over", by=OWNER
        )
        published(made, asked["item"])
        made.books.rows.flush()
        assert before + 142 == made.store.fetch(marked)[0][0]
        assert [] == made.audit()
    finally:
        made.close()


FAULTS = {
    "UPDATE issuance_part SET levy = NULL WHERE levy = 'buffer'": "buffers_hold_what_they_kept",
    "DELETE FROM project_buffer": "buffers_hold_what_they_kept",
    "UPDATE storage_reversal SET buffer_t = buffer_t - 1, owed_t = owed_t + 1": (
        "buffers_hold_what_they_kept"
    ),
    "UPDATE storage_reversal SET owed_t = owed_t + 1": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET state = 'settled'": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET overdue_at = due_at - 1": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET state = 'overdue'": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET posted_as = 1": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET quantity = 99": "reversals_are_made_good_to_the_tonne",
    "DELETE FROM storage_reversal": "reversals_are_made_good_to_the_tonne",
    "UPDATE replacement SET quantity = 8": "reversals_are_made_good_to_the_tonne",
    "UPDATE replacement SET asset = 1": "reversals_are_made_good_to_the_tonne",
    "UPDATE replacement SET registry_code = 'CN'": "reversals_are_made_good_to_the_tonne",
    "DELETE FROM replacement": "reversals_are_made_good_to_the_tonne",
    "UPDATE storage_reversal SET overdue_at = 1": (
        "nothing_is_requested_while_a_replacement_is_overdue"
    ),
    "INSERT INTO buffer_release VALUES (9, 1, 'TH001', 'OWN', 0, 1, 0)": (
        "buffers_are_released_by_decision"
    ),
}


@pytest.fixture(scope="module")
def owing_once() -> Iterator[Programme]:
    made = sink()
    motion = reported(made, 100, event=1)
    with made.reading() as session:
        (lot,) = queries.replacing(session, queries.owed_by(session, "OWN")[0])
    made.do(replaced.replace, motion=motion, registry="TH", asset=lot.asset, quantity=9, by=OWNER)
    made.do(issuance.request, project="TH001", period=2, by=OWNER)
    yield made
    made.close()


@pytest.mark.planted
@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(owing_once: Programme, sql: str) -> None:
    programme = owing_once.copy()
    try:
        assert [] == programme.audit()
        drop_guards(programme.store.driver)
        programme.execute(sql)
        assert FAULTS[sql] in {finding.invariant for finding in programme.audit()}
    finally:
        programme.close()


def test_a_release_is_asked_for_by_those_of_the_agreement(programme: Programme) -> None:
    for by in (TRADER, WIND, MANAGER):
        programme.refuses(
            "procedure.not_submitted", permanence.ask_release, project="TH001", quantity=1,
            reason="x", by=by,
        )  # fmt: skip
    assert 71 == sum(t for _, t in _held(programme))


def _held(programme: Programme) -> list[tuple[int, int]]:
    with Session(programme.store.connection) as session:
        assert BUFFER.in_registry
        return queries.in_buffer(session, "TH001")
