"""Goal: guests cannot flood what costs work, and nobody with a seat is slowed by them.

Method: a whole server with small buckets that hardly refill, asked over HTTP from one address.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from registry.app import OPEN_QUESTIONS, PUBLIC_PATHS
from registry.web.frame.addresses import ADDRESSES
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

BURST = 6
BUNDLE = {
    "market": "beijing",
    "entity": {"allowances_issued_t": 1_000},
    "credits": [{"lot": "A", "type": "CCER", "quantity_t": 40}],
}
PAGES = ("rules", "desk", "calculators", "mistakes", "glossary")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=10)
    with class_of(
        tmp_path, guest_per_second=0.001, guest_burst=BURST, seat_per_second=0.001, seat_burst=20
    ) as made:
        yield made


def flood(client: httpx2.Client) -> list[int]:
    """The statuses of twice as many questions as a guest may ask at once."""
    return [client.get("/api/offsets/rules").status_code for _ in range(2 * BURST)]


def test_a_burst_above_the_limit_is_refused_and_told_so(room: Class) -> None:
    guest = room.client()
    statuses = flood(guest)
    told = guest.post("/api/offsets/check", json=BUNDLE)
    refusal = told.json()["refusal"]

    assert [200] * BURST + [429] * BURST == statuses
    assert (429, "access.too_many_requests") == (told.status_code, refusal["code"])
    assert "1" == told.headers["retry-after"]
    assert refusal["text"]["en"] and refusal["text"]["zh"]


def test_every_open_question_draws_from_the_same_bucket(room: Class) -> None:
    guest = room.client()
    flood(guest)
    asked = [ADDRESSES[name] for name in PAGES]
    asked += ["/rules/seed/hubei", "/calculators/revenue", "/api/calculators/revenue"]

    assert [429] * len(asked) == [guest.get(one).status_code for one in asked]


def test_a_page_is_refused_as_a_page_in_both_languages(room: Class) -> None:
    guest = room.client()
    flood(guest)
    for language, sentence in (("en", "requests a second came from here"), ("zh", "未处理")):
        told = guest.get("/offsets", headers={"accept-language": language})

        assert 429 == told.status_code
        assert "text/html" in told.headers["content-type"]
        assert sentence in told.text


def test_a_token_that_nobody_holds_is_a_guest(room: Class) -> None:
    assert 429 in flood(room.client("no-such-token"))


def test_a_seat_is_not_slowed_by_a_guests_flood(room: Class) -> None:
    player, _ = room.join("Ann")
    flood(room.client())

    assert [200] * 2 * BURST == flood(player)
    assert 200 == player.post("/api/offsets/check", json=BUNDLE).status_code


def test_a_seat_that_floods_is_refused_but_may_still_order(room: Class) -> None:
    player, _ = room.join("Ann")
    other, _ = room.join("Bob")
    statuses = flood(player) + flood(player)

    assert [200] * 20 + [429] * (4 * BURST - 20) == statuses
    assert [200] * BURST == flood(other)[:BURST]
    told = player.post(
        "/api/commands/order.cancel", json={"key": "once", "arguments": {"order": 999_999}}
    )
    assert 429 != told.status_code


def test_the_trainer_is_not_counted(room: Class) -> None:
    assert [200] * 2 * BURST == flood(room.script)
    assert [200] * 2 * BURST == flood(room.trainer())


def test_the_lessons_own_addresses_are_not_touched(room: Class) -> None:
    guest = room.client()
    flood(guest)

    assert [200] * 3 == [guest.get(one).status_code for one in ("/", "/health", "/sign-in")]
    assert 200 == room.join("Late")[0].get("/trade", follow_redirects=True).status_code


def test_the_body_of_an_open_question_is_limited_too(room: Class) -> None:
    told = room.client().post("/api/offsets/check", content=b" " * (2 * 1024 * 1024 + 1))

    assert (413, "access.body_too_large") == (told.status_code, told.json()["refusal"]["code"])


def test_every_query_without_sign_in_is_counted_but_those_of_the_lesson() -> None:
    counted = {path.rstrip("/") for path in PUBLIC_PATHS} & set(OPEN_QUESTIONS)

    assert {"/api/calculators", "/api/offsets", "/api/public"} == counted
    for name in PAGES:
        assert ADDRESSES[name] in OPEN_QUESTIONS
