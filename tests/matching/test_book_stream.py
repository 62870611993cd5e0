"""`tanlu book`: what a line may look like, what is answered, and the command itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from matching.batch_runner import Unreadable, book_of, results
from registry.cli import app


def played(*lines: str | dict[str, Any], rules: str = "") -> list[dict[str, Any]]:
    """The results of lines, texts as they are."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return [json.loads(line) for line in results(book_of(rules), [t.encode() for t in texts])]


def new(
    id: int, side: str = "B", qty: int = 5, px: int | None = 100, **more: Any
) -> dict[str, Any]:
    return {"op": "new", "id": id, "acct": "a", "side": side, "qty": qty, "px": px, **more}


def test_a_result_has_these_fields_and_no_more() -> None:
    first, second, book = played(new(1), new(2, "S", 7))

    assert {
        "i": 0, "op": "new", "id": 1, "status": "resting", "trades": [], "cancels": [], "open": 5,
    } == first  # fmt: skip
    assert (1, "resting", [[1, 2, 100, 5]], 2) == tuple(
        second[name] for name in ("i", "status", "trades", "open")
    )
    assert {"book": {"bids": [], "asks": [[100, [[2, 2]]]]}} == book


@pytest.mark.parametrize(
    "line",
    [
        "no json", "[]", "7", "{", '{"op": 1}', '{"op": []}', '{"op": "sell"}', '{"op": "new"}',
        '{"op": "cancel", "id": [1]}', '{"op": "cancel", "id": true}', '{"op": "eod"}',
        '{"op": "phase", "to": "closed"}', '{"op": "limits", "lo": 0}',
        '{"op": "limits", "lo": 6.5, "hi": 5}', '{"op": "uncross", "ref": "x"}',
        '{"op": "replace", "id": 1, "qty": 1}', '{"op": "pick", "id": 9, "maker": null, "qty": 1}',
        json.dumps(new(9, "b")), json.dumps(new(9) | {"qty": 1.0}),
        json.dumps(new(9) | {"qty": None}), json.dumps(new(9) | {"px": "100"}),
        json.dumps(new(9, tif="gtc")),
        json.dumps(new(9, tif="GTD")), json.dumps(new(9, post="yes")),
        json.dumps(new(9, disp=2.5)), json.dumps(new(9, acct=[1])),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_rejected_with_an_error(line: str) -> None:
    before, answer, book = played(new(1), line)

    assert ("rejected", [], [], 0) == tuple(
        answer[name] for name in ("status", "trades", "cancels", "open")
    )
    assert answer["error"]
    assert [[100, [[1, 5]]]] == book["book"]["bids"]
    assert before["status"] == "resting"


def test_a_refusal_is_rejected_without_an_error_and_uses_up_the_id() -> None:
    refused, again, unreadable, used = played(new(1, qty=0), new(1), new(2, tif="GTD"), new(2))[:-1]

    assert ["rejected"] * 4 == [one["status"] for one in (refused, again, unreadable, used)]
    assert ["error" in one for one in (refused, again, unreadable, used)] == [
        False, False, True, False,
    ]  # fmt: skip


def test_any_limits_are_set_and_prices_are_above_zero_all_the_same() -> None:
    answers = played(
        {"op": "limits", "lo": 0, "hi": 100}, new(1, px=0), new(2, px=100),
        {"op": "limits", "lo": -4, "hi": -1}, new(4, px=1),
    )  # fmt: skip

    assert ["ok", "rejected", "resting", "ok", "rejected"] == [
        one["status"] for one in answers[:-1]
    ]


def test_limits_that_exclude_each_other_are_rejected_and_the_old_ones_hold() -> None:
    wrong, order = played(
        {"op": "limits", "lo": 99, "hi": 101}, {"op": "limits", "lo": 9, "hi": 5}, new(3, px=100)
    )[1:-1]

    assert ("rejected", "lo=9 is above hi=5") == (wrong["status"], wrong["error"])
    assert "resting" == order["status"]


def test_the_book_alone_knows_no_largest_order_and_no_smallest_trigger() -> None:
    huge, never, at_once = played(
        new(1, qty=10**15), new(2, "S", stop=0, px=90), new(3, stop=-5)
    )[:-1]  # fmt: skip

    assert ("resting", 10**15) == (huge["status"], huge["open"])
    assert ["pending", "pending"] == [never["status"], at_once["status"]]


@pytest.mark.parametrize("stp", ["newest", "both", "decrement"])
def test_a_kill_is_decided_by_the_levels_where_they_hold_too_little(stp: str) -> None:
    asks = [new(number, "S", 1, 100 + number % 3, acct=f"a{number}") for number in range(1, 40)]
    answers = played(*asks, new(99, "B", 40, 200, tif="FOK", acct="a5"), rules=f"stp={stp}")

    assert ("cancelled", []) == (answers[-2]["status"], answers[-2]["trades"])
    assert 39 == sum(len(orders) for _, orders in answers[-1]["book"]["asks"])


def test_blank_lines_count_for_nothing_and_null_is_not_given() -> None:
    answers = played(new(1), "\n", "  ", new(2, disp=None, stop=None, exp=None))

    assert [(0, "resting"), (1, "resting")] == [(one["i"], one["status"]) for one in answers[:-1]]


EVENTS: list[dict[str, object]] = [
    new(1), {"op": "cancel", "id": 9}, {"op": "replace", "id": 9, "px": 100, "qty": 1},
    {"op": "pick", "id": 2, "acct": "b", "maker": 9, "qty": 1}, {"op": "phase", "to": "cont"},
    {"op": "uncross", "ref": 100}, {"op": "limits", "lo": 90, "hi": 110}, {"op": "eod", "day": 1},
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["op"])
def test_no_event_has_a_field_that_nobody_knows(event: dict[str, object]) -> None:
    resting = new(9, "S", px=500)
    answer, book = played(resting, event | {"price": 100})[1:]

    assert "rejected" == answer["status"]
    assert f"{event['op']} has no field 'price'" in answer["error"]
    assert [[500, [[9, resting["qty"]]]]] == book["book"]["asks"]
    assert [] == book["book"]["bids"]


def test_an_order_with_a_misspelt_price_is_no_market_order() -> None:
    sell = new(1, "S", px=500, qty=5)
    misspelt = {"op": "new", "id": 2, "acct": "a", "side": "B", "qty": 5, "price": 100}
    answer, book = played(sell, misspelt)[1:]

    assert ("rejected", []) == (answer["status"], answer["trades"])
    assert [[500, [[1, 5]]]] == book["book"]["asks"]


WRONG_FIELDS = {
    "a day without GTD": {"tif": "DAY", "exp": 3},
    "a day before the first": {"tif": "GTD", "exp": -1},
    "a day without any term": {"exp": -1},
    "a number for a truth value": {"post": 1},
    "an empty term": {"tif": ""},
    "no term": {"tif": 0},
    "a point": {"qty": 5.0},
    "a text": {"px": "100"},
}


@pytest.mark.parametrize("case", WRONG_FIELDS)
def test_fields_of_another_type_or_without_sense_are_rejected_with_an_error(case: str) -> None:
    answer, book = played(new(1, **WRONG_FIELDS[case]))

    assert "rejected" == answer["status"] and answer["error"]
    assert {"bids": [], "asks": []} == book["book"]


def test_a_field_that_is_given_twice_is_rejected() -> None:
    line = json.dumps(new(1))[:-1] + ', "qty": 50}'
    answer, book = played(line)

    assert ("rejected", "qty is given twice") == (answer["status"], answer["error"])
    assert [] == book["book"]["bids"]


def test_orders_without_an_account_have_one_each() -> None:
    sell, buy = new(1, "S"), new(2, "B")
    del sell["acct"], buy["acct"]

    assert "filled" == played(sell, buy, rules="stp=newest")[1]["status"]
    assert "cancelled" == played(new(1, "S"), new(2, "B"), rules="stp=newest")[1]["status"]


def test_an_uncross_outside_the_call_does_nothing() -> None:
    answers = played({"op": "phase", "to": "halt"}, {"op": "uncross", "ref": 100}, new(1))

    assert ["ok", "ok", "rejected"] == [one["status"] for one in answers[:-1]]


@pytest.mark.parametrize(
    "rules",
    [
        "ticks=1",
        "tick=0",
        "tick=1,tick=1",
        "tick=５",
        "lo=5,hi=4",
        "stp=yes",
        "tie=low",
        "lot=x",
        "tick",
        "pick_levels=",
    ],
)
def test_rules_that_cannot_be_read_are_a_mistake(rules: str) -> None:
    with pytest.raises(Unreadable) as caught:
        book_of(rules)

    assert rules.split("=")[0].split(",")[0] in str(caught.value)
    assert 2 == CliRunner().invoke(app, ["book", "--rules", rules]).exit_code


def test_the_command_reads_lines_and_writes_lines() -> None:
    rules = "tick=5, lot=2, lo=90, hi=110, stp=newest, tie=mid, pick_levels=1"
    lines = [new(1, qty=4), new(2, qty=3), new(3, "S", 4, 115), new(4, "S", 2, 100)]
    done = CliRunner().invoke(
        app, ["book", "--rules", rules], input="".join(f"{json.dumps(line)}\n" for line in lines)
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert 0 == done.exit_code
    assert ["resting", "rejected", "rejected", "cancelled"] == [
        one["status"] for one in answers[:-1]
    ]
    assert {"book": {"bids": [[100, [[1, 4]]]], "asks": []}} == answers[-1]


def test_an_id_may_be_a_text() -> None:
    lines = [
        b'{"op":"new","id":"a","side":"B","qty":5,"px":10}',
        b'{"op":"new","id":"b","side":"S","qty":7,"px":9}',
        b'{"op":"new","id":"a","side":"S","qty":7,"px":9}',
    ]
    answers = [json.loads(line) for line in results(book_of(""), lines)]

    assert [["a", "b", 10, 5]] == answers[1]["trades"]
    assert ["resting", "resting", "rejected"] == [one["status"] for one in answers[:3]]
    assert {"bids": [], "asks": [[9, [["b", 2]]]]} == answers[3]["book"]
