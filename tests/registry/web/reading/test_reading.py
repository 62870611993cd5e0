"""Goal: what registries publish is read without signing in where the plan allows it, only there.

Method: a class at eleven of its first day with and without `public_reading`; pages and API are read
by somebody without a token; every list is walked by its cursor and compared with the books.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from tests.support.classroom import CODE, PLAN, SMALL, Class, class_of, create

pytestmark = pytest.mark.slow

LISTS = {"issuances": "request", "batches": "asset", "retirements": "retirement"}
PAGES = ("projects", "issuances", "batches", "batches/5", "retirements")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("reading")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def walked(client: httpx2.Client, path: str, key: str, limit: int) -> list[dict[str, Any]]:
    """Every row of a list, part by part."""
    rows: list[dict[str, Any]] = []
    while part := client.get(
        path, params={"limit": limit} | ({"before": rows[-1][key]} if rows else {})
    ).json():
        rows += part
    return rows


def test_a_guest_reads_each_list_by_its_cursor(room: Class) -> None:
    guest = room.client()
    for name, key in LISTS.items():
        path = f"/api/public/{CODE}/{name}"
        whole = guest.get(path, params={"limit": 500}).json()

        assert whole == walked(guest, path, key, 2), name
        assert whole[::-1] == guest.get(path, params={"after": 0, "limit": 500}).json()
    issued = guest.get(f"/api/public/{CODE}/issuances").json()
    assert room.script.get("/api/issuances").json()[0]["request"] == issued[0]["request"]
    assert (
        room.script.get("/api/projects").json()[0]["project"]
        == (guest.get(f"/api/public/{CODE}/projects").json()[0]["project"])
    )


def blocks(room: Class, asset: int) -> list[dict[str, Any]]:
    return walked(room.client(), f"/api/public/{CODE}/batches/{asset}/blocks", "block", 100)


def test_todays_orders_are_not_read_from_the_registry_nor_whose_they_are(room: Class) -> None:
    morning = {one["asset"]: one for one in room.client().get(f"/api/public/{CODE}/batches").json()}
    asset = min(morning)
    (whole,) = blocks(room, asset)
    with room.live.reading() as session:
        sql = "SELECT count(*) FROM serial_block WHERE asset = :asset"
        parts = session.connection().execute(text(sql), {"asset": asset}).scalar_one()

    assert parts > 1, "nothing was ordered or traded yet"
    assert (morning[asset]["first"], morning[asset]["last"]) == (whole["first"], whole["last"])
    assert ("", "holding", [], False) == (
        whole["owner"], whole["kind"], whole["children"], whole["closed"],
    )  # fmt: skip


def test_children_tile_their_parent(room: Class) -> None:
    guest = room.client()
    asset = min(one["asset"] for one in guest.get(f"/api/public/{CODE}/batches").json())
    room.give("lesson.advance", "tomorrow", day=2)
    room.script.get("/api/wait?standing=true&seconds=60")
    path = f"/api/public/{CODE}/batches/{asset}/blocks"
    rows = {one["block"]: one for one in walked(guest, path, "block", 100)}
    batch = guest.get(f"/api/public/{CODE}/batches").json()[-1]

    divided = [one for one in rows.values() if len(one["children"]) > 1]
    assert divided, "nothing was divided yet"
    for one in rows.values():
        children = sorted((rows[n]["first"], rows[n]["last"]) for n in one["children"])
        assert all(rows[n]["parent"] == one["block"] for n in one["children"])
        if children:
            assert (one["first"], one["last"]) == (children[0][0], children[-1][1])
            assert one["closed"]
    held = [one for one in rows.values() if not one["closed"]]
    assert batch["quantity"] == sum(one["quantity"] for one in held)
    assert asset == batch["asset"]
    kinds = {one["kind"]: one["owner"] for one in rows.values()}
    assert "" == kinds["holding"] and "holding_blocked" not in kinds


def test_pages_tell_no_person_and_no_cash(room: Class) -> None:
    room.join("Secretname", "trader")
    guest = room.client()
    for name in PAGES:
        for language in ("zh", "en"):
            answer = guest.get(f"/public/{CODE}/{name}", headers={"accept-language": language})

            assert 200 == answer.status_code, name
            assert "Secretname" not in answer.text and "fen" not in answer.text
            assert 'method="post"' not in answer.text
    assert CODE in guest.get("/public").text
    assert 404 == guest.get(f"/public/{CODE}/batches/999").status_code
    assert 404 == guest.get(f"/api/public/{CODE}/batches/999/blocks").status_code
    assert 404 == guest.get("/public/no-lesson/projects").status_code
    assert 401 == guest.get("/api/issuances").status_code


def test_a_lesson_is_closed_to_guests_unless_its_plan_says(tmp_path: Path) -> None:
    private = PLAN.with_seats_per_role(2)
    assert SMALL.public_reading and not private.public_reading
    assert "public_reading" not in private.model_dump()
    create(tmp_path / f"{CODE}.lesson", hour=9, plan=private)
    with class_of(tmp_path) as made:
        guest = made.client()
        for name in PAGES:
            answer = guest.get(f"/public/{CODE}/{name}")

            assert 403 == answer.status_code and "access.lesson_not_public" in answer.text
        told = guest.get(f"/api/public/{CODE}/projects")
        assert (403, "access.lesson_not_public") == (
            told.status_code, told.json()["refusal"]["code"],
        )  # fmt: skip
        assert [] == guest.get("/api/public/lessons").json()
        assert CODE not in guest.get("/public").text
