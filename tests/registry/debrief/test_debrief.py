"""Goal: the debrief of a lesson is exact, tells a seat its own part only, and follows the books.

Method: a morning that bots traded, over HTTP; each figure against rows, other queries and the plan.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlmodel import Session

from registry.classroom.private_values import schedules
from registry.debrief.aims import MAKERS
from registry.debrief.kept import Kept
from registry.debrief.room import Debrief, debrief
from registry.debrief.sheet import COLUMNS, sheet
from registry.debrief.words import AIMS, DECISIONS, REASONS, STEPS
from registry.roles import Role
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("debrief")
    create(folder / f"{CODE}.lesson", hour=15)
    with class_of(folder) as made:
        yield made


def told(room: Class, seat: str = "") -> dict[str, Any]:
    answer = room.script.get("/api/debrief", headers={"tanlu-seat": seat} if seat else {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def found(room: Class) -> Debrief:
    with room.live.reading() as session:
        return debrief(session)


def test_every_seat_has_the_result_of_its_role_and_money_that_adds_up(room: Class) -> None:
    results = {one["seat"]: one for one in room.script.get("/api/results").json()["seats"]}
    seats = {one["seat"]: one for one in told(room)["seats"]}

    assert results.keys() == seats.keys()
    for name, one in seats.items():
        same = results[name]
        assert (same["value_fen"], same["change_fen"]) == (one["value_fen"], one["change_fen"])
        assert one["value_fen"] == one["cash_fen"] + one["units_fen"]
        kinds = [aim["kind"] for aim in one["aims"]]
        assert kinds[0] in AIMS and len(MAKERS[Role(one["role"])]) == len(kinds)
        for aim in one["aims"]:
            assert (aim["met"] is None) is (aim["reason"] in REASONS), aim
        if one["role"] in ("trader", "emitter"):
            assert 0 == one["gains"]["unpriced_t"], "whatever it sells it has bought"


def test_the_room_has_every_trade_and_every_refusal_once(room: Class) -> None:
    whole = told(room)
    rows = room.live.lesson.store.fetch("SELECT buyer, seller, price, quantity FROM trade")
    pairs: Counter[tuple[str, str]] = Counter()
    for buyer, seller, _, quantity in rows:
        pairs[buyer, seller] += quantity
    outcomes = room.live.lesson.store.fetch("SELECT outcome FROM command")
    codes = Counter(orjson.loads(text).get("refused") for (text,) in outcomes)
    del codes[None]

    assert rows
    assert dict(pairs) == {(p["buyer"], p["seller"]): p["tonnes"] for p in whole["room"]["pairs"]}
    assert codes == {one["code"]: one["count"] for one in whole["room"]["refusals"]}
    for one in whole["seats"]:
        assert one["refused"] == sum(refusal["count"] for refusal in one["refusals"])
        assert len(one["best"]) <= 3 and len(one["worst"]) <= 3
        for decision in [*one["best"], *one["worst"]]:
            assert decision["kind"] in DECISIONS
        assert [] == [d for d in one["best"] if d["gain_fen"] <= 0]
        assert [] == [d for d in one["worst"] if d["gain_fen"] >= 0]
    assert whole["number"] == room.commands() and not whole["over"]


def test_a_market_with_given_values_has_all_steps_and_the_other_says_why_not(room: Class) -> None:
    markets = {one["unit"]: one for one in told(room)["room"]["markets"]}
    brc, ccer = markets["BRC"], markets["CCER"]
    current = room.live.current
    given = schedules(current.plan, current.seats.values(), seed=current.seed)
    wanted = sum(one.tonnes for one in given.values() if one.buys)
    trades = room.live.lesson.store.fetch(
        "SELECT count(*), sum(quantity) FROM trade WHERE mode = 'book'"
        " AND instrument IN ('BRC-CN', 'BRC-TH')"
    )

    assert [*STEPS] == brc["steps"] and brc["reason"] == ""
    assert wanted == sum(step["tonnes"] for step in brc["demand"])
    assert trades[0] == (brc["room"]["trades"], brc["room"]["traded_t"])
    assert trades[0] == tuple(
        sum(point[what] for point in brc["trades"]) for what in ("trades", "tonnes")
    )
    assert brc["equilibrium"]["lowest_fen"] <= brc["equilibrium"]["highest_fen"]
    assert brc["room"]["surplus_fen"] <= brc["equilibrium"]["surplus_fen"]
    assert brc["room"]["alpha_percent"] > 0
    assert 50 < brc["zero_intelligence"]["efficiency_percent"] <= 100
    assert (ccer["reason"], ccer["equilibrium"]) == ("no_values", None)
    assert ccer["room"]["efficiency_percent"] is None and ccer["zero_intelligence"] is None
    assert ["trades", "orders"] == ccer["steps"]


def test_a_seat_learns_its_own_part_and_no_counterparty_before_the_end(room: Class) -> None:
    seat, name = room.join("Ann", "voluntary_buyer")
    own = seat.get("/api/debrief").json()
    every = told(room)
    as_trainer = told(room, name)
    (mine,) = own["seats"]

    assert (None, None, name) == (own["room"], own["branches"], mine["seat"])
    assert [] == mine["partners"]
    assert mine == next(one for one in every["seats"] if one["seat"] == name)
    assert as_trainer["room"] is None
    partners = as_trainer["seats"][0]["partners"]
    bought = sum(one["bought_t"] for one in partners)
    assert sum(unit["bought_t"] for unit in mine["by_unit"]) == bought
    assert mine["values"] and mine["values_unit"] == "BRC"
    assert 401 == room.client().get("/api/debrief").status_code


def test_the_csv_has_a_row_for_each_seat_and_its_columns_keep_their_names(room: Class) -> None:
    one = found(room)
    text = sheet(one.seats)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert [*COLUMNS] == [*rows[0]]
    assert [seat.seat for seat in one.seats] == [row["seat"] for row in rows]
    for seat, row in zip(one.seats, rows, strict=True):
        assert str(seat.value_fen) == row["value_fen"]
        assert {"yes": True, "no": False, "": None}[row["aim_met"]] == seat.aims[0].met


def test_a_branch_stands_beside_its_source_and_the_source_beside_it(room: Class) -> None:
    at = room.commands()
    made = room.script.post(f"/api/lessons/{CODE}/branch", json={"at": at, "set": {}})
    assert made.status_code == 200, made.text
    code = made.json()["code"]
    try:
        (beside,) = told(room)["branches"]
        of = room.script.get("/api/debrief", headers={"tanlu-lesson": code}).json()
        (source,) = of["branches"]
        plain = told(room)["room"]["markets"]

        assert (code, False, at) == (beside["lesson"], beside["source"], beside["command"])
        assert (CODE, True, at) == (source["lesson"], source["source"], source["command"])
        assert [one["room"] for one in plain] == [one["room"] for one in beside["markets"]]
    finally:
        assert room.script.post(f"/api/lessons/{code}/close").status_code == 200


def test_the_same_state_is_computed_once_and_a_new_command_anew(room: Class) -> None:
    made = []

    def make(session: Session) -> Debrief:
        made.append(1)
        return debrief(session)

    kept = Kept(make)
    with room.live.reading() as session:
        first = kept.of(room.live, session)
        assert first is kept.of(room.live, session)
    room.join("Bob", "trader")
    with room.live.reading() as session:
        assert first.number < kept.of(room.live, session).number

    assert 2 == len(made)


def test_codes_have_words_in_both_languages() -> None:
    for table in (AIMS, REASONS, DECISIONS, STEPS):
        for code, words in table.items():
            assert words.en and any("\u4e00" <= sign <= "\u9fff" for sign in words.zh), code
