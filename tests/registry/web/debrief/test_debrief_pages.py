"""Goal: a sheet says what the books show, to its owner, when the market rests; nothing else.

Method: a class whose bots traded a morning, over HTTP; pages beside the figures of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registry.debrief.room import Pair, debrief
from registry.debrief.seats import SeatDebrief
from registry.web.debrief.reveal_chart import reveal_chart
from registry.web.debrief.room import partners_of, ranked
from registry.web.frame import figures
from registry.web.frame.naming import Names
from tests.support.classroom import CODE, PLAN, Class, class_of, create
from tests.support.debrief_samples import market_view
from tests.support.server import until

pytestmark = pytest.mark.slow
EN = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A class that is paused at 15:00 of its first day."""
    folder = tmp_path_factory.mktemp("debrief_pages")
    create(folder / f"{CODE}.lesson", hour=15)
    with class_of(folder) as made:
        yield made


def plain(html: str) -> str:
    """The text of a page's main part."""
    main = html.partition('<main id="main">')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def told(room: Class, seat: str) -> dict[str, Any]:
    (found,) = room.script.get("/api/debrief", headers={"tanlu-seat": seat}).json()["seats"]
    return dict(found)


@pytest.mark.parametrize("role", ["emitter", "trader", "voluntary_buyer", "project_owner"])
def test_a_sheet_has_the_figures_of_the_books(room: Class, role: str) -> None:
    seat = room.seats(role)[0]
    one = told(room, seat)
    html = room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text
    text = plain(html)

    for fen in (one["began_fen"], one["cash_fen"], one["value_fen"]):
        assert figures.yuan(fen) in text
    assert figures.signed_price(one["change_fen"]) in text
    assert f"Trades {one['trades']}, fees" in text
    decisions = re.findall(r'<li data-order="(\d+)">', html)
    assert [str(d["number"]) for d in (*one["best"], *one["worst"])] == decisions
    for decision in (*one["best"], *one["worst"]):
        assert figures.signed_price(decision["gain_fen"]) in text
    for unit in one["by_unit"]:
        assert figures.price(unit["average_buy_fen"]) in text
    for partner in one["partners"]:
        assert partner["seat"] in text
    verdict = {True: "Reached", False: "Not reached", None: "No verdict"}[one["aims"][0]["met"]]
    assert f"> {verdict}<" in html or f">{verdict}<" in html or f"</svg>{verdict}<" in html


def test_an_official_gets_a_reason_where_the_books_show_no_verdict(room: Class) -> None:
    seat = room.seats("secretariat")[0]
    text = plain(room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text)

    assert "No verdict No rule of this lesson says within what time." in text


def test_a_person_sees_the_own_sheet_in_a_pause_and_else_when_it_comes(room: Class) -> None:
    person, seat = room.browser("Ann", "emitter")
    other = room.seats("trader")[0]
    paused = plain(person.get("/debrief", headers=EN).text)
    room.run()
    running = plain(person.get("/debrief", headers=EN).text)
    of_another = person.get(f"/trainer/debrief/seats/{other}")
    trainers = plain(room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text)
    assert room.give("lesson.pause", "pause-again").status_code == 200

    value = figures.yuan(told(room, seat)["value_fen"])
    assert value in paused and "Ann" in paused
    assert "With whom you traded is told when the lesson is over." in paused
    assert "Your sheet comes with the next pause" in running and value not in running
    assert "First: the aim" in trainers
    assert 403 == of_another.status_code
    assert 303 == room.client().get("/debrief").status_code
    assert 404 == room.trainer().get("/trainer/debrief/seats/S99").status_code
    room.remove(seat)


def rows_of(html: str, role: str) -> list[str]:
    """The seats of a role's tables in their order."""
    part = html.partition(f'data-role="{role}"')[2].partition("data-role=")[0]
    return re.findall(r'<tr data-seat="(S\d+)">', part)


