"""Goal: what comes in by JSON and by query is what the description says, and nothing else.

Method: a walk over the description. Every whole number, truth value and text of every command, of
the bulk route and of joining is sent in each wrong form; so is every parameter of every query.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import httpx2
import pytest

from registry.api import strict
from registry.classroom.catalogue import CATALOGUE
from registry.edge.commands import COMMANDS
from tests.support.classroom import Class
from tests.support.described import Description, Place, changed, spelled

pytestmark = pytest.mark.slow

NO_WHOLE_NUMBER = [
    True, False, "1", "1_0", "5.0", "+5", " 7 ", "１０", 10.0, 1e1, [1], {"a": 1},
]  # fmt: skip
NO_TRUTH = ["true", "no", "", 0, 1, 1.0]
NO_TEXT = [1, True, ["x"], {"a": "x"}]
WRONG = {"integer": NO_WHOLE_NUMBER, "boolean": NO_TRUTH, "string": NO_TEXT}

WRONG_DIGITS = ["", "+5", "1_0", " 7 ", "１０", "٣", "1.0", "1e1", "0x5", "true", "--1", "½"]
WRONG_TRUTH = ["1", "yes", "True", "on", ""]
PARTS = {"instrument": "CCER", "host": "TH", "party": "TH", "order": "1", "number": "1",
         "figure": "x",
         "mistake": "E01", "code": "belt-road-1", "lesson": "belt-road-1", "item": "1",
         "transfer": "1", "account": "1", "asset": "1", "report": "1",
         "project": "TH001", "period": "1", "incident": "1"}  # fmt: skip


@pytest.fixture(scope="module")
def described(room: Class) -> Description:
    return Description(room.script.get("/api/openapi.json").json())


@cache
def names() -> list[str]:
    return sorted(COMMANDS)


def checks(told: httpx2.Response) -> str:
    assert 422 == told.status_code, f"{told.url} {told.text}"
    refusal = told.json()["refusal"]
    assert "access.shape_wrong" == refusal["code"]
    return "\n".join(check["en"] for check in refusal["checks"])


def wrong_bodies(described: Description, path: str) -> list[tuple[list[Place], Any]]:
    """For each wrong form of each kind: a body with that form in every place of the kind."""
    schema = described.body(path)
    fine = described.value(schema)
    found = []
    for kind, forms in WRONG.items():
        places = list(described.places(schema, kind))
        for form in forms if places else ():
            body = fine
            for place in places:
                body = changed(body, place, form)
            found.append((places, body))
    return found


def test_every_command_refuses_every_wrong_form_of_every_field(
    room: Class, described: Description
) -> None:
    before, sent, numbers = room.commands(), 0, 0
    for name in names():
        path = f"/api/commands/{name}"
        arguments = described.value(described.body(path))["arguments"]
        CATALOGUE[name].arguments.model_validate(arguments)
        for places, body in wrong_bodies(described, path):
            said = checks(room.script.post(path, json=body))
            sent += 1
            numbers += sum(place[0] == "arguments" for place in places)
            for place in places:
                # A choice that is no text is refused as no choice.
                assert f"body.{spelled(place)}: " in said, (name, place, body)

    assert before == room.commands()
    assert sent > 500 and numbers > 800


def test_every_command_refuses_a_field_given_twice(room: Class, described: Description) -> None:
    before = room.commands()
    for name in names():
        body = described.value(described.body(f"/api/commands/{name}"))
        fields = list(body["arguments"]) or ["key"]
        for field in fields:
            inside = json.dumps(body["arguments"])
            if field != "key":
                value = json.dumps(body["arguments"][field])
                inside = f'{inside[:-1]}, "{field}": {value}}}'
            text = f'{{"key": "k", "arguments": {inside}{", " if field == "key" else ""}'
            text += '"key": "k"}' if field == "key" else "}"
            told = room.script.post(
                f"/api/commands/{name}", content=text, headers={"content-type": "application/json"}
            )

            place = field if field == "key" else f"arguments.{field}"
            assert f"body.{place}: is given twice" == checks(told), (name, text)
    assert before == room.commands()


ORDER: dict[str, Any] = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}


@pytest.mark.parametrize("form", NO_WHOLE_NUMBER, ids=repr)
def test_the_bulk_route_refuses_wrong_forms_one_by_one(room: Class, form: Any) -> None:
    before = room.commands()
    items = [
        {"command": "order.place", "key": f"bulk-{field}", "arguments": ORDER | {field: form}}
        for field in ("price", "quantity", "peak", "trigger")
    ]
    told = room.script.post("/api/orders/bulk", json={"items": items})
    results = told.json()["results"]

    assert [422] * 4 == [one["status"] for one in results]
    assert before == room.commands()


def test_the_bulk_route_and_joining_refuse_a_field_given_twice(room: Class) -> None:
    headers = {"content-type": "application/json"}
    inner = '{"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1, "quantity": 3}'
    bulk = f'{{"items": [{{"command": "order.place", "key": "k", "arguments": {inner}}}]}}'
    seat = f'{{"code": "{room.join_code}", "name": "Ann", "name": "Bob"}}'
    before = room.commands()
    for path, text, place in (
        ("/api/orders/bulk", bulk, "items.0.arguments.quantity"), ("/api/join", seat, "name"),
    ):  # fmt: skip
        told = room.script.post(path, content=text, headers=headers)

        assert f"body.{place}: is given twice" == checks(told)
    assert before == room.commands()


@pytest.mark.parametrize("field", ["code", "name", "role"])
def test_joining_takes_texts_only(room: Class, field: str) -> None:
    body = {"code": room.join_code, "name": "Ann", "role": "trader"}
    for form in NO_TEXT:
        said = checks(room.script.post("/api/join", json=body | {field: form}))

        assert f"body.{field}: " in said


# --- queries ------------------------------------------------------------------------------------


def address(path: str, **parts: str) -> str:
    return path.format_map(PARTS | parts)


def needed(operation: dict[str, Any]) -> dict[str, str]:
    """A value for each parameter of the query that has to be given."""
    return {
        one["name"]: "1"
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one["required"]
    }


def test_every_query_refuses_what_is_no_number_and_no_truth_value(
    room: Class, described: Description
) -> None:
    asked = 0
    for path, operation in described.queries():
        for one in operation.get("parameters", ()):
            kind = described.resolved(one["schema"]).get("type")
            forms = {"integer": WRONG_DIGITS, "boolean": WRONG_TRUTH}.get(kind, ())
            for form in forms:
                if one["in"] == "query":
                    where, query = address(path), {**needed(operation), one["name"]: form}
                elif form:
                    where, query = address(path, **{one["name"]: form}), needed(operation)
                else:
                    continue
                told = room.script.get(where, params=query)
                asked += 1

                assert f"{one['in']}.{one['name']}: " in checks(told), told.url
    assert asked > 400


def test_every_query_refuses_what_it_does_not_declare_and_what_is_given_twice(
    room: Class, described: Description
) -> None:
    for path, operation in described.queries():
        where, first = address(path), needed(operation)
        told = room.script.get(where, params={**first, "instument": "CCER"})

        assert "query.instument: is no field of this request" in checks(told), path
        for one in operation.get("parameters", ()):
            listed = described.resolved(one["schema"]).get("type") == "array"
            if one["in"] == "query" and not listed:
                pairs = [*first.items(), (one["name"], "1"), (one["name"], "1")]
                told = room.script.get(where, params=pairs)

                assert f"query.{one['name']}: is given twice" in checks(told), told.url
    assert described.whole["paths"]


def test_every_query_refuses_an_empty_filter(room: Class, described: Description) -> None:
    asked = 0
    for path, operation in described.queries():
        for one in operation.get("parameters", ()):
            kind = described.resolved(one["schema"]).get("type", "string")
            if one["in"] == "query" and kind == "string":
                query = {**needed(operation), one["name"]: ""}
                told = room.script.get(address(path), params=query)
                asked += 1

                assert f"query.{one['name']}: is empty" in checks(told), told.url
    assert asked > 20


def test_the_description_itself_takes_no_parameters(room: Class) -> None:
    assert "query.x: is no field" in checks(room.script.get("/api/openapi.json?x=1"))
    assert 200 == room.script.get("/api/openapi.json").status_code


def test_commands_take_no_parameters(room: Class) -> None:
    told = room.script.post("/api/commands/lesson.pause?x=1", json={"key": "k", "arguments": {}})

    assert "query.x: " in checks(told)


LATIN = re.compile("[A-Za-z]")
FILTERS = {
    "instrument": "NOPE", "seat": "S99", "owner": "nobody", "registry": "XX", "kind": "nothing",
    "asset": "NOPE", "project": "XX999", "name": "order.nothing", "group": "nothing",
}  # fmt: skip
"""Filters that name something of the lesson, and what does not exist."""


def test_every_filter_that_names_what_does_not_exist_is_not_found(
    room: Class, described: Description
) -> None:
    seat = {"tanlu-seat": room.seats("trader")[0]}
    found = set()
    for path, operation in described.queries():
        for one in operation.get("parameters", ()):
            name = one["name"]
            # A number in an address is no name: others than whole ones are of the wrong shape.
            if name not in FILTERS or described.resolved(one["schema"]).get("type") == "integer":
                continue
            found.add(name)
            inside = one["in"] == "path"
            where = address(path, **{name: FILTERS[name]}) if inside else address(path)
            query = {} if inside else {name: FILTERS[name]}
            told = room.script.get(where, params=query, headers=seat)

            assert 404 == told.status_code, f"{told.url} {told.text}"
            said = told.json()["refusal"]["text"]["zh"]
            assert FILTERS[name] in said, told.url
            # Other Latin letters than those that were typed: the codes that are listed here.
            rest = said.replace(FILTERS[name], "").partition("，")[0]
            assert not LATIN.search(rest), (str(told.url), said)
    assert set(FILTERS) == found


def test_a_filter_that_names_what_exists_still_filters(room: Class) -> None:
    owner = room.seats("trader")[0]
    balances = room.script.get("/api/balances", params={"owner": owner, "asset": "CNY"}).json()
    logged = room.script.get("/api/log", params={"name": "lesson.start", "seat": "trainer"}).json()

    assert {owner} == {one["owner"] for one in balances}
    assert {"lesson.start"} == {one["name"] for one in logged}
    assert 422 == room.script.get("/api/log", params={"origin": "nobody"}).status_code


# --- caches and HEAD ----------------------------------------------------------------------------


def test_every_query_answers_head_like_get_and_is_kept_by_no_cache(
    room: Class, described: Description
) -> None:
    seat = {"tanlu-seat": room.seats("emitter")[0]}
    for path in [*dict(described.queries()), "/api/openapi.json"]:
        where = address(path)
        got = room.script.get(where, headers=seat)
        head = room.script.head(where, headers=seat)

        assert (got.status_code, b"") == (head.status_code, head.content), path
        assert "no-store" == got.headers["cache-control"] == head.headers["cache-control"], path
    assert 405 == room.script.head("/api/commands/lesson.pause").status_code
    assert "/health" in dict(described.queries())


# --- planted ------------------------------------------------------------------------------------


@pytest.mark.planted
def test_a_reader_that_takes_the_last_of_two_would_be_seen(
    room: Class, described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "json_of", json.loads)

    with pytest.raises(AssertionError):
        test_every_command_refuses_a_field_given_twice(room, described)


@pytest.mark.planted
def test_a_door_that_leaves_parameters_aside_would_be_seen(
    room: Class, described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "refuse_parameters", lambda scope, declared: None)

    for walk in (
        test_every_query_refuses_what_is_no_number_and_no_truth_value,
        test_every_query_refuses_what_it_does_not_declare_and_what_is_given_twice,
    ):
        with pytest.raises(AssertionError):
            walk(room, described)


@pytest.mark.planted
def test_a_lenient_command_would_be_seen(
    room: Class, described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body in which numbers have become whole before the model sees them passes its shape."""
    monkeypatch.setattr(strict, "json_of", lambda body: json.loads(body, parse_float=_rounded))

    with pytest.raises(AssertionError):
        test_every_command_refuses_every_wrong_form_of_every_field(room, described)


def _rounded(text: str) -> int:
    return int(float(text))


def test_the_503_of_health_is_described_with_its_shape(room: Class) -> None:
    described = room.script.get("/api/openapi.json").json()["paths"]["/health"]["get"]["responses"]
    shape = described["503"]["content"]["application/json"]["schema"]["$ref"]

    assert "HealthAnswer" == shape.rsplit("/", 1)[1]
