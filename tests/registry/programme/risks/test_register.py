"""Goal: the register has the twelve risks of the source by stage, and counts what the tables say.

Method: the table of risks against a list written here; every source of events on rows planted in
the small programme; events of the market as the classroom passes them in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from registry.programme.risks import queries
from registry.programme.risks.events import SOURCES, RiskEvent, events
from registry.programme.risks.taxonomy import far_percent, owners, risks
from registry.roles import Role
from tests.support.guards import drop_guards
from tests.support.incidents import WAYS, raised
from tests.support.programme import Programme

pytestmark = pytest.mark.slow

STAGES = {
    "design": ["policy"],
    "development": ["technical", "approval", "verification", "issuance", "delivery"],
    "trading": ["infrastructure", "operation", "disclosure", "pricing"],
    "cross_border": ["money_transfer", "credit_transfer"],
}
_ITEM = (
    "INSERT INTO committee_item VALUES (9, 'CN-TH', 'issuance', 9, 50, 'd', {0}, '{1}', 'OWN', 1,"
    " 2, NULL, 0, NULL, NULL, '', NULL)"
)
_TRANSFER = (
    "INSERT INTO transfer_request VALUES (9, 'TH', 'CN', 'BRC', 'OWN', 'PAR', 'NDC', 70, '{0}', 1,"
    " 'GTH', 2, 'T-9', NULL, NULL, NULL, NULL, '', NULL, NULL, {1}, {2})"
)
_AUTHORISATION = (
    "INSERT INTO authorisation VALUES ('A9', 'TH', 'TH001', 'CN-TH', '{0}', 1, 0, 'OWN', 'GTH', 1,"
    " NULL)"
)
_ACT = "INSERT INTO authorisation_act VALUES (9, 'A9', '{0}', 1, 'GTH', 'x', '', 5)"
PLANTED: dict[tuple[str, str, bool], tuple[str, ...]] = {
    ("policy", "agreement_terminated", True): (
        "INSERT INTO agreement_act VALUES (9, 'CN-TH', 'terminate', 'host', 'GTH', 'x', 5)",
        "UPDATE agreement SET state = 'terminating', moved_by = 9",
    ),
    ("policy", "terms_amended", False): (
        "INSERT INTO agreement_amendment VALUES (9, 'CN-TH', 1, 'host_share', '2', 5)",
    ),
    ("approval", "transfer_rejected", False): (_TRANSFER.format("rejected", 0, 0),),
    ("approval", "authorisation_refused", False): (
        _AUTHORISATION.format("rejected"), _ACT.format("reject"),
    ),
    ("approval", "motion_objected", True): (
        _ITEM.format(1, "objected").replace("'issuance'", "'allocation'"),
        "INSERT INTO committee_vote VALUES (9, 9, 1, 'host', 'GTH', 'object', 'x', 'x', 'GTH', 5)",
    ),
    ("verification", "papers_objected", False): (
        _ITEM.format(1, "dropped"),
        "INSERT INTO committee_vote VALUES (9, 9, 1, 'host', 'GTH', 'object', 'x', 'x', 'GTH', 5)",
    ),
    ("issuance", "decision_delayed", True): (_ITEM.format(1, "lapsed"),),
    ("issuance", "decision_delayed", False): (_ITEM.format(2, "circulated"),),
    ("infrastructure", "reconciliation_break", True): (
        "INSERT INTO reconciliation_finding VALUES (9, 1, 'x', 'TH', 'OWN', 2, 'missing_here', 0,"
        " 1, '', '1-1', 5, NULL, NULL)",
    ),
    ("infrastructure", "reconciliation_break", False): (
        "INSERT INTO reconciliation_finding VALUES (9, 1, 'x', 'TH', 'OWN', 2, 'missing_here', 0,"
        " 1, '', '1-1', 5, 2, 6)",
    ),
    ("credit_transfer", "authorisation_missing", False): (_TRANSFER.format("returned", 0, 4003),),
    ("credit_transfer", "transfer_overdue", True): (_TRANSFER.format("sent", 1, 0),),
    ("credit_transfer", "authorisation_revoked", False): (
        _AUTHORISATION.format("revoked"), _ACT.format("revoke"),
    ),
    ("credit_transfer", "authorisation_suspended", True): (
        _AUTHORISATION.format("suspended"), _ACT.format("suspend"),
    ),
    ("credit_transfer", "account_restricted", True): (
        "INSERT INTO account_change VALUES (9, 3, 'suspend', 'open', 'suspended', '', 'x', 'MTH',"
        " 0, 5)",
        "INSERT INTO account_standing VALUES (3, 'suspended', '')",
    ),
    ("delivery", "movement_failed", False): (
        "INSERT INTO movement VALUES (9, 'OWN', '', 'transfer.within', '{}', 'TH', 'x', 30,"
        " 'failed', 1, 2, NULL, '', 'x', 5)",
    ),
}  # fmt: skip


def test_the_risks_are_those_of_the_source_by_stage() -> None:
    found: dict[str, list[str]] = {}
    for code, risk in risks().items():
        found.setdefault(risk.stage, []).append(code)

    assert found == STAGES
    assert {"technical", "disclosure", "money_transfer"} == {
        code for code, risk in risks().items() if not risk.measured
    }
    assert {Role.TRAINER, Role.GOVERNMENT_HOST, Role.PROJECT_OWNER} <= owners()
    assert 20 == far_percent()


@pytest.fixture(scope="module")
def quiet() -> Iterator[Programme]:
    """A programme in which nothing has happened, without guards."""
    programme = Programme()
    drop_guards(programme.store.driver)
    yield programme
    programme.close()


@pytest.mark.parametrize("event", list(PLANTED), ids=lambda event: "-".join(map(str, event)))
def test_a_row_is_an_event_of_its_risk(quiet: Programme, event: tuple[str, str, bool]) -> None:
    programme = quiet.copy()
    with programme.reading() as session:
        assert [] == events(session)
    for sql in PLANTED[event]:
        programme.execute(sql)
    with programme.reading() as session:
        found = events(session)
        lines = {one.risk.code: one for one in queries.register(session)}

    assert event in {(one.risk, one.sort, one.open) for one in found}
    assert Counter(one.risk for one in found)[event[0]] == lines[event[0]].count
    assert lines[event[0]].last_at == max(one.at for one in found if one.risk == event[0])
    programme.close()


def test_what_happens_on_the_market_is_passed_in(quiet: Programme) -> None:
    market = [
        RiskEvent("pricing", "price_far", 7, "", "instrument CCER", 100, 850_000, True),
        RiskEvent("pricing", "price_far", 8, "", "instrument CCER", 50, 400_000),
    ]
    with quiet.reading() as session:
        lines = {one.risk.code: one for one in queries.register(session, market)}

    line = lines["pricing"]
    assert (2, 1, 150, 1_250_000, 8) == (
        line.count, line.open, line.quantity, line.amount_fen, line.last_at,
    )  # fmt: skip
    assert all(one.count == 0 for code, one in lines.items() if code != "pricing")


def test_an_incident_shows_in_its_risk_line() -> None:
    programme = Programme()
    raised(programme)
    with programme.reading() as session:
        (line,) = [one for one in queries.register(session) if one.risk.code == "verification"]
    assert (1, 0, 0) == (line.incidents_open, line.incidents_late, line.incidents_concluded)
    for step in WAYS["concluded"]:
        step(programme)
    with programme.reading() as session:
        (line,) = [one for one in queries.register(session) if one.risk.code == "verification"]
    assert (0, 0, 1) == (line.incidents_open, line.incidents_late, line.incidents_concluded)
    programme.close()


def test_every_measured_risk_has_a_source() -> None:
    """But pricing: its events lie on the market alone."""
    assert len(SOURCES) == sum(one.measured for one in risks().values()) - 1