def test_the_room_puts_the_aim_before_money_and_bots_apart(room: Class) -> None:
    person, seat = room.browser("Bea", "trader")
    html = room.trainer().get("/trainer/debrief", headers=EN).text
    seats = {one["seat"]: one for one in room.script.get("/api/debrief").json()["seats"]}
    emitters, traders = rows_of(html, "emitter"), rows_of(html, "trader")

    def key(name: str) -> tuple[bool, float, int]:
        aim = seats[name]["aims"][0]
        part = 1.0 if aim["met"] else aim["reached"] / aim["target"]
        return not aim["met"], -part, -seats[name]["change_fen"]

    assert sorted(emitters) == room.seats("emitter")
    assert emitters == sorted(emitters, key=key)
    assert seat == traders[0] and "Bea" in html
    assert 403 == person.get("/trainer/debrief").status_code
    assert 403 == person.get("/trainer/debrief/seats.csv").status_code
    room.remove(seat)


def test_no_money_lifts_who_missed_the_aim_above_who_reached_it(room: Class) -> None:
    with room.live.reading() as session:
        one = next(seat for seat in debrief(session).seats if seat.role == "emitter")
    aim = replace(one.aims[0], target=100, reached=0, met=False)

    def seat(name: str, change_fen: int, **changes: Any) -> SeatDebrief:
        return replace(one, seat=name, change_fen=change_fen, aims=(replace(aim, **changes),))

    seats = [
        seat("rich", 9_000), seat("nearly", -5_000, reached=99), seat("poor", -9_000, met=True),
        seat("thrifty", -100, met=True), seat("unknown", 99_000, met=None, target=None),
    ]  # fmt: skip

    assert ["thrifty", "poor", "nearly", "rich", "unknown"] == [s.seat for s in ranked(seats)]


def test_the_room_has_markets_partners_and_the_csv_of_the_books(room: Class) -> None:
    trainer = room.trainer()
    html = trainer.get("/trainer/debrief", headers=EN).text
    whole = room.script.get("/api/debrief").json()["room"]
    brc = next(one for one in whole["markets"] if one["unit"] == "BRC")
    cells = re.findall(r'<td class="level-[1-4]">([\d,]+)</td>', html)
    csv = trainer.get("/trainer/debrief/seats.csv")

    assert figures.share(round(brc["room"]["efficiency_percent"] * 100)) in html
    assert figures.share(round(brc["zero_intelligence"]["alpha_percent"] * 100)) in html
    assert "gives nobody a private value" in plain(html)
    assert sorted(one["tonnes"] for one in whole["pairs"]) == sorted(
        int(cell.replace(",", "")) for cell in cells
    )
    assert "For training, not prediction" in html
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text.count("\r\n") == 1 + len(room.script.get("/api/debrief").json()["seats"])


def test_many_seats_are_a_list_of_the_largest_pairs_and_few_a_matrix() -> None:
    class Nameless(Names):
        def seat(self, seat: str) -> str:
            return f"name of {seat}"

    names = Nameless(None, "en")  # type: ignore[arg-type]
    many = [Pair(f"B{n:02}", "S1", 1, n, n * 5_001) for n in range(1, 42)]
    listed, matrix = partners_of(many, names), partners_of(many[:40], names)

    assert ((), 41, 41) == (listed.rows, len(listed.pairs), listed.all_pairs)
    assert ("B41", 41, 5_001) == (
        listed.pairs[0].buyer, listed.pairs[0].tonnes, listed.pairs[0].average,
    )  # fmt: skip
    assert (40, (820,), ()) == (len(matrix.rows), matrix.sold, matrix.pairs)
    assert [1, 4] == [matrix.rows[place].cells[0].level for place in (0, 39)]


def test_the_reveal_shows_one_layer_more_with_each_step(room: Class) -> None:
    trainer = room.trainer()
    market = next(
        one
        for one in room.script.get("/api/debrief").json()["room"]["markets"]
        if one["unit"] == "BRC"
    )
    address, seen = "/trainer/debrief/reveal?unit=BRC", []
    while address:
        html = trainer.get(address, headers=EN).text
        seen.append(
            tuple(html.count(f'class="{name}') for name in ("dot", "span", "curve ", "meet"))
        )
        following = re.search(r'data-step-on href="([^"]*)"', html)
        address = following[1].replace("&amp;", "&") if following else ""
        later = [one for one in seen if one == (0, 0, 0, 0)]
        assert [] == later

    dots, spans = len(market["trades"]), len(market["orders"])
    assert [(dots, 0, 0, 0), (dots, spans, 0, 0), (dots, spans, 2, 0)] == [
        (a, b, c, d) for a, b, c, d in seen[:3]
    ]
    assert 5 == len(seen) and seen[3][3] > 0
    assert figures.share(round(market["room"]["alpha_percent"] * 100)) in html
    assert "Bea" not in html and "S0" not in plain(html)


