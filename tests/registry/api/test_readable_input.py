"""Goal: what is no valid text enters by no door, and names can be read and told apart.

Method: halves of characters, NUL and bad UTF-8 in every field of forms, JSON, addresses and
headers; the log shows that nothing came in. Names that look like others, or like nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from registry.web.frame.addresses import ADDRESSES
from tests.support.classroom import Class

ORDER = {"instrument": "CCER", "side": "buy", "quantity": "1", "price": "7650"}
NO_TEXT = {"half a pair": "+2AA-", "NUL": "+AAA-"}
"""In UTF-7, the one charset of forms in which a client can write half a character."""

FORMS = {
    ADDRESSES["join"]: {"code": "x", "name": "Ann", "role": ""},
    ADDRESSES["sign_in"]: {"password": "x", "next": "/trainer"},
    ADDRESSES["remove"]: {"key": "k", "seat": "S01"},
    ADDRESSES["confirm_notice"]: {"code": "x"},
    ADDRESSES["start_hour"]: {"hour": "25:61"},
    ADDRESSES["choose_lesson"]: {"code": "x"},
    ADDRESSES["lessons"]: {"plan": "belt-road-1", "clock.days": "x"},
    ADDRESSES["open_lesson"]: {"code": "x"},
    ADDRESSES["close_lesson"]: {"code": "x"},
    ADDRESSES["again"]: {"code": "x"},
    ADDRESSES["advance"]: {"key": "k", "time": "25:61"},
    "/action/order.place": {"key": "k", "back": "/trade", **ORDER},
}


@pytest.fixture(scope="module")
def trainer(room: Class) -> httpx2.Client:
    return room.trainer()


@pytest.fixture(scope="module")
def person(room: Class) -> httpx2.Client:
    return room.browser("Zoe", "trader")[0]


def refused(told: httpx2.Response) -> None:
    assert 422 == told.status_code, told.text
    assert "access.shape_wrong" in told.text


def who(path: str, trainer: httpx2.Client, person: httpx2.Client) -> httpx2.Client:
    return person if path.startswith("/action/") else trainer


def multipart(fields: dict[str, str], charset: str) -> dict[str, Any]:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    kind = f"multipart/form-data; boundary=x{charset}"
    return {"content": "".join([*parts, "--x--\r\n"]), "headers": {"content-type": kind}}


def encoded(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    kind = "application/x-www-form-urlencoded"
    return {"content": "&".join(map("=".join, pairs)), "headers": {"content-type": kind}}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_what_is_no_text_is_refused_in_every_field(
    room: Class, trainer: httpx2.Client, person: httpx2.Client, path: str
) -> None:
    client, before = who(path, trainer, person), room.commands()
    for field in FORMS[path]:
        for value in NO_TEXT.values():
            refused(client.post(path, **multipart(FORMS[path] | {field: value}, "; charset=utf-7")))
        for value in ("%ff", "%00", "%ed%a0%80", "a%c3"):
            refused(client.post(path, **encoded(list((FORMS[path] | {field: value}).items()))))
        refused(client.post(path, **multipart(FORMS[path] | {field: "a\0"}, "")))
    refused(client.post(path, **encoded([*FORMS[path].items(), ("%ff", "x")])))

    assert before == room.commands()


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_a_field_given_twice_or_a_file_is_refused(
    room: Class, trainer: httpx2.Client, person: httpx2.Client, path: str
) -> None:
    client, before = who(path, trainer, person), room.commands()
    for field in FORMS[path]:
        refused(client.post(path, **encoded([*FORMS[path].items(), (field, "1")])))
    refused(client.post(path, files={"key": ("name", b"x")}))

    assert before == room.commands()


def test_a_form_in_plain_multipart_still_works(room: Class, person: httpx2.Client) -> None:
    before = room.commands()
    fields = {**FORMS["/action/order.place"], "key": "plain"}
    told = person.post("/action/order.place", **multipart(fields, "; charset=UTF-8"))

    assert (303, before + 1) == (told.status_code, room.commands())


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "a\\udfffb"])
@pytest.mark.parametrize("field", ["key", "instrument", "expires"])
def test_json_with_what_is_no_text_is_refused_in_every_field(
    room: Class, field: str, text: str
) -> None:
    before = room.commands()
    body = {"key": "k", "arguments": {"instrument": "CCER", "side": "buy", "expires": ""}}
    inside: dict[str, Any] = body if field == "key" else body["arguments"]  # type: ignore[assignment]
    inside[field] = "HERE"
    told = room.script.post(
        "/api/commands/order.place",
        content=json.dumps(body).replace("HERE", text),
        headers={"content-type": "application/json"},
    )

    refused(told)
    assert before == room.commands()


def test_json_that_is_not_utf_8_or_too_deep_is_refused(room: Class) -> None:
    headers = {"content-type": "application/json"}
    for content in (b'{"code": "\xff"}', b"[" * 50_000, '{"code": "x"}'.encode("utf-16")):
        refused(room.script.post("/api/join", content=content, headers=headers))


@pytest.mark.parametrize("text", ["%ff", "%00", "%ed%a0%80"])
def test_addresses_with_what_is_no_text_are_refused(room: Class, text: str) -> None:
    for address in (
        f"/api/trades?instrument={text}", f"/api/trades?{text}=1", f"/join?code={text}",
        f"/sign-in?next={text}", f"/offsets?{text}",
    ):  # fmt: skip
        refused(room.script.get(address))
    for address in (f"/api/book/{text}", f"/trade/{text}", f"/serials/TH/{text}"):
        assert 404 == room.script.get(address).status_code
    told = room.script.get(f"/api/{text}").json()
    assert "access.unknown" == told["refusal"]["code"]


def test_the_header_that_names_a_seat_is_text_and_given_once(room: Class) -> None:
    seats = room.seats("trader")
    client = room.client()
    token = room.script.headers["authorization"]
    for given in ([b"S\xff"], [seats[0].encode()] * 2):
        told = client.get(
            "/api/cash",
            headers=[("authorization", token), *((b"tanlu-seat", one) for one in given)],
        )

        refused(told)
        assert "Tanlu-Seat" in told.text


def test_no_other_code_reads_a_form(room: Class) -> None:
    folder = Path(__file__).resolve().parents[3] / "registry"
    readers = [p.name for p in folder.rglob("*.py") if "request.form(" in p.read_text("utf-8")]

    assert ["reading.py"] == readers


# --- names --------------------------------------------------------------------------------------

FAMILY = "👨‍👩‍👧"


def join(room: Class, name: str) -> httpx2.Response:
    return room.script.post("/api/join", json={"code": room.join_code, "name": name})


@pytest.mark.parametrize(
    "name", [FAMILY, f"{FAMILY} 的爸爸", FAMILY * 20, "नमस्ते", "Zoë " + "z" * 36]
)
def test_a_name_with_joiners_and_accents_is_taken(room: Class, name: str) -> None:
    told = join(room, name)

    assert 200 == told.status_code, told.text
    assert name == room.client(told.json()["token"]).get("/api/me").json()["name"]


UNREADABLE = [
    "\u200b", "\u200d\u200d", "A\u202eB", "A\nB", "A\u2028B", "A\u200bB", "\u3164", "z" * 41,
    "a" + "\u0301" * 250,
]  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE, ids=ascii)
def test_a_name_that_nobody_can_read_is_refused(room: Class, name: str) -> None:
    before = room.commands()
    told = join(room, name)

    expected = "access.shape_wrong" if len(name) > 200 else "access.name_wrong"
    assert expected == told.json()["refusal"]["code"]
    assert before == room.commands()


@pytest.mark.parametrize(
    "name", ["trainer", " Trainer ", "ＴＲＡＩＮＥＲ", "教员", "bot", "机器人", "S01"]
)
def test_a_name_of_the_house_is_reserved(room: Class, name: str) -> None:
    before = room.commands()
    told = join(room, name)

    assert "access.name_reserved" == told.json()["refusal"]["code"]
    assert before == room.commands()


def test_a_name_is_taken_once_in_a_lesson_until_its_holder_leaves(room: Class) -> None:
    _, seat = room.join("Alice")
    before = room.commands()
    for name in ("Alice", "alice", "Ali\u200dce", "ＡＬＩＣＥ"):
        told = join(room, name)

        assert (409, "access.name_taken") == (told.status_code, told.json()["refusal"]["code"])
    page = room.client(origin=room.url).post(
        "/join", data={"code": room.join_code, "name": "Alice", "role": ""}
    )
    assert 409 == page.status_code and "access.name_taken" in page.text
    assert before == room.commands()
    room.remove(seat)
    assert 200 == join(room, "Alice").status_code
