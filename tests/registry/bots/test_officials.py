"""Goal: officials' bots object to what is wrong in the papers, and to nothing else.

Method: papers with one error each, made by the bots' own errors, against the register; lessons of
belt-road-2 played by officials and owners, with the market at rest: every objection of the log is
held against what the owner had stated. A day of a small room in the normal run, twenty seeds of
the whole lesson under `long`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

import pytest

from ledger.kernel.clock import DAY
from ledger.writer import Request
from registry.bots.judging import WAITS_DAYS, judge, leaves_lying
from registry.bots.papers import ERRORS, Given
from registry.bots.players import way_abroad
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, parse_plan, read_plan
from registry.classroom.play import play
from registry.classroom.room import TRAINER
from registry.classroom.view import SeatView
from registry.debrief.papers import wrong_papers
from registry.programme.committee import commands as committee
from registry.programme.committee import queries, voting
from registry.programme.committee.queries import Unanswered
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.papers import PAPER_OF, faults_in, recorded
from tests.registry.classroom.test_two_hosts import World
from tests.support import hosts
from tests.support.makers import of_days
from tests.support.programme import HOST, OWNER, SECRETARY, Programme

pytestmark = pytest.mark.slow

WHOLE = read_plan("belt-road-2")
FIGURES = (
    {"claimed_t"}, {"generation_mwh"}, {"first_day", "last_day"}, {"agreement", "project"},
    {"host_t"}, {"report"},
)  # fmt: skip
"""The figures of which each error of `ERRORS` changes one."""


def erring(plan: Plan, *, defects: int, slow: int) -> Plan:
    """The plan with other shares of erring owners and slow offices."""
    update = {"paper_defects_percent": defects, "slow_percent": slow}
    return plan.model_copy(update={"bots": plan.bots.model_copy(update=update)})


SHORT = of_days(WHOLE.with_seats_per_role(4), 1)


# --- one paper ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drafted() -> Iterator[Programme]:
    """Request 1, whose item 1 was sent back to its draft."""
    programme = Programme()
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    objection = {"vote": "object", "about": "figures", "reason": "look again"}
    programme.do(voting.vote, item=1, **objection, by=HOST)
    programme.do(committee.revise, item=1, by=SECRETARY)
    yield programme
    programme.close()


@pytest.mark.parametrize("place", range(len(ERRORS)))
def test_each_error_is_one_fault_and_the_objection_names_it(drafted: Programme, place: int) -> None:
    with drafted.reading() as session:
        right = recorded(session, project="TH001", period=1)
        wrong = ERRORS[place](Given(session, 1, right, Random(place)))
    drafted.do(issuance.amend, request=1, papers=wrong.as_arguments(), by=OWNER)
    with drafted.reading() as session:
        (fault,) = faults_in(session, 1)
        item = queries.item(session, 1)
        assert item is not None
        said = judge(session, item)

    assert fault.figure in FIGURES[place]
    assert said is not None and PAPER_OF[fault.figure] == fault.paper == said.about
    assert said.reason.startswith(f"{fault.figure}: {getattr(wrong, fault.figure)} ≠ ")
    drafted.do(issuance.amend, request=1, papers=right.as_arguments(), by=OWNER)
    with drafted.reading() as session:
        assert () == faults_in(session, 1) and judge(session, item) is None
    assert [] == drafted.audit()


def test_a_wrong_paper_changes_nothing_of_what_is_asked_for(drafted: Programme) -> None:
    with drafted.reading() as session:
        right = recorded(session, project="TH001", period=1)
    claimed = right.as_arguments() | {"claimed_t": 9_000, "generation_mwh": "99999"}

    assert 355 == drafted.do(issuance.amend, request=1, papers=claimed, by=OWNER)["quantity"]


@pytest.mark.parametrize(
    ("figure", "given"),
    [("claimed_t", -1), ("generation_mwh", "1e5"), ("first_day", "2027-02-30"),
     ("last_day", "20270630"), ("report", "AB" * 32), ("agreement", "\n"), ("project", "")],
)  # fmt: skip
def test_a_paper_that_cannot_be_read_is_refused(
    drafted: Programme, figure: str, given: object
) -> None:
    with drafted.reading() as session:
        papers = recorded(session, project="TH001", period=1).as_arguments() | {figure: given}
    before = drafted.state()
    refusal = drafted.refuses(
        "procedure.paper_malformed", issuance.amend, request=1, papers=papers, by=OWNER
    )

    assert [5040] == [check.number for check in refusal.checks]
    assert before == drafted.state()


def test_the_same_megawatt_hours_written_otherwise_are_no_fault(drafted: Programme) -> None:
    with drafted.reading() as session:
        right = recorded(session, project="TH001", period=1).as_arguments()
    drafted.do(
        issuance.amend, request=1, papers=right | {"generation_mwh": "1000.0"}, by=OWNER
    )  # fmt: skip
    with drafted.reading() as session:
        assert () == faults_in(session, 1)


# --- a slow office, and the way abroad ------------------------------------------------------------


@dataclass
class Office:
    """As much of a view as a slow office is drawn from."""

    slow_percent: int
    at: int

    def draw(self, about: str) -> Random:
        return Random(about)


def test_a_slow_office_comes_to_an_item_after_its_days_at_the_latest() -> None:
    items = [Unanswered(number, 1, 0) for number in range(30)]

    def lying(percent: int, days: int) -> int:
        office: Any = Office(percent, days * DAY)
        return sum(leaves_lying(office, one) for one in items)

    assert 0 == lying(0, 0) and 30 == lying(100, 0)
    assert 30 > lying(100, WAITS_DAYS[0]) > lying(100, WAITS_DAYS[1]) > 0
    assert 0 == lying(100, max(WAITS_DAYS))
    assert 0 < lying(20, 0) < 15


def test_credits_go_to_the_partner_of_their_own_agreement() -> None:
    world = World(parse_plan(hosts.two_partners(), name="three").with_seats_per_role(4))
    japan, host = world.seat("government_partner", "JP"), world.seat("government_host", "TH")
    owner = world.seat("project_owner", "TH")
    world.do(host, "authorisation.grant", project="TH009", purposes=["NDC"], quantity=200)
    asked = world.do(owner, "issuance.request", project="TH009", period=1)
    for government in (japan, host):
        world.do(government, "committee.vote", item=asked["item"], vote="affirm")
    batch = world.issued(japan, asked)["batch"]
    lesson = world.lesson
    view = SeatView(lesson, lesson.room.seats[owner], lesson.books.at)

    assert [(batch, 150)] == view.free("TH")
    assert ("JP", batch, 50) == way_abroad(view, "TH", view.free("TH"))
    lesson.close()


# --- played by bots ------------------------------------------------------------------------------


def procedures_only(plan: Plan, seed: int) -> Lesson:
    """A lesson to its end in which officials and owners play; the market rests."""
    lesson = Lesson.create(None, plan, seed=seed)
    loop = Loop(lesson)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for role in ("trader", "emitter", "voluntary_buyer", "market_maker"):
            lesson.run(Request("lesson.bots", {"on": False, "role": role}, "script", TRAINER))
    while loop.next_instant() is not None:
        with lesson.group():
            for _ in range(60):
                if (instant := loop.next_instant()) is None:
                    break
                loop.step(instant)
    return lesson


def accepted(lesson: Lesson) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, arguments and answer of every accepted command."""
    rows = lesson.store.fetch("SELECT name, arguments, outcome FROM command ORDER BY number")
    for name, arguments, outcome in rows:
        if (answer := json.loads(outcome).get("accepted")) is not None:
            yield name, json.loads(arguments), answer