def test_a_market_without_values_says_why_there_is_no_equilibrium(room: Class) -> None:
    trainer = room.trainer()
    last = trainer.get("/trainer/debrief/reveal?unit=CCER&step=2", headers=EN).text

    assert "No equilibrium: The lesson plan gives nobody a private value" in plain(last)
    assert "data-step-on" not in last
    for wrong in ("unit=TEA", "unit=CCER&step=3", "step=0", "step=x", "step=-1", "step=٣"):
        assert 404 == trainer.get(f"/trainer/debrief/reveal?{wrong}").status_code, wrong


def test_the_axis_is_the_same_in_every_step_and_curves_meet_where_they_should() -> None:
    market = market_view()
    charts = [reveal_chart(market, market.steps[:number]) for number in range(1, 6)]
    last = charts[-1]
    demand, supply = last.curves
    assert last.cross is not None

    assert 1 == len({one.marks_y for one in charts})
    assert [True, True, False, False, False] == [one.by_time for one in charts]
    # Values 70 and 50, costs 40 and 65: two tonnes trade, at 50 to 65.
    third = last.left + 2 * (last.right - last.left) // 3
    assert third == last.cross.x
    assert f"H{third}V" in demand.path and f"H{third}V" in supply.path
    assert last.cross.top < last.cross.y < last.cross.top + last.cross.height


def test_each_gets_to_the_own_debrief_from_the_first_page_and_the_bar(room: Class) -> None:
    person, seat = room.browser("Cai", "trader")
    for client, pages, address in (
        (person, ("/", "/trade/CCER"), "/debrief"),
        (room.trainer(), ("/", "/trainer"), "/trainer/debrief"),
    ):
        for path in pages:
            html = client.get(path).text
            bar = html.partition('class="message on-over"')[2].partition("</span>")[0]
            body = html.partition('<main id="main">')[2]
            assert f'href="{address}"' in bar, path
            assert path == "/trade/CCER" or f'href="{address}"' in body, path
    room.remove(seat)


def test_a_certificate_is_there_when_the_lesson_is_over(tmp_path: Path) -> None:
    plan = PLAN.with_seats_per_role(1)
    plan = plan.model_copy(update={"clock": plan.clock.model_copy(update={"days": 1})})
    create(tmp_path / f"{CODE}.lesson", hour=14, minute=50, plan=plan)
    with class_of(tmp_path) as room:
        person, seat = room.browser("Dong", "trader")
        before = plain(person.get("/debrief/certificate", headers=EN).text)
        room.run()
        ended = room.give("lesson.next_day", "to-the-end")
        assert ended.status_code == 200, ended.text
        until(lambda: room.live.view["clock"]["over"])  # type: ignore[index]
        after = plain(person.get("/debrief/certificate", headers=EN).text)
        sheet = person.get("/debrief", headers=EN).text

    assert "comes at the end" in before and "Dong" not in before
    assert "Dong took part in the training lesson" in after and "Trader" in after
    assert "no result and no qualification" in after
    assert "At the end of the lesson" in sheet and "/debrief/certificate" in sheet
    assert seat in sheet


def test_a_lesson_that_the_trainer_ends_early_is_over_in_its_debrief(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=50, plan=PLAN.with_seats_per_role(1))
    with class_of(tmp_path) as room:
        person, _ = room.browser("Dong", "trader")
        assert room.give("lesson.end", "now").status_code == 200
        until(lambda: room.live.view["clock"]["over"])  # type: ignore[index]
        certificate = plain(person.get("/debrief/certificate", headers=EN).text)
        sheet = plain(person.get("/debrief", headers=EN).text)
        whole = plain(room.trainer().get("/trainer/debrief", headers=EN).text)

    assert "Dong took part" in certificate
    assert "At the end of the lesson" in sheet and "is told when the lesson is over" not in sheet
    assert "At the end of the lesson" in whole
