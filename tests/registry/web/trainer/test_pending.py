"""Goal: the trainer sees what waits for an official who is away, and nothing else.

Method: a small lesson whose officials are people; the twin is what each official's bot would do at
that moment. Then the trainer's page over a room whose officials left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from ledger.writer import Request
from registry.bots import act
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.classroom.view import SeatView
from registry.roles import OFFICIAL, Role
from registry.web.frame.naming import Names
from registry.web.trainer.pending import waiting_for
from tests.support.classroom import CODE, SMALL, Class, class_of, create


@pytest.fixture(scope="module")
def standing() -> Iterator[Lesson]:
    """The third morning; owners, traders and buyers are bots, no official has done anything."""
    lesson = Lesson.create(None, read_plan("belt-road-1").with_seats_per_role(2), seed=3)
    with lesson.group():
        for seat in list(lesson.room.seats.values()):
            if seat.role in OFFICIAL:
                lesson.run(Request("seat.claim", {"seat": seat.name}, "person", TRAINER))
        lesson.run(Request("lesson.start", {}, "person", TRAINER))
        Loop(lesson).advance(lesson.calendar.days[2].opens)
    yield lesson
    lesson.close()


def waits(lesson: Lesson, seat: str) -> dict[str, tuple[int, int | None]]:
    with lesson.reading() as session:
        names, state = Names(session, "en"), lesson.room.seats[seat]
        found = waiting_for(session, names, state, at=lesson.books.at)
    days = lesson.calendar
    return {one.command: (one.count, one.since and days.day_at(one.since).number) for one in found}


def wishes(lesson: Lesson, seat: str) -> Counter[str]:
    """What the seat's bot would do now."""
    view = SeatView(lesson, lesson.room.seats[seat], lesson.books.at)
    return Counter(name for name, _ in act(view, Random(1)))


def of(lesson: Lesson, role: Role) -> list[str]:
    return [seat.name for seat in lesson.room.seats.values() if seat.role is role]


def test_what_waits_is_what_the_bot_of_the_seat_would_do(standing: Lesson) -> None:
    seats = [seat for role in OFFICIAL for seat in of(standing, role)]
    found = {seat: waits(standing, seat) for seat in seats}
    counted = {seat: Counter({k: n for k, (n, _) in of.items()}) for seat, of in found.items()}

    assert {seat: wishes(standing, seat) for seat in seats} == counted
    assert {"committee.vote", "authorisation.grant", "ccer.register"} <= {
        command for one in found.values() for command in one
    }


def test_an_item_waits_for_each_side_until_it_voted_then_for_publication_and_issue(
    standing: Lesson,
) -> None:
    (china,), (office,) = of(standing, Role.GOVERNMENT_PARTNER), of(standing, Role.SECRETARIAT)
    (host,) = of(standing, Role.GOVERNMENT_HOST)
    before = waits(standing, china)["committee.vote"], waits(standing, office)
    ((item,),) = standing.store.fetch(
        "SELECT min(id) FROM committee_item i WHERE NOT EXISTS"
        " (SELECT 1 FROM committee_vote v WHERE v.item = i.id)"
    )
    with standing.group():
        for seat in (china, host):
            vote = Request("committee.vote", {"item": item, "vote": "affirm"}, "person", seat)
            assert standing.run(vote).answer
    after = waits(standing, china).get("committee.vote", (0, 0)), waits(standing, office)
    with standing.group():
        publish = Request("committee.publish", {"item": item}, "person", office)
        assert standing.run(publish).answer
    (manager,) = of(standing, Role.REGISTRY_MANAGER)

    assert ((before[0][0], 1), {}) == before
    assert before[0][0] - 1 == after[0][0]
    assert {"committee.publish": (1, 3)} == after[1]
    assert {} == waits(standing, office)
    assert (1, 3) == waits(standing, manager)["issuance.issue"]


def test_nothing_waits_for_who_decides_nothing(standing: Lesson) -> None:
    others = [seat for seat in standing.room.seats.values() if seat.role not in OFFICIAL]

    assert others and all({} == waits(standing, seat.name) for seat in others)


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("pending")
    create(folder / f"{CODE}.lesson", hour=9, minute=0, plan=SMALL)
    with class_of(folder) as made:
        yield made


@pytest.mark.slow
def test_the_trainers_page_names_the_seat_the_step_and_the_days(room: Class) -> None:
    trainer, seat = room.trainer(), room.seats("government_host")[0]

    def shown(language: str) -> str:
        html = trainer.get("/trainer", headers={"accept-language": language}).text
        part = html[html.index('<div id="pending"') : html.index('id="roster-title"')]
        row = next(r for r in html.split("<tr") if f">{seat}<" in r)
        return re.sub(r"<[^>]*>|\s+", " ", part + row)

    by_bot = shown("en")
    room.join("a script", "government_host")
    by_script = shown("en")
    room.remove(seat)
    room.browser("Somchai", "government_host")
    away, chinese = shown("en"), shown("zh")
    room.give("lesson.bots", "rest", on=False, role="government_host")
    room.remove(seat)
    resting = shown("en")

    assert "Waiting for officials" not in by_bot
    assert "Waiting for officials" not in by_script and "no page open" not in by_script
    assert "Somchai is away" in away and "away; steps wait: " in away
    assert re.search(r"Grant authorisation: +\d+ +since the beginning", away), away
    assert f"trading days after today: {len(room.live.current.calendar.days) - 1}" in away
    assert "Somchai 已离开" in chinese and "等待主管方办理" in chinese
    assert f"{seat} · bot, resting" in resting