def without_a_ground(lesson: Lesson) -> list[str]:
    """Objections that name no figure which the owner had stated wrongly in that very paper."""
    stated: dict[int, dict[str, Any]] = {}
    of: dict[int, tuple[int, str, int]] = {}
    wrong = []
    with lesson.reading() as session:
        for name, given, answer in accepted(lesson):
            if name == "issuance.request":
                of[answer["item"]] = answer["request"], given["project"], given["period"]
            if name in ("issuance.request", "issuance.amend"):
                stated[answer["request"]] = given.get("papers") or {}
            if name == "committee.vote" and given["vote"] == "object":
                request, project, period = of[given["item"]]
                figure = given["reason"].split(":")[0]
                record = asdict(recorded(session, project=project, period=period))
                said = stated[request].get(figure, record.get(figure))
                if PAPER_OF.get(figure) != given["about"] or said == record.get(figure):
                    wrong.append(f"item {given['item']}: {given['reason']}")
    return wrong


@pytest.fixture(scope="module")
def all_wrong() -> Iterator[Lesson]:
    """A day on which every request has an error, and no office is slow."""
    lesson = procedures_only(erring(SHORT, defects=100, slow=0), seed=201)
    yield lesson
    lesson.close()


def test_every_wrong_paper_is_found_named_and_corrected(all_wrong: Lesson) -> None:
    done = Counter(name for name, *_ in accepted(all_wrong))
    objected = {a["item"] for n, a, _ in accepted(all_wrong)
                if n == "committee.vote" and a["vote"] == "object"}  # fmt: skip
    asked = {answer["item"] for n, _, answer in accepted(all_wrong) if n == "issuance.request"}

    assert len(asked) >= 3 and asked == objected
    assert [] == without_a_ground(all_wrong)
    assert done["issuance.amend"] == done["committee.revise"] == len(asked)
    with all_wrong.reading() as session:
        assert [] == audit(session)
        decided = [one for one in queries.items(session) if one.item in asked]
        assert {"used"} <= {one.state for one in decided}
        assert not [one.item for one in decided if one.used_at and faults_in(session, one.subject)]


