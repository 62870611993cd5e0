"""Goal: what the feed says is what its description says: every event, refusals, parameters, HEAD.

Method: a real server; a stream hears each kind of event, and a JSON schema validator compares each
with the description that the server serves.
"""

from __future__ import annotations

from typing import Any, get_args

import httpx2
import jsonschema_rs
import pytest

from registry.api.feed import LIVE, STREAM
from registry.classroom.own_changes import KINDS
from registry.client.events import EventReader
from registry.edge.feed import OwnKind
from registry.web.frame import hub as hubs
from tests.support.classroom import CODE, Class
from tests.support.server import until
from tests.support.streams import Stream

ORDER = {"instrument": "BRC-TH", "side": "buy", "kind": "limit", "quantity": 7}


@pytest.fixture(scope="module")
def operation(room: Class) -> dict[str, Any]:
    """The description of the feed, with what it refers to."""
    whole: dict[str, Any] = room.script.get("/api/openapi.json").json()
    return whole["paths"][LIVE]["get"] | {"components": whole["components"]}


@pytest.fixture(scope="module")
def described(operation: dict[str, Any]) -> jsonschema_rs.Validator:
    """What one event may be."""
    (kind,) = operation["responses"]["200"]["content"].items()
    assert STREAM == kind[0]
    return jsonschema_rs.validator_for({**kind[1]["schema"], "components": operation["components"]})


def beat(room: Class) -> None:
    """A beat at once instead of in five seconds."""
    hub = room.app.state.hub
    hub._loop.call_soon_threadsafe(hub.beat)


def bid(room: Class, client: httpx2.Client, key: str) -> None:
    order = ORDER | {"price": room.quote("BRC-TH")["lo"]}
    told = client.post("/api/commands/order.place", json={"key": key, "arguments": order})
    assert 200 == told.status_code, told.text


@pytest.fixture(scope="module")
def listened(room: Class) -> tuple[list[dict[str, Any]], httpx2.Response]:
    """Events of every kind, from streams of a real server, and the refusal after the lesson's end.

    The lesson is open again afterwards.
    """
    room.run()
    assert 200 == room.give("lesson.call", "call", instrument="CCER", minutes=30).status_code
    ann, _ = room.join("Ann", "trader")
    first = Stream(ann)
    until(lambda: first.events)
    bid(room, ann, "heard")
    until(lambda: first.named("own"))
    until(lambda: first.named("view")[-1]["sequence"] >= room.commands())
    beat(room)
    until(lambda: first.named("beat"))
    others: list[Stream] = []
    for _ in range(hubs.STREAMS_MOST):
        others.append(Stream(ann))
        until(lambda: others[-1].events)
    until(lambda: first.over)
    assert 200 == room.script.post(f"/api/lessons/{CODE}/close").status_code
    until(lambda: all(one.over for one in others))
    refused = ann.get(LIVE)
    assert 200 == room.script.post(f"/api/lessons/{CODE}/open").status_code
    return [*first.events, *others[-1].events], refused


@pytest.fixture(scope="module")
def heard(listened: tuple[list[dict[str, Any]], httpx2.Response]) -> list[dict[str, Any]]:
    """The events."""
    return listened[0]


def test_every_event_is_as_described(
    heard: list[dict[str, Any]], described: jsonschema_rs.Validator
) -> None:
    assert {"view", "beat", "own", "later", "closed"} == {one["event"] for one in heard}
    for event in heard:
        assert described.is_valid(event), next(described.iter_errors(event))
    views = [one for one in heard if one["event"] == "view"]
    assert any(one["data"]["instruments"]["CCER"]["auction"] for one in views)
    assert all(one["id"] == one["data"]["sequence"] for one in views)
    assert ["view", "later", "closed"] == [
        heard[0]["event"],
        *(one["event"] for one in heard if one["event"] in ("later", "closed")),
    ]


@pytest.mark.planted
def test_an_event_that_is_not_as_described_would_be_seen(
    heard: list[dict[str, Any]], described: jsonschema_rs.Validator
) -> None:
    view = next(one for one in heard if one["event"] == "view")
    own = next(one for one in heard if one["event"] == "own")
    clock = view["data"]["clock"]
    planted = [
        view | {"event": "picture"},
        view | {"data": view["data"] | {"owner": "S01"}},
        view | {"data": view["data"] | {"clock": clock | {"at": str(clock["at"])}}},
        view | {"data": {name: of for name, of in view["data"].items() if name != "audit"}},
        own | {"data": {"changed": ["money"]}},
        own | {"retry": 1000},
    ]

    assert [False] * len(planted) == [described.is_valid(one) for one in planted]


def test_the_kinds_of_own_changes_are_all_described() -> None:
    assert sorted(KINDS) == sorted(get_args(OwnKind))


def test_a_closed_lesson_is_refused_as_described(
    listened: tuple[list[dict[str, Any]], httpx2.Response], operation: dict[str, Any]
) -> None:
    _, told = listened

    assert told.status_code in (401, 403, 404, 409)
    assert "401, 403, 404 or 409" in operation["description"]
    assert "closed" in told.json()["refusal"]["text"]["en"]


def test_a_feed_takes_no_parameters_and_no_other_method(room: Class) -> None:
    for query in ("x=1", "seat=S01", "x=", "last-event-id=1"):
        with room.script.stream("GET", f"{LIVE}?{query}") as told:
            assert 422 == told.status_code, "no stream begins"
            told.read()
        refusal = told.json()["refusal"]

        assert "access.shape_wrong" == refusal["code"]
        assert f"query.{query.partition('=')[0]}: is no field" in str(refusal["checks"])
    assert 405 == room.script.post(LIVE).status_code
    assert 401 == room.client().get(LIVE).status_code


def test_head_is_answered_like_get_and_opens_no_stream(room: Class) -> None:
    hub = room.app.state.hub
    ann, _ = room.join("Head", "trader")
    open_before = len(hub._clients)
    head = ann.head(LIVE)
    guest = room.client().head(LIVE)

    assert (200, 401) == (head.status_code, guest.status_code)
    assert (b"", "no-store") == (head.content, head.headers["cache-control"])
    assert head.headers["content-type"].startswith(STREAM)
    assert open_before == len(hub._clients)


def test_the_last_event_id_changes_nothing(room: Class) -> None:
    reader = EventReader()
    reader.last_id = str(room.commands() + 1000)
    stream = Stream(room.script, **reader.headers())
    until(lambda: stream.events)

    assert "view" == stream.events[0]["event"]
    assert stream.events[0]["data"]["sequence"] <= room.commands()
