"""Goal: a transfer goes by messages between two registries and a log, and survives their faults.

Method: the good case message by message; then each card, with what the pages will show and what
repairs it. `tests/support/links.py` has the two registries; the audit runs after every test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.programme.transfers import commands as transfers
from registry.programme.transfers import compared, faults, queries, reconciliation, repairs, within
from registry.programme.transfers.models import LOG
from registry.roles import Actor
from tests.support.links import TRAINER, Link
from tests.support.programme import MANAGER, MANAGER_TH, OWNER, PARTNER

WHY = "the message was lost"


@pytest.fixture
def link() -> Iterator[Link]:
    made = Link()
    yield made
    assert [] == made.programme.audit()
    made.programme.close()


def test_with_nothing_broken_two_commands_carry_all_messages(link: Link) -> None:
    transfer = link.ask()
    link.approve(transfer)
    before = [one[:3] for one in link.told(transfer)]
    link.accept(transfer)
    after = [one[:2] for one in link.told(transfer)]

    assert [("TH>LOG", "proposal", "delivered"), ("LOG>CN", "notification", "delivered")] == before
    assert [
        ("TH>LOG", "proposal"), ("LOG>CN", "notification"), ("CN>LOG", "acceptance"),
        ("LOG>TH", "confirmation"), ("TH>LOG", "debited"), ("LOG>CN", "release"),
        ("CN>LOG", "credited"),
    ] == after  # fmt: skip
    assert [1, 1, 1, 1, 2, 2, 2] == [m.sequence for m in link.messages(transfer)]
    assert "completed" == link.seen(transfer).state
    assert link.lies("CN") == link.logged("CN")
    assert [] == link.lies("")


def test_each_of_the_three_keeps_its_own_record(link: Link) -> None:
    transfer = link.sent()
    with link.programme.reading() as session:
        kept = queries.records(session, transfer_id=link.seen(transfer).transfer_id)

    assert {
        "TH": ["proposed", "debited"],
        "CN": ["notified", "accepted", "credited"],
        LOG: ["checked", "accepted", "debited", "final"],
    } == {who: [r.entry for r in kept if r.registry == who] for who in ("TH", "CN", LOG)}
    assert 1 == len({(r.ranges, r.digest, r.quantity) for r in kept})


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("confirmation", "accepted"), ("debited", "sent"), ("release", "sent"),
        ("credited", "credited"),
    ],
)  # fmt: skip
def test_a_message_lost_after_the_acceptance_is_never_called_off(
    link: Link, step: str, state: str
) -> None:
    link.fault("lose", step)
    transfer = link.sent()
    before = link.seen(transfer)
    link.passes(30)
    late = link.seen(transfer)
    link.passes(1000)

    assert (state, False, state, True) == (before.state, before.overdue, late.state, late.overdue)
    assert state == link.seen(transfer).state
    (lost,) = [m for m in link.messages(transfer) if m.state == "lost"]
    by = {"TH": MANAGER_TH, "CN": MANAGER}.get(lost.sender, MANAGER)
    link.do(repairs.resend, message=lost.message, reason=WHY, by=by)

    assert ("completed", False) == (link.seen(transfer).state, link.seen(transfer).overdue)
    assert link.lies("CN") == link.logged("CN") == [(179, 188)]


@pytest.mark.parametrize("step", ["confirmation", "debited", "release", "credited"])
def test_the_registry_that_must_act_can_take_the_step_from_the_record(
    link: Link, step: str
) -> None:
    link.fault("lose", step)
    transfer = link.sent()
    by = MANAGER_TH if step == "confirmation" else MANAGER
    answer = link.do(repairs.redo, transfer=transfer, reason=WHY, by=by)

    assert (step, "completed") == (answer["step"], answer["state"])
    link.programme.refuses(
        "procedure.nothing_to_repair", repairs.redo, transfer=transfer, reason=WHY, by=MANAGER
    )
    with link.programme.reading() as session:
        assert [("redo", WHY, by.seat)] == [
            (r.kind, r.reason, r.by) for r in queries.repairs(session)
        ]


@pytest.mark.parametrize("step", ["proposal", "notification", "acceptance"])
def test_without_a_reply_before_the_acceptance_both_are_free(link: Link, step: str) -> None:
    link.fault("lose", step)
    transfer = link.ask()
    link.approve(transfer)
    if step == "acceptance":
        link.accept(transfer)
    blocked = link.programme.free(OWNER, "TH", link.asset)
    link.passes(23)
    waits = link.seen(transfer).state
    link.passes(2)
    seen = link.seen(transfer)

    assert 167 == blocked
    assert waits in ("proposed", "checked", "answered")
    assert ("returned", 7009) == (seen.state, seen.failed_check)
    assert 177 == link.programme.free(OWNER, "TH", link.asset)
    # The lost number is given up, so that the way is open for the next transfer.
    assert "completed" == link.seen(link.sent()).state


def test_a_manager_who_does_not_answer_lets_it_time_out(link: Link) -> None:
    transfer = link.ask()
    link.approve(transfer)
    link.passes(25)

    assert ("returned", 7009) == (link.seen(transfer).state, link.seen(transfer).failed_check)
    with link.programme.reading() as session:
        last = {r.registry: r.entry for r in queries.records(session)}
    assert {"TH": "timed_out", "CN": "timed_out", LOG: "timed_out"} == last


@pytest.mark.parametrize(
    "step", ["proposal", "notification", "acceptance", "confirmation", "debited", "release",
             "credited"],
)  # fmt: skip
def test_a_message_sent_twice_changes_nothing_the_second_time(link: Link, step: str) -> None:
    link.fault("double", step)
    transfer = link.sent()

    assert "completed" == link.seen(transfer).state
    assert [("repeated", 7002)] == [
        (m.state, m.answered_check) for m in link.messages(transfer) if m.repeats
    ]
    assert [(179, 188)] == link.lies("CN")


def test_a_message_that_overtakes_waits_for_the_earlier_one(link: Link) -> None:
    link.fault("delay", "proposal", hours=3)
    first, second = link.ask(), link.ask(20)
    link.approve(first)
    link.approve(second)
    told = link.told(second)
    link.passes(4)

    assert [("TH>LOG", "proposal", "held", 7003)] == told
    assert ["notified"] * 2 == [link.seen(one).state for one in (first, second)]


@pytest.mark.parametrize("step", ["proposal", "notification", "acceptance"])
def test_a_changed_quantity_is_caught_by_the_digest(link: Link, step: str) -> None:
    link.fault("alter", step, quantity=3)
    transfer = link.ask()
    link.approve(transfer)
    if step == "acceptance":
        link.accept(transfer)
    (altered,) = [m for m in link.messages(transfer) if m.kind == step]

    assert (7, "refused", 7004) == (altered.quantity, altered.state, altered.answered_check)
    assert ("returned", 7004) == (link.seen(transfer).state, link.seen(transfer).failed_check)
    assert 177 == link.programme.free(OWNER, "TH", link.asset)


@pytest.mark.parametrize("step", ["confirmation", "debited", "release", "credited"])
def test_a_quantity_changed_after_the_acceptance_stops_it_until_it_is_sent_again(
    link: Link, step: str
) -> None:
    link.fault("alter", step)
    transfer = link.sent()
    (altered,) = [m for m in link.messages(transfer) if m.state == "refused"]
    link.do(repairs.resend, message=altered.message, reason=WHY, by=_sender(altered.sender))

    assert 7004 == altered.answered_check
    assert "completed" == link.seen(transfer).state


def _sender(code: str) -> Actor:
    return MANAGER_TH if code == "TH" else MANAGER


def test_messages_of_a_registry_that_is_offline_wait(link: Link) -> None:
    link.offline("CN", 5)
    transfer = link.ask()
    link.approve(transfer)
    told = link.told(transfer)
    link.passes(6)

    assert ("LOG>CN", "notification", "waiting", 7001) == told[1]
    assert "notified" == link.seen(transfer).state


def test_offices_of_a_registry_that_is_offline_take_no_step(link: Link) -> None:
    transfer = link.ask()
    link.approve(transfer)
    fault = link.offline("CN", 5)
    link.programme.refuses(
        "procedure.registry_offline", transfers.accept, transfer=transfer, by=MANAGER
    )
    link.programme.refuses(
        "procedure.registry_offline", faults.offline, registry="CN", hours=1, by=TRAINER
    )
    link.do(faults.recall, fault=fault, by=TRAINER)

    assert "completed" == link.accept(transfer)["state"]


def test_a_registry_that_is_offline_too_long_times_out(link: Link) -> None:
    link.offline("CN", 40)
    transfer = link.ask()
    link.approve(transfer)
    link.passes(50)

    assert ("returned", 7009) == (link.seen(transfer).state, link.seen(transfer).failed_check)
    assert "completed" == link.seen(link.sent()).state


def test_the_receiving_manager_refuses_with_a_reason(link: Link) -> None:
    transfer = link.ask()
    link.approve(transfer)
    link.programme.refuses(
        "procedure.repair_reason_missing", transfers.decline, transfer=transfer, reason=" ",
        by=MANAGER,
    )  # fmt: skip
    answer = link.do(transfers.decline, transfer=transfer, reason="not ordered", by=MANAGER)

    assert ("returned", 7007) == (answer["state"], answer["failed_check"])
    assert 177 == link.programme.free(OWNER, "TH", link.asset)


def test_a_lost_end_keeps_the_credits_aside_until_it_is_sent_again(link: Link) -> None:
    link.fault("lose", "termination", source="TH")
    transfer = link.ask()
    link.approve(transfer)
    link.do(transfers.decline, transfer=transfer, reason="not ordered", by=MANAGER)
    waits = link.seen(transfer).state
    link.passes(30)
    assert ("refused", True) == (waits, link.seen(transfer).overdue)
    (lost,) = [m for m in link.messages(transfer) if m.state == "lost"]
    link.do(repairs.resend, message=lost.message, reason=WHY, by=MANAGER_TH)

    assert ("returned", False) == (link.seen(transfer).state, link.seen(transfer).overdue)


def test_a_card_hits_one_message_between_its_registries_and_can_be_recalled(link: Link) -> None:
    wrong_way = link.fault("lose", "proposal", source="CN")
    link.sent()
    link.do(faults.recall, fault=wrong_way, by=TRAINER)
    used = link.fault("double", "proposal")
    link.sent()
    link.sent()

    for fault in (wrong_way, used):
        link.programme.refuses("procedure.fault_used", faults.recall, fault=fault, by=TRAINER)
    link.programme.refuses("procedure.fault_unknown", faults.recall, fault=99, by=TRAINER)
    with link.programme.reading() as session:
        assert [(True, True), (False, False)] == [
            (f.message is not None, f.used_at is not None) for f in queries.faults(session)
        ]


def test_only_what_is_lost_or_refused_is_repaired_and_only_by_its_manager(link: Link) -> None:
    link.fault("lose", "debited")
    transfer = link.sent()
    (lost,) = [m for m in link.messages(transfer) if m.state == "lost"]
    asked = {"message": lost.message, "reason": WHY}

    refuses = link.programme.refuses
    refuses("procedure.other_country", repairs.resend, **asked, by=MANAGER)
    refuses("procedure.message_unknown", repairs.resend, message=99, reason=WHY, by=MANAGER)
    refuses("procedure.nothing_to_repair", repairs.resend, message=1, reason=WHY, by=MANAGER_TH)
    refuses("procedure.repair_reason_missing", repairs.resend, message=lost.message, reason="",
            by=MANAGER_TH)  # fmt: skip
    refuses("procedure.transfer_unknown", repairs.redo, transfer=9, reason=WHY, by=MANAGER)
    refuses("procedure.nothing_to_repair", repairs.correct, transfer=transfer, reason=WHY,
            by=MANAGER)  # fmt: skip
    link.do(repairs.resend, **asked, by=MANAGER_TH)
    refuses("procedure.record_agrees", repairs.correct, transfer=transfer, reason=WHY, by=MANAGER)


def compare(link: Link) -> dict[str, object]:
    answer = link.do(reconciliation.run, one="CN", other="TH", by=MANAGER)
    return {name: answer[name] for name in ("state", "found", "cleared")}


def test_a_wrong_record_of_the_log_blocks_the_accounts_until_it_is_corrected(link: Link) -> None:
    link.fault("misrecord", quantity=4)
    transfer = link.sent()
    before = (link.lies("CN"), link.logged("CN"))
    first = compare(link)
    for source, by in (("TH", OWNER), ("CN", OWNER)):
        link.programme.refuses(
            "procedure.discrepancy_open", transfers.request, source=source,
            target="CN" if source == "TH" else "TH", unit="BRC", asset=None, quantity=1,
            purpose="NDC", receiver=None, by=by,
        )  # fmt: skip
    # Neither to another registry nor within it (3016).
    link.programme.refuses(
        "procedure.under_discrepancy", within.pass_on, registry="CN", asset=link.asset, quantity=1,
        receiver=PARTNER.seat, by=OWNER,
    )  # fmt: skip
    again = compare(link)
    link.do(repairs.correct, transfer=transfer, reason="the log was wrong", by=MANAGER)
    last = compare(link)

    assert ([(179, 188)], [(179, 184)]) == before
    assert {"state": "manual", "found": 2, "cleared": 0} == first == again
    assert {"state": "completed_with_intervention", "found": 0, "cleared": 2} == last
    assert link.lies("CN") == link.logged("CN")
    assert "completed" == link.seen(link.sent()).state


def test_a_transfer_in_transit_shows_in_the_sending_account_only(link: Link) -> None:
    link.fault("lose", "release")
    link.sent()
    first = compare(link)
    with link.programme.reading() as session:
        findings = compared.findings(session)

    assert {"state": "manual", "found": 1, "cleared": 0} == first
    assert [("TH", "OWN", "missing_here", 0, 10, "179-188")] == [
        (f.registry, f.owner, f.mismatch, f.registry_t, f.log_t, f.log_ranges) for f in findings
    ]


def test_registries_that_agree_are_compared_and_nothing_is_blocked(link: Link) -> None:
    link.sent()
    assert {"state": "completed", "found": 0, "cleared": 0} == compare(link)
    link.programme.refuses(
        "procedure.same_registry", reconciliation.run, one="CN", other="CN", by=MANAGER
    )