def test_the_debrief_has_every_planted_error_with_those_who_found_it(all_wrong: Lesson) -> None:
    asked = {answer["item"] for n, _, answer in accepted(all_wrong) if n == "issuance.request"}
    objected = {(a["item"], a["about"]) for n, a, _ in accepted(all_wrong)
                if n == "committee.vote" and a["vote"] == "object"}  # fmt: skip
    with all_wrong.reading() as session:
        found = wrong_papers(session)

    assert asked == {one.item for one in found} and len(asked) == len(found)
    assert {"bot"} == {one.origin for one in found}
    assert objected == {(one.item, one.paper) for one in found if one.found}
    assert all(one.found and one.said != one.record for one in found)


def test_who_objected_affirms_the_corrected_paper(all_wrong: Lesson) -> None:
    objectors: dict[int, str] = {}
    rows = all_wrong.store.fetch(
        "SELECT seat, arguments, outcome FROM command WHERE name = 'committee.vote' ORDER BY number"
    )
    for seat, arguments, outcome in rows:
        given = json.loads(arguments)
        if "accepted" not in json.loads(outcome):
            continue
        if given["vote"] == "object":
            objectors[given["item"]] = seat
        elif objectors.get(given["item"]) == seat:
            assert "affirm" == given["vote"]
            del objectors[given["item"]]

    open_now = "SELECT id FROM committee_item WHERE state IN ('draft', 'circulated')"
    assert objectors.keys() <= {item for (item,) in all_wrong.store.fetch(open_now)}


def test_without_planted_errors_no_bot_objects() -> None:
    lesson = procedures_only(erring(SHORT, defects=0, slow=0), seed=201)
    votes = Counter(a["vote"] for n, a, _ in accepted(lesson) if n == "committee.vote")
    stated = [a for n, a, _ in accepted(lesson) if n == "issuance.request" and "papers" in a]
    lesson.close()

    assert votes["affirm"] >= 3 and not votes["object"]
    assert [] == stated


@pytest.mark.planted
def test_an_objection_without_a_ground_is_seen(
    all_wrong: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.registry.bots.test_officials.PAPER_OF", {"claimed_t": "split"})

    assert without_a_ground(all_wrong)


# --- seeds ---------------------------------------------------------------------------------------


def happened(lesson: Lesson) -> set[str]:
    """What happened between offices: objections, lapses of slow ones, recusals, suspensions of
    agreements, revocations of authorisations.
    """
    done: Counter[str] = Counter()
    for name, given, answer in accepted(lesson):
        done["objection"] += name == "committee.vote" and given["vote"] == "object"
        done["recusal"] += name == "committee.recuse"
        done["suspension"] += name == "agreement.suspend"
        done["revocation"] += name == "authorisation.revoke"
        done["lapse"] += name == "clock.circulation_end" and answer["state"] == "lapsed"
        # What a co-chair let lapse because its country needs no more is dropped.
        done["lapse"] -= name == "committee.drop"
    return {what for what, times in done.items() if times > 0}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_in_twenty_seeds_offices_object_lapse_recuse_suspend_and_revoke() -> None:
    seen: Counter[str] = Counter()
    for seed in range(101, 121):
        lesson = procedures_only(WHOLE, seed=seed)
        with lesson.reading() as session:
            broken = audit(session)
        assert [] == broken, seed
        assert [] == without_a_ground(lesson), seed
        seen.update(happened(lesson))
        lesson.close()

    bars = ("objection", "lapse", "recusal", "suspension", "revocation")
    assert all(seen[what] >= 15 for what in bars), seen


@pytest.mark.long
def test_the_whole_lesson_is_played_to_its_end() -> None:
    summary = play(WHOLE, seed=7, path=None)

    assert "ok" == summary["audit"] and 0 == summary["failed"]
    assert summary["trades"] > 500 and summary["transferred_t"] > 0
