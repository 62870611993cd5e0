"""Goal: a form's texts become numbers in one place, which accepts ASCII digits only.

Method: every number of every command is sent in each wrong notation through the form endpoint, and
every number field of a page is checked; text that is not a number is refused as such.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from registry.edge.commands import COMMANDS
from registry.web.door import actions
from registry.web.door.actions import WHOLE, arguments_of, kind_of, previewed
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import parse_price, parse_tonnes
from registry.web.frame.tracing import asked_for
from registry.web.offsets.form import read_form
from tests.support.classroom import Class
from tests.support.described import Description

pytestmark = pytest.mark.slow

NO_NUMBER = ["+5", "1_0", " 7 ", "１０", "٣", "1.0", "5.0", "1e1", "0x5", "true", "½", "1,0", "−1"]
NO_TRUTH = ["True", "yes", "no", "1", "0", "on"]


@pytest.fixture(scope="module")
def described(room: Class) -> Description:
    return Description(room.script.get("/api/openapi.json").json())


def filled(described: Description, name: str) -> dict[str, list[str]]:
    """A form with every argument of a command."""
    value = described.value(described.body(f"/api/commands/{name}"))["arguments"]
    return {field: [text(one)] for field, one in value.items()}


def text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        # No page has a form of such an argument.
        return ""
    if isinstance(value, list):
        return json.dumps(value) if isinstance(value[0], dict) else value[0]
    return str(value)


def named_by(name: str, form: dict[str, list[str]]) -> str:
    with pytest.raises(Refusal) as refused:
        arguments_of(COMMANDS[name].arguments, form)
    assert "access.shape_wrong" == refused.value.code
    return "\n".join(check.en for check in refused.value.checks)


def test_every_number_of_every_command_is_digits_in_forms(described: Description) -> None:
    numbers = truths = 0
    for name, entry in COMMANDS.items():
        form = filled(described, name)
        read = arguments_of(entry.arguments, form)
        for field, one in entry.arguments.model_fields.items():
            kind = kind_of(one.annotation)
            forms = {int: NO_NUMBER, bool: NO_TRUTH}.get(kind, [])
            for wrong in forms:
                assert f"{field}: " in named_by(name, form | {field: [wrong]}), (name, wrong)
            if kind is int:
                numbers += 1
                assert int is type(read[field])
            truths += kind is bool
    assert numbers > 50 and truths > 5


def test_numbers_inside_a_list_are_json(described: Description) -> None:
    form = filled(described, "offset.submit")
    for wrong in ("true", '"1"', "1.0", "1e1", "1_0", "null"):
        lots = f'[{{"asset": 1, "quantity": {wrong}}}]'

        assert named_by("offset.submit", form | {"lots": [lots]})
    assert "is given twice" in named_by(
        "offset.submit", form | {"lots": ['[{"asset": 1, "quantity": 1, "quantity": 3}]']}
    )


def test_a_preview_writes_all_arguments_into_its_button_as_one_object() -> None:
    model = COMMANDS["authorisation.amend"].arguments
    given = {"authorisation": "THA-AUT-0001", "reason": "x", "last_day": "", "entities": []}
    read = previewed(model, json.dumps(given))

    # Fields of their own could state neither an empty text nor an empty list.
    assert given == {name: read[name] for name in given}
    for wrong in ("", "[]", "{", '{"reason": 1}', '{"reason": "a", "reason": "b"}'):
        with pytest.raises(Refusal) as refused:
            previewed(model, wrong)
        assert "access.shape_wrong" == refused.value.code
    assert [] == [name for name, one in COMMANDS.items() if WHOLE in one.arguments.model_fields]


def test_a_command_with_a_malformed_number_is_refused_and_not_stored(room: Class) -> None:
    person, _ = room.browser("Nia", "trader")
    before = room.commands()
    order = {"instrument": "CCER", "side": "buy", "price": "7650", "quantity": "1"}
    for field in ("price", "quantity", "peak", "trigger"):
        for wrong in NO_NUMBER:
            answer = person.post("/action/order.place", data=order | {field: wrong})

            assert 422 == answer.status_code and "access.shape_wrong" in answer.text
    assert before == room.commands()


TYPED_WRONG = [one for one in NO_NUMBER if one.strip() == one and "." not in one]


@pytest.mark.parametrize("wrong", [*TYPED_WRONG, "1,5", "12,50", "1，000", "1&300", "1 0"])
def test_what_somebody_types_is_digits_with_marks_of_thousands_at_most(wrong: str) -> None:
    quantity = parse_tonnes(wrong)
    bundle = read_form([("1.quantity_t", wrong), ("1.type", "CCER"), ("base", wrong)])
    asked = bundle.bundle("national")

    assert isinstance(quantity, FieldError) and "not_a_number" == quantity.code
    assert parse_price(wrong) is None
    assert asked_for("TH", wrong)[1] is None
    assert wrong == asked["credits"][0]["quantity_t"]
    assert {wrong} == set(asked["entity"].values())


@pytest.mark.parametrize(("typed", "tonnes"), [("1,000", 1_000), (" 7 ", 7), ("12 500", 12_500)])
def test_thousands_and_blanks_around_are_read(typed: str, tonnes: int) -> None:
    assert tonnes == parse_tonnes(typed)
    assert tonnes * 100 == parse_price(typed)
    assert tonnes == asked_for("TH", typed)[1]


PRICES = [("85", 8_500), ("85.5", 8_550), ("85.55", 8_555), ("85.555", None), ("-1", None)]


@pytest.mark.parametrize(("typed", "ticks"), PRICES)
def test_a_price_has_two_decimals_at_most(typed: str, ticks: int | None) -> None:
    assert ticks == parse_price(typed)


TICKET = {"step": "preview", "side": "buy", "kind": "limit", "price": "76.50", "quantity": "10",
          "peak": "5"}  # fmt: skip


def test_no_preview_is_made_of_what_is_no_number_or_given_twice(room: Class) -> None:
    person, seat = room.browser("Ola", "trader")
    assert "/action/order.place" in person.get("/trade/CCER", params=TICKET).text
    for field in ("price", "quantity", "peak", "trigger"):
        for wrong in ("１０", "1_0", "1,5", "+5"):
            answer = person.get("/trade/CCER", params=TICKET | {field: wrong})

            assert 200 == answer.status_code
            assert "/action/order.place" not in answer.text
        twice = person.get("/trade/CCER", params=[*TICKET.items(), (field, "1"), (field, "300")])
        assert 422 == twice.status_code and "access.shape_wrong" in twice.text
    room.remove(seat)


@pytest.mark.planted
def test_a_reader_of_more_than_digits_would_be_seen(
    described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "whole_number", lambda text, signed: _lenient(text))

    with pytest.raises(pytest.fail.Exception):
        test_every_number_of_every_command_is_digits_in_forms(described)


def _lenient(text: str) -> int | None:
    return int(text) if text.strip().replace("_", "").lstrip("+-").isdecimal() else None
