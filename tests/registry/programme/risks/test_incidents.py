"""Goal: an incident is both sides': each names its member, the team's steps have their order, and
the public reads a text to which both governments consent.

Method: every state x trigger x office; the handlers on the small programme, the state read back;
each refusal proves that nothing has changed; faults are planted by SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ledger.kernel.clock import DAY, day_of
from registry.programme.risks import commands as risks
from registry.programme.risks import handling, queries
from registry.programme.risks.machine import INCIDENT
from registry.programme.risks.models import Step
from registry.roles import Role
from tests.support.guards import drop_guards
from tests.support.incidents import ASKED, TAKE, WAYS, raised
from tests.support.machines import Trial, tried
from tests.support.programme import (
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_KZ,
    MANAGER_TH,
    NOW,
    OWNER,
    SECRETARY,
    TRADER,
    Programme,
    actor,
)

pytestmark = pytest.mark.slow

CLOCK = actor("clock", Role.CLOCK)


def _state(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM incident")[0][0])


TRIAL = Trial(
    INCIDENT,
    ways=WAYS,
    steps={
        "name": lambda p, by: p.do(handling.name, incident=1, member=CHINA.seat, by=by),
        **{
            step.value: lambda p, by, step=step: p.do(TAKE[step], incident=1, note="x", by=by)
            for step in Step
        },
        "draft": lambda p, by: p.do(handling.draft, incident=1, text="x", by=by),
        "agree": lambda p, by: p.do(handling.agree, incident=1, note=1, by=by),
    },
    actors=(CHINA, HOST, KAZAKH, SECRETARY, MANAGER, MANAGER_TH, OWNER, TRADER, CLOCK),
    read=_state,
    begin=raised,
)


def test_every_state_trigger_and_office() -> None:
    moved = {
        trigger for _, trigger, _, came in tried(TRIAL, lambda number: True) if came == "moved"
    }

    assert {move.trigger for move in INCIDENT.moves} == moved


@pytest.fixture(scope="module")
def reported_once() -> Iterator[Programme]:
    programme = Programme()
    raised(programme)
    for step in WAYS["reported"]:
        step(programme)
    yield programme
    programme.close()


@pytest.fixture
def reported(reported_once: Programme) -> Iterator[Programme]:
    """An incident with a note of the host, to which China has not consented yet."""
    programme = reported_once.copy()
    yield programme
    programme.close()


@pytest.fixture
def opened() -> Iterator[Programme]:
    """An incident for which the host alone has named its member."""
    programme = Programme()
    raised(programme)
    yield programme
    assert [] == programme.audit()
    programme.close()


def test_only_where_the_plan_plays_them() -> None:
    programme = Programme()
    programme.refuses("procedure.incidents_not_played", risks.open_incident, by=HOST, **ASKED)
    programme.refuses(
        "procedure.incidents_not_played", risks.respond, risk="approval", response="accept",
        text="x", due_day="2030-01-01", by=HOST,
    )  # fmt: skip
    programme.close()


def test_both_sides_see_it_at_once_and_nobody_else(opened: Programme) -> None:
    with opened.reading() as session:
        shown = {
            by.seat: [one.incident for one in queries.incidents(session, by=by)]
            for by in (CHINA, HOST, MANAGER, MANAGER_TH, SECRETARY, KAZAKH, MANAGER_KZ, OWNER)
        }
        found = queries.incident(session, 1)
        hidden = queries.incident(session, 1, by=KAZAKH)

    assert {seat for seat, numbers in shown.items() if numbers == [1]} == {
        "GCN", "GTH", "MAN", "MTH", "SEC",
    }  # fmt: skip
    assert hidden is None
    assert found is not None
    assert ("CN-TH", "verification", "item", "1", 355) == (
        found.agreement, found.risk, found.about, found.subject, found.quantity,
    )  # fmt: skip
    assert [("host", "MTH", "GTH")] == [(o.side, o.seat, o.named_by) for o in found.team]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("procedure.agreement_unknown", {"agreement": "CN-XX"}),
        ("procedure.choice_unknown", {"risk": "weather"}),
        ("procedure.choice_unknown", {"about": "project"}),
        ("procedure.subject_unknown", {"subject": "9"}),
        ("procedure.subject_unknown", {"subject": "²"}),
        ("procedure.subject_unknown", {"about": "transfer"}),
        ("procedure.subject_unknown", {"about": "account", "subject": "KZ-100-1"}),
        ("procedure.subject_unknown", {"about": "instrument", "subject": "TH-CN"}),
        ("procedure.already_raised", {}),
        ("procedure.ground_missing", {"risk": "issuance", "reason": "\t"}),
    ],
)
def test_what_an_incident_needs(opened: Programme, code: str, changed: dict[str, str]) -> None:
    opened.refuses(code, risks.open_incident, by=CHINA, **ASKED | changed)


def test_who_opens_one(opened: Programme) -> None:
    for by in (KAZAKH, MANAGER_KZ):
        opened.refuses("procedure.other_country", risks.open_incident, by=by, **ASKED)
    for by in (OWNER, SECRETARY, TRADER):
        opened.refuses("machine.role_not_allowed", risks.open_incident, by=by, **ASKED)
    another = ASKED | {"risk": "issuance"}
    assert 2 == opened.do(risks.open_incident, by=MANAGER_TH, **another)["incident"]


def test_a_member_is_an_official_of_its_side(opened: Programme) -> None:
    for code, member in (
        ("procedure.participant_unknown", "XXX"),
        ("procedure.not_an_official", HOST.seat),
        ("procedure.not_an_official", OWNER.seat),
        ("procedure.not_an_official", SECRETARY.seat),
        ("procedure.not_an_official", MANAGER_TH.seat),
    ):
        opened.refuses(code, handling.name, incident=1, member=member, by=CHINA)
    opened.refuses("procedure.side_has_done", handling.name, incident=1, member="GTH", by=HOST)
    opened.refuses("procedure.other_country", handling.name, incident=1, member="GKZ", by=KAZAKH)
    opened.refuses("procedure.incident_unknown", handling.name, incident=2, member="x", by=HOST)
    with opened.reading() as session:
        view = queries.incident(session, 1)
        assert view is not None
        assert ["GCN", "MAN"] == queries.members(session, view, CHINA)
    assert "joined" == opened.do(handling.name, incident=1, member="MAN", by=CHINA)["state"]


def test_the_public_reads_the_note_of_both(reported: Programme) -> None:
    with reported.reading() as session:
        assert [] == queries.public_notes(session)
    reported.refuses("procedure.side_has_done", handling.agree, incident=1, note=1, by=HOST)
    second = reported.do(handling.draft, incident=1, text=" Another text. ", by=CHINA)["note"]
    reported.refuses("procedure.note_unknown", handling.agree, incident=1, note=1, by=HOST)
    reported.do(handling.agree, incident=1, note=second, by=HOST)
    with reported.reading() as session:
        notes = queries.public_notes(session)
        (line,) = [one for one in queries.register(session) if one.risk.code == "verification"]

    assert [(1, "Another text.")] == [(one.incident, one.text) for one in notes]
    assert (0, 0, 1) == (line.incidents_open, line.incidents_late, line.incidents_concluded)
    assert [] == reported.audit()


def test_what_each_seat_can_do(reported: Programme) -> None:
    with reported.reading() as session:
        view = queries.incident(session, 1)
        assert view is not None
        can = {by.seat: queries.possible(session, view, by) for by in (CHINA, HOST, MANAGER_TH)}

    assert {"GCN": ("draft", "agree"), "GTH": ("draft",), "MTH": ()} == can


def test_late_is_who_is_not_done_by_the_deadline(reported: Programme) -> None:
    source = risks.incidents_due(reported.books)
    due = source()
    assert due is not None
    assert (NOW // DAY + 3) * DAY == due.at
    reported.at(day_of(due.at) + timedelta(days=1))
    assert {"late": [1]} == reported.do(risks.due, by=CLOCK)
    assert source() is None
    answer = reported.do(handling.agree, incident=1, note=1, by=CHINA)

    assert ("concluded", True) == (answer["state"], answer["late"])
    assert [] == reported.audit()


def test_responses_keep_their_history(opened: Programme) -> None:
    terms = {"risk": "credit_transfer", "text": "ask early", "due_day": "2028-03-13"}
    opened.do(risks.respond, response="reduce", by=HOST, **terms)
    opened.do(risks.respond, response="share", by=CHINA, **terms)
    for by in (MANAGER, OWNER, SECRETARY):
        opened.refuses("machine.role_not_allowed", risks.respond, response="share", by=by, **terms)
    for day in ("2028-03-12", "20280314", "2028-02-30", ""):
        opened.refuses(
            "procedure.day_not_to_come", risks.respond, response="avoid", by=HOST,
            **terms | {"due_day": day},
        )  # fmt: skip
    with opened.reading() as session:
        (line,) = [o for o in queries.register(session) if o.risk.code == "credit_transfer"]

    assert [("share", "government_partner", "GCN"), ("reduce", "government_host", "GTH")] == [
        (one.response, one.office, one.seat) for one in line.responses
    ]


_STATES, _SIDES = (
    "incidents_are_where_their_team_left_them", "each_side_speaks_for_itself_in_an_incident",
)  # fmt: skip
FAULTS = {
    "UPDATE incident SET state = 'concluded'": _STATES,
    "UPDATE incident SET concluded_at = 1": _STATES,
    "DELETE FROM incident_step WHERE id = 1": _STATES,
    "DELETE FROM incident_step WHERE id = 2": _STATES,
    "DELETE FROM incident_member WHERE id = 1": _STATES,
    "INSERT INTO incident_consent VALUES (9, 1, 'partner', 'GCN', 0)": _STATES,
    "UPDATE incident_member SET seat = 'OWN' WHERE id = 1": _SIDES,
    "UPDATE incident_member SET seat = 'GCN' WHERE id = 1": _SIDES,
    "UPDATE incident_step SET seat = 'GTH' WHERE id = 1": _SIDES,
    "UPDATE incident_step SET side = 'partner' WHERE id = 1": _SIDES,
    "UPDATE incident_consent SET seat = 'GCN'": _SIDES,
    "UPDATE incident_note SET seat = 'MTH'": _SIDES,
    "UPDATE incident_member SET named_by = 'GKZ' WHERE id = 1": _SIDES,
    "UPDATE incident SET due_at = due_at + 1": "incidents_end_by_their_deadline",
    "UPDATE incident SET late_at = 1": "incidents_end_by_their_deadline",
    "UPDATE incident SET state = 'concluded', concluded_at = due_at + 1": (
        "incidents_end_by_their_deadline"
    ),
    "DELETE FROM control": "incidents_end_by_their_deadline",
    "INSERT INTO risk_response VALUES (9, 'approval', 'accept', 'x', '2030-01-01',"
    " 'government_partner', 'GCN', 0)": "responses_come_from_who_answers_for_the_risk",
    "INSERT INTO risk_response VALUES (9, 'approval', 'accept', 'x', '2030-01-01',"
    " 'government_host', 'OWN', 0)": "responses_come_from_who_answers_for_the_risk",
    "INSERT INTO risk_response VALUES (9, 'weather', 'accept', 'x', '2030-01-01',"
    " 'government_host', 'GTH', 0)": "responses_come_from_who_answers_for_the_risk",
}


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(reported: Programme, sql: str) -> None:
    assert [] == reported.audit()
    drop_guards(reported.store.driver)
    reported.execute(sql)

    assert FAULTS[sql] in {finding.invariant for finding in reported.audit()}
