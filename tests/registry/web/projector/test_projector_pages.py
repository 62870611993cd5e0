"""Goal: whoever has the join code sees what the whole room may see, and nothing of one seat.

Method: a real server over a small lesson that stands; pages and streams are read over HTTP, and
their figures compared with the lesson's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import orjson
import pytest

from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("projector")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder, guess_burst=3) as made:
        yield made


def page(room: Class, query: str = "", **headers: str) -> str:
    """The page for somebody with the join code and nothing else."""
    answer = room.client(**headers).get(f"/projector?code={room.join_code}{query}")
    assert 200 == answer.status_code, answer.text
    return answer.text


def taken(html: str) -> dict[str, tuple[int, int]]:
    """Seats by role, as the lobby shows them: taken, and all."""
    rows = re.findall(
        r'class="role-name">.*?<span lang="en">(.*?)</span>.*?(\d+) / (\d+)</b>', html, re.S
    )
    return {role: (int(by_people), int(seats)) for role, by_people, seats in rows}


def events(room: Class, count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """The first events of the room's stream, as (name, content)."""
    with room.client().stream("GET", f"/live/room?code={room.join_code}") as answer:
        assert 200 == answer.status_code
        name, beats = "", 0
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
                beats += name == "beat"
                assert beats < 3, "nothing came between two beats"
            elif line.startswith("data: ") and name != "beat":
                yield name, orjson.loads(line.removeprefix("data: "))
                count -= 1
            if not count:
                return


def test_the_page_is_for_the_join_code_and_the_trainer_is_sent_there(room: Class) -> None:
    guest, trainer = room.client(), room.trainer()
    person, _ = room.browser("Ann", "trader")
    sent = trainer.get("/projector")
    console = trainer.get("/trainer").text

    assert (303, f"/projector?code={room.join_code}") == (
        sent.status_code, sent.headers["location"],
    )  # fmt: skip
    assert f'href="/projector?code={room.join_code}"' in console
    walls = [one.get(f"/projector?code={room.join_code}").text for one in (trainer, person)]
    assert ['data-reveal="/trainer/debrief/reveal"' in one for one in walls] == [True, False]
    assert "/sign-in?next=/projector" == guest.get("/projector").headers["location"].replace(
        "%2F", "/"
    )
    assert 403 == person.get("/projector").status_code
    assert f'<p class="code">{room.join_code}</p>' in page(room)


def test_guessing_a_join_code_is_limited_and_shows_nothing(room: Class) -> None:
    statuses = [room.client().get(f"/projector?code=22{n}-222").status_code for n in range(6)]

    assert [404, 429] == sorted({*statuses})
    assert 404 in statuses[:3] and 429 == statuses[-1]
    room.app.state.server.guesses.give_back("127.0.0.1")
    refused = room.client().get("/live/room?code=222-222")
    assert refused.status_code in (404, 429) and "refusal" in refused.json()
    room.app.state.server.guesses.give_back("127.0.0.1")


def test_the_page_names_no_person_and_asks_for_nothing(room: Class) -> None:
    _, seat = room.join("Xiomara", "emitter")
    html = page(room)

    assert "Xiomara" not in html and f">{seat}<" not in html
    assert 0 == html.count("<form") and 0 == html.count("<input")
    assert 0 == html.count("style=")
    assert (
        "no-store"
        == room.client().get(f"/projector?code={room.join_code}").headers["cache-control"]
    )


def test_seats_by_role_are_those_of_the_lesson(room: Class) -> None:
    before = taken(page(room))
    _, seat = room.join("Bea", "voluntary_buyer")
    after = taken(page(room))
    room.remove(seat)

    assert after["Voluntary buyer"] == (
        before["Voluntary buyer"][0] + 1,
        before["Voluntary buyer"][1],
    )
    of_class = [seat for seat in room.live.current.seats.values() if seat.of_class]
    assert len(of_class) == sum(seats for _, seats in after.values())
    held = sum(state.held for state in room.live.current.seats.values())
    assert held == sum(by_people for by_people, _ in taken(page(room)).values())


def test_what_is_chosen_is_read_from_the_address(room: Class) -> None:
    chosen = page(room, "&show=both&theme=dark&screen=lobby&turn=1&instrument=BRC-CN")
    rubbish = page(
        room, "&show=fr&theme=pink&screen=x&turn=2&instrument=TEA", **{"accept-language": "en"}
    )
    kept = r'data-show="(\w*)" data-shown="(\w*)" data-theme="(\w*)" data-screen="(\w*)" data-turn="(\w*)" data-instrument="([\w-]*)"'  # noqa: E501

    assert [("both", "both", "dark", "lobby", "1", "BRC-CN")] == re.findall(kept, chosen)
    assert [("en", "en", "light", "", "", "")] == re.findall(kept, rubbish)
    assert '<html lang="en"' in page(room, "&show=en", **{"accept-language": "zh"})


def test_the_rooms_stream_has_the_public_snapshot_and_says_when_to_ask(room: Class) -> None:
    stream = events(room, 3)
    name, first = next(stream)
    _, seat = room.join("Cleo", "trader")
    told = [next(stream), next(stream)]
    room.remove(seat)

    assert ("view", {"sequence", "clock", "instruments", "announcement", "audit", "level"}) == (
        name,
        set(first),
    )
    assert ("own", {"changed": ["room"]}) in told


def test_an_announcement_is_on_the_wall_when_the_stream_says_so(room: Class) -> None:
    stream = events(room, 3)
    next(stream)
    assert 'id="headline" data-part hidden' in page(room)
    told = room.give("announcement.make", "wall", text_zh="午后开市", text_en="")
    heard = [next(stream), next(stream)]
    shown = page(room, "&show=both")

    assert 200 == told.status_code, told.text
    assert ("own", {"changed": ["room"]}) in heard
    assert 'id="headline" data-part hidden' not in shown
    assert 2 == shown.count("午后开市"), "in the place of both languages"
    assert re.search(r"data-marks='\[\[1,\d+,1\]\]'", shown)


def test_the_docket_shows_both_sides_and_an_item_leaves_when_both_have_voted(room: Class) -> None:
    room.run()
    owner = room.seats("project_owner")[0]
    found = room.script.get("/api/projects").json()
    open_now = [
        (one["project"]["code"], one["open_periods"][0])
        for one in found
        if one["open_periods"] and one["project"]["owner"] == owner
    ]
    project, period = open_now[0]
    asked = room.give("issuance.request", "ask", seat=owner, project=project, period=period)
    item = asked.json()["answer"]["item"]
    circulated = page(room)
    for side in ("government_partner", "government_host"):
        voted = room.give(
            "committee.vote", side, seat=room.seats(side)[0], item=item, vote="affirm"
        )
        assert 200 == voted.status_code, voted.text
        if side == "government_partner":
            half = page(room)

    assert (0, 2) == (circulated.count("cn consents"), circulated.count('class="voter '))
    assert (1, 0) == (half.count("cn consents"), half.count("host consents"))
    assert 0 == page(room).count('class="voter ')


def test_signs_of_a_stream_by_code_do_not_count_as_a_seats(room: Class) -> None:
    stream = events(room, 1)
    next(stream)

    assert "room" not in room.live.current.seats
    assert httpx2.codes.UNAUTHORIZED == room.client().get("/live").status_code
    assert httpx2.codes.NOT_FOUND == room.client().get("/live/room").status_code
