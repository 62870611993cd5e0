"""Goal: a version of annual information goes out as a file, and comes back compared with it.

Method: a lesson over the end of a year, in which bots submitted; one government revises, takes the
draft as a file, changes cells, and reads it back. Nothing in the lesson changes.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx2
import openpyxl
import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.programme.reports.reading import read_file
from registry.programme.reports.workbook import workbook
from tests.support.aef_submissions import LEAST
from tests.support.classroom import CODE, SMALL, Class, class_of

pytestmark = pytest.mark.slow

YEAR = 2028
PLAN = SMALL.model_copy(
    update={
        "clock": SMALL.clock.model_copy(update={"first_day": date(YEAR, 12, 28)}),
        "controls": SMALL.controls.model_copy(update={"reports": True}),
    }
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A class after the turn of the year; the host's government has begun a revision."""
    folder = tmp_path_factory.mktemp("class")
    lesson = Lesson.create(folder / f"{CODE}.lesson", PLAN, seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    loop = Loop(lesson)
    with lesson.group():
        loop.advance(moment(date(YEAR + 1, 1, 2), 9))
        seat = next(s.name for s in lesson.room.seats.values() if s.role == "government_host")
        lesson.run(Request("report.revise", {"year": YEAR}, "script", seat))
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
        lesson.run(Request("lesson.pause", {}, "script", TRAINER))
    lesson.close()
    with class_of(folder) as made:
        made.join("Ann", "government_host")
        yield made


def host(room: Class) -> str:
    return room.seats("government_host")[0]


def partner(room: Class) -> str:
    return room.seats("government_partner")[0]


DRAFT = 3
"""The number of the revision: both countries had submitted before."""


def ask(room: Class, path: str, *, seat: str = "", content: bytes | None = None) -> httpx2.Response:
    headers = {"tanlu-seat": seat} if seat else {}
    if content is None:
        return room.script.get(path, headers=headers)
    return room.script.post(path, content=content, headers=headers)


def taken(room: Class, kind: str = "xlsx") -> bytes:
    told = ask(room, f"/api/reports/{DRAFT}/file?format={kind}", seat=host(room))
    assert 200 == told.status_code, told.text
    return told.content


def state(room: Class) -> tuple[int, str]:
    newest = room.script.get("/api/log?limit=1").json()[0]
    return newest["number"], newest["hash"]


def changed(content: bytes, *cells: tuple[str, str, Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, cell, value in cells:
        book[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type", "ending"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("csv", "application/zip", "zip"),
        ("json", "application/json", "json"),
    ],
)
def test_a_draft_comes_back_without_a_difference(
    room: Class, kind: str, media_type: str, ending: str
) -> None:
    told = ask(room, f"/api/reports/{DRAFT}/file?format={kind}", seat=host(room))
    before = state(room)
    read = ask(room, "/api/reports/read", seat=host(room), content=told.content).json()

    assert media_type == told.headers["content-type"]
    assert (
        f'attachment; filename="AEF-THA-{YEAR}-1.1.{ending}"'
        == (told.headers["content-disposition"])
    )
    assert told.content == taken(room, kind)
    assert (kind, True, [], 0, []) == tuple(
        read[name] for name in ("format", "sound", "errors", "further_errors", "differences")
    )
    assert {
        "report": DRAFT, "party": "TH", "year": YEAR, "version": "1.1", "state": "draft",
    } == read["compared_with"]  # fmt: skip
    assert read["submission"] == json.loads(taken(room, "json"))
    assert [] == read["faults"]
    assert before == state(room)


def test_a_changed_cell_is_what_a_correction_takes(room: Class) -> None:
    content = changed(taken(room), ("Table 3 Actions", "AH9", "=typed by hand"))
    (error,) = ask(room, "/api/reports/read", seat=host(room), content=content).json()["errors"]
    content = changed(taken(room), ("Table 3 Actions", "AH9", "typed by hand"))
    read = ask(room, "/api/reports/read", seat=host(room), content=content).json()
    (one,) = read["differences"]
    arguments = {"year": YEAR, "remark": "from the file"} | {
        key: one[key] for key in ("part", "row", "field")
    }
    room.run()
    told = room.give(
        "report.correct", "correct", seat=host(room), value=one["file_value"], **arguments
    )
    again = ask(room, "/api/reports/read", seat=host(room), content=content).json()

    assert ("procedure.report_formula", "AH9") == (error["code"], error["facts"]["cell"])
    assert ("actions", 1, 1, "further", "typed by hand") == tuple(
        one[key] for key in ("part", "row", "file_row", "field", "file_value")
    )
    assert 200 == told.status_code, told.text
    assert [] == again["differences"]
    room.give("report.correct", "undo", seat=host(room), value=one["value"], **arguments)
    room.give("lesson.pause", "pause")


def test_another_version_can_be_named(room: Class) -> None:
    read = ask(room, "/api/reports/read?report=1", seat=host(room), content=taken(room)).json()

    assert 1 == read["compared_with"]["report"]
    assert ("submission", "version") in {(d["part"], d["field"]) for d in read["differences"]}


def test_what_was_submitted_is_everybodys_and_a_draft_is_not(room: Class) -> None:
    trader = room.seats("trader")[0]
    path = f"/api/reports/{DRAFT}/file"
    content = taken(room)
    read = ask(room, "/api/reports/read", seat=partner(room), content=content).json()

    assert [404, 404, 200, 200] == [
        ask(room, path, seat=seat).status_code for seat in (trader, partner(room), host(room), "")
    ]
    assert 200 == ask(room, "/api/reports/1/file", seat=trader).status_code
    assert 404 == ask(room, "/api/reports/99/file").status_code
    assert 404 == (
        ask(room, f"/api/reports/read?report={DRAFT}", seat=trader, content=content).status_code
    )
    assert ("TH", "1.0") == tuple(read["compared_with"][key] for key in ("party", "version"))
    assert [("submission", "version", "1.0", "1.1")] == [
        (d["part"], d["field"], d["value"], d["file_value"])
        for d in read["differences"]
        if d["field"] != "submitted_on"
    ]
    assert (
        DRAFT == ask(room, "/api/reports/read", content=content).json()["compared_with"]["report"]
    )


def test_a_file_of_a_party_of_no_lesson_is_only_read(room: Class) -> None:
    read = ask(room, "/api/reports/read", seat=host(room), content=workbook(LEAST)).json()

    assert (True, None, []) == (read["sound"], read["compared_with"], read["differences"])


def test_what_the_platform_filled_is_named(room: Class) -> None:
    content = ask(room, "/api/reports/1/file").content
    read = ask(room, "/api/reports/read", content=content).json()

    assert {"procedure.report_filled_by_carp"} == {error["code"] for error in read["errors"]}
    assert ("Table 1 Submission", "C9") == tuple(
        read["errors"][0]["facts"][key] for key in ("sheet", "cell")
    )
    assert (False, None) == (read["sound"], read["submission"])


def test_what_keeps_a_file_from_being_validated_is_told(room: Class) -> None:
    content = changed(taken(room), ("Table 3 Actions", "D9", "Other cancellations"),
                      ("Table 3 Actions", "F9", "THA-9"))  # fmt: skip
    read = ask(room, "/api/reports/read", seat=host(room), content=content).json()

    assert (True, []) == (read["sound"], read["errors"])
    assert {("unknown_authorization", "actions", 1, "authorization", "THA-9")} <= {
        (one["fault"], one["part"], one["row"], one["field"], one["value"])
        for one in read["faults"]
    }


def test_other_files_are_answered_without_change(room: Class) -> None:
    before = state(room)
    answers = [
        ask(room, "/api/reports/read", seat=host(room), content=content)
        for content in (b"", b"\0\xff", taken(room)[:-500], b"{}")
    ]

    assert {200} == {told.status_code for told in answers}
    assert all(told.json()["errors"] for told in answers)
    assert before == state(room)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(room: Class) -> None:
    told = ask(room, "/api/reports/read", seat=host(room), content=b"x" * (1024 * 1024 + 1))

    assert (413, "access.body_too_large") == (told.status_code, told.json()["refusal"]["code"])


def test_nobody_reads_without_a_seat(room: Class) -> None:
    guest = room.client()

    assert {401} == {
        guest.post("/api/reports/read", content=b"x").status_code,
        guest.get("/api/reports/1/file").status_code,
    }


def test_many_files_at_once_are_all_answered(room: Class) -> None:
    content, found = taken(room), []

    def read() -> None:
        found.append(ask(room, "/api/reports/read", seat=host(room), content=content).json())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [True] * 8 == [one["sound"] for one in found]
    assert read_file(content).submission is not None
