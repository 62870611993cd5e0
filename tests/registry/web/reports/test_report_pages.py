"""Goal: everybody sees what was submitted, a government drafts and corrects, a mistake is found.

Method: a real server on a small lesson after the turn of a year; two governments have submitted,
one has begun a revision; pages and JSON are read, forms are posted. The command line reads
the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.cli import app
from tests.support.classroom import CODE, SMALL, Class, class_of

pytestmark = pytest.mark.slow

YEAR = 2028
PLAN = SMALL.model_copy(
    update={
        "clock": SMALL.clock.model_copy(update={"first_day": date(YEAR, 12, 29)}),
        "controls": SMALL.controls.model_copy(update={"reports": True}),
    }
)
HOST, PARTNER, DRAFT = 1, 2, 3
"""The numbers of the two submissions, in the order of their countries, and of the revision."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lesson after the turn of the year; the host's government revises."""
    made = tmp_path_factory.mktemp("class")
    lesson = Lesson.create(made / f"{CODE}.lesson", PLAN, seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        lesson.run(Request("lesson.bots", {"on": False}, "script", TRAINER))
    loop = Loop(lesson)
    with lesson.group():
        loop.advance(moment(date(YEAR + 1, 1, 1), 9, 59))
        for role in ("government_host", "government_partner"):
            seat = next(s.name for s in lesson.room.seats.values() if s.role == role)
            if role == "government_partner":
                use = {"authorisation": "THA-AUT-0001"}
                lesson.run(Request("authorisation.authorise_use", use, "script", seat))
            for step in ("draft", "validate", "submit"):
                done = lesson.run(Request(f"report.{step}", {"year": YEAR}, "script", seat))
                assert done.answer is not None, done.refusal
        seat = next(s.name for s in lesson.room.seats.values() if s.role == "government_host")
        lesson.run(Request("report.revise", {"year": YEAR}, "script", seat))
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
        lesson.run(Request("lesson.pause", {}, "script", TRAINER))
    lesson.close()
    return made


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


@pytest.fixture(scope="module")
def minister(room: Class) -> httpx2.Client:
    return room.browser("Ann", "government_host")[0]


@pytest.fixture(scope="module")
def trader(room: Class) -> httpx2.Client:
    return room.browser("Tom", "trader")[0]


def told(client: httpx2.Client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert 200 == answer.status_code, answer.text[:300]
    return re.sub(r"\s+", " ", answer.text)


def posted(client: httpx2.Client, page: str, command: str, **fields: str) -> str:
    """Post the form of a command from a page; the page to which it leads."""
    form = re.search(rf'action="/action/{command}"[^>]*>(.*?)</form>', told(client, page))
    assert form is not None, f"{command} is not on {page}"
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
    answer = client.post(f"/action/{command}", data=hidden | fields)
    assert 303 == answer.status_code, answer.text[:300]
    return told(client, answer.headers["location"].partition("#")[0])


def test_the_list_shows_what_was_submitted_and_ones_own_draft(
    minister: httpx2.Client, trader: httpx2.Client
) -> None:
    own, other = told(minister, "/reports"), told(trader, "/reports")

    assert 'href="/reports/3"' in own
    assert 'href="/reports/3"' not in other
    assert "Two parties side by side" in own
    for page in (own, other):
        assert 'href="/reports/1"' in page and 'href="/reports/2"' in page
    assert 'href="/reports"' in told(trader, "/home")


def test_a_version_has_five_tables_and_its_files(room: Class, trader: httpx2.Client) -> None:
    page = told(trader, "/reports/1")
    seen = {name for name in ("submission", "actions") if f'id="{name}-title"' in page}

    assert {"submission", "actions"} == seen
    assert 3 == page.count("/api/reports/1/file?format=")
    assert 404 == trader.get(f"/reports/{DRAFT}").status_code
    assert 404 == trader.get("/reports/99").status_code
    assert 404 == trader.get("/reports/x").status_code
    assert 303 == room.client().get("/reports").status_code


def test_a_mistake_by_a_form_is_found_in_the_comparison(
    room: Class, minister: httpx2.Client
) -> None:
    room.run()
    here = f"/reports/{DRAFT}"
    cell = {"part": "authorizations", "row": "1", "field": "metric", "remark": "wrong"}
    refused = posted(minister, here, "report.correct", **cell, value="CO2")
    emptied = posted(minister, here, "report.correct", **cell, value="")
    faulty = posted(minister, here, "report.validate")
    mended = posted(minister, here, "report.correct", **cell | {"remark": "right"}, value="GHG")
    posted(minister, here, "report.validate")
    done = posted(minister, here, "report.submit")
    room.give("lesson.pause", "pause again")

    assert "is no value of column" in refused
    assert "a required column is empty" in emptied
    assert "faults, the first in row 1" in faulty
    assert "Written over by the government" in mended
    assert "submitted" in done
    assert "superseded" in told(minister, "/reports/1") + told(minister, "/reports/2")


def test_versions_over_json(room: Class) -> None:
    listed: list[dict[str, Any]] = room.script.get("/api/reports").json()
    one = room.script.get("/api/reports/2").json()
    chosen = room.script.get("/api/reports?party=TH&year=2028").json()

    assert [1, 2, 3] == sorted(r["report"] for r in listed)
    assert {"CHN", "THA"} == {r["alpha3"] for r in listed}
    assert {"TH"} == {r["party"] for r in chosen}
    assert {"submission", "authorizations", "actions", "holdings", "entities"} == set(one["tables"])
    assert str(YEAR) == one["tables"]["submission"][0]["reported_year"]
    assert 404 == room.script.get("/api/reports/99").status_code


def test_the_command_line_writes_the_files(room: Class, folder: Path, tmp_path: Path) -> None:
    lesson, env = str(folder / f"{CODE}.lesson"), {"COLUMNS": "200", "NO_COLOR": "1"}
    run = CliRunner().invoke
    written = run(app, ["reports", lesson, "--party", "tha", "--out", str(tmp_path / "x")], env=env)
    names = sorted(path.name for path in (tmp_path / "x").iterdir())
    checked = [
        run(app, ["reports", "--check", str(tmp_path / "x" / name)], env=env).exit_code
        for name in names
    ]
    none = run(app, ["reports", lesson, "--year", "1999", "--out", str(tmp_path / "y")], env=env)

    assert 0 == written.exit_code, written.output
    assert [
        f"AEF-THA-{YEAR}-1.{v}.{end}" for v in (0, 1) for end in ("json", "xlsx", "zip")
    ] == names
    assert {0} == set(checked)
    assert 1 == none.exit_code
    assert 2 == run(app, ["reports", str(tmp_path / "none")], env=env).exit_code
    assert 2 == run(app, ["reports"], env=env).exit_code
