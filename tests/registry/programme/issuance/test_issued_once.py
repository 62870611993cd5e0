"""Goal: the reductions of one day are issued once, whatever a project's periods and requests are.

Method: books whose monitoring periods share days, which no plan may have; each way to issue is
tried in each order, by hand and at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from ledger.books import Books
from ledger.kernel.errors import Refusal
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.issuance import ccer, issue, queries
from registry.programme.issuance import commands as issuance
from registry.programme.projects import commands as projects
from registry.roles import Actor
from tests.support.committee import ask, objection
from tests.support.guards import drop_guards
from tests.support.programme import CHINA, HOST, MANAGER, MANAGER_TH, OWNER, SECRETARY, Programme


def add_period(
    books: Books, *, project: str, number: int, first: str, last: str, by: Actor, at: int
) -> dict[str, Any]:
    projects.add_period(
        books,
        project=project,
        number=number,
        first_day=first,
        last_day=last,
        generation_mwh="1000",
        available_from=at,
    )
    return {}


@pytest.fixture
def programme() -> Iterator[Programme]:
    """TH001 and CN001 with a period 9 that shares the last day of the first half of 2027."""
    made = Programme()
    for project in ("TH001", "CN001"):
        made.do(
            add_period, project=project, number=9, first="2027-06-30", last="2027-09-30",
            by=SECRETARY,
        )  # fmt: skip
    yield made
    made.close()


@pytest.mark.parametrize(("first", "second"), [(1, 9), (9, 1), (2, 9), (9, 2)])
def test_a_period_that_shares_a_day_with_one_asked_for_is_refused(
    programme: Programme, first: int, second: int
) -> None:
    programme.do(issuance.request, project="TH001", period=first, by=OWNER)
    refusal = programme.refuses(
        "procedure.period_overlaps", issuance.request, project="TH001", period=second, by=OWNER
    )

    assert [5050] == [check.number for check in refusal.checks]
    assert (first, "requested") == (refusal.facts["other"], refusal.facts["state"])
    with programme.reading() as session:
        now = programme.books.at
        assert second not in {
            one.number for one in queries.open_periods(session, at=now) if one.project == "TH001"
        }


def test_a_drop_frees_the_days_again(programme: Programme) -> None:
    item = programme.do(issuance.request, project="TH001", period=1, by=OWNER)["item"]
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.do(committee.drop, item=item, reason="to be asked anew", by=SECRETARY)
    programme.do(issuance.request, project="TH001", period=9, by=OWNER)
    programme.refuses(
        "procedure.period_overlaps", issuance.request, project="TH001", period=1, by=OWNER
    )


@pytest.mark.parametrize(
    ("period", "code"), [(9, "procedure.period_overlaps"), (1, "procedure.asked_before")]
)
def test_of_two_decisions_on_the_same_days_one_is_published(
    programme: Programme, period: int, code: str
) -> None:
    first, second = ask(programme, 1), ask(programme, 2)
    programme.adopted(first)
    programme.adopted(second)
    drop_guards(programme.store.driver)
    programme.execute(
        "UPDATE issuance_request SET period = :period, quantity = 355 WHERE id = 2", period=period
    )
    programme.do(committee.publish, item=second, by=SECRETARY)
    refusal = programme.refuses(code, committee.publish, item=first, by=SECRETARY)

    assert "decided" == refusal.facts["state"]


def test_domestic_reductions_of_a_day_are_registered_once(programme: Programme) -> None:
    programme.do(ccer.register, project="CN001", period=9, by=MANAGER)
    refusal = programme.refuses(
        "procedure.period_overlaps", ccer.register, project="CN001", period=1, by=MANAGER
    )

    assert (9, "registered") == (refusal.facts["other"], refusal.facts["state"])


def test_the_audit_names_periods_that_share_days(programme: Programme) -> None:
    found = sorted(one.found for one in programme.audit())

    assert found == [
        "CN001: periods 1 and 9 share days",
        "TH001: periods 1 and 9 share days",
        "TH001: periods 2 and 9 share days",
    ]


@pytest.mark.parametrize("seed", [0, 1])
def test_no_order_of_requests_votes_and_issues_issues_a_day_twice(seed: int) -> None:
    random = Random(seed)
    programme = Programme()
    begins = date(2025, 1, 1)
    for number in range(10, 20):
        project = random.choice(["TH001", "CN001"])
        first = begins + timedelta(days=random.randrange(300))
        last = min(date(2025, 12, 31), first + timedelta(days=random.randrange(180)))
        programme.do(
            add_period, project=project, number=number, first=str(first), last=str(last),
            by=SECRETARY,
        )  # fmt: skip
    outcomes = set()
    for _ in range(180):
        outcomes.add(_something(programme, random))
    with programme.reading() as session:
        issued = list(
            session.connection().exec_driver_sql(
                "SELECT project, period_first, period_last FROM credit_batch ORDER BY 1, 2"
            )
        )
    broken = {one.invariant for one in programme.audit()}
    programme.close()

    assert {"done", "procedure.period_overlaps", "procedure.asked_before"} <= outcomes
    assert len(issued) > 1
    for (one, _, last), (other, first, _) in pairwise(issued):
        assert one != other or last < first
    assert broken <= {"monitoring_periods_share_no_day"}


def _something(programme: Programme, random: Random) -> str:
    """A random step of the procedure; "done", or the code of its refusal."""
    number = random.randrange(10, 20)
    steps: list[tuple[Any, dict[str, Any]]] = [
        (issuance.request, {"project": "TH001", "period": number, "by": OWNER}),
        (ccer.register, {"project": "CN001", "period": number, "by": MANAGER}),
        (
            voting.vote,
            {
                "item": random.randrange(1, 8),
                "vote": "affirm",
                "by": random.choice([CHINA, HOST]),
            },
        ),
        (voting.vote, {"item": random.randrange(1, 8), **objection(HOST)}),
        (committee.publish, {"item": random.randrange(1, 8), "by": SECRETARY}),
        (committee.drop, {"item": random.randrange(1, 8), "reason": "x", "by": SECRETARY}),
        (
            issue.issue,
            {"request": random.randrange(1, 8), "registry": "TH", "by": MANAGER_TH},
        ),
    ]
    step, arguments = random.choice(steps)
    try:
        programme.do(step, **arguments)
    except Refusal as refusal:
        return refusal.code
    return "done"
