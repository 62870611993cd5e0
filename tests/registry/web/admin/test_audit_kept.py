"""Goal: the auditor's pages show the last audit and its state; they report a broken balance.

Method: a small class whose lesson is paused; visits, commands, and a balance corrupted on disk.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from registry.classroom.notices import KINDS, Kind
from registry.web.admin import auditing
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.server import until

pytestmark = pytest.mark.slow

BROKEN = "balances_are_what_postings_add_up_to"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=9, minute=10)
    with class_of(folder) as made:
        yield made


@pytest.fixture
def trainer(room: Class) -> httpx2.Client:
    made = room.trainer()
    made.headers["accept-language"] = "en"
    return made


def said(page: httpx2.Response) -> str:
    """The text of a page, without markup."""
    assert page.status_code == 200, page.text
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


def pause_once_more(room: Class) -> int:
    """Log one more command; return its number."""
    room.give("lesson.speed", f"speed-{room.commands()}", speed=1)
    return room.commands()


def add_to_a_balance(path: Path, tonnes: int) -> None:
    """Change one stored balance directly in the file, then restore the database triggers."""
    with closing(sqlite3.connect(path)) as disk:
        triggers = disk.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name = 'sub_account'"
        ).fetchall()
        for name, _ in triggers:
            disk.execute(f"DROP TRIGGER {name}")
        disk.execute(
            "UPDATE sub_account SET balance = balance + ?"
            " WHERE id = (SELECT min(id) FROM sub_account WHERE balance > 10)",
            (tonnes,),
        )
        for _, sql in triggers:
            disk.execute(sql)
        disk.commit()


def test_a_visit_shows_the_kept_audit_and_of_which_state_it_is(
    room: Class, trainer: httpx2.Client
) -> None:
    trainer.get("/admin?again=1")
    kept = room.live.audited
    assert kept is not None
    newest = pause_once_more(room)
    pages = [said(trainer.get(address)) for address in ("/admin", "/admin/audit")]

    assert kept is room.live.audited
    assert kept.command == newest - 1
    for page in pages:
        assert f"#{kept.command} · commands since: 1" in page


@pytest.mark.parametrize("address", ["/admin", "/admin/audit"])
def test_asked_again_the_audit_runs_on_the_newest_state(
    room: Class, trainer: httpx2.Client, address: str
) -> None:
    trainer.get(address)
    newest = pause_once_more(room)
    page = trainer.get(address)
    link = re.search(r'href="([^"]*)">Audit again', page.text)
    assert link is not None
    again = said(trainer.get(link[1]))

    assert f"{address}?again=1" == link[1]
    assert f"#{newest} · commands since: 0" in again


def test_a_lessons_first_visit_audits(room: Class, trainer: httpx2.Client) -> None:
    room.live.audited = None
    page = said(trainer.get("/admin"))

    assert room.live.audited is not None
    assert f"#{room.commands()} · commands since: 0" in page


def test_an_old_audit_is_shown_while_a_new_one_runs(
    room: Class, trainer: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "STALE_COMMANDS", 1)
    trainer.get("/admin?again=1")
    kept = room.live.audited
    pause_once_more(room)
    newest = pause_once_more(room)
    page = said(trainer.get("/admin"))

    assert kept is not None
    assert f"#{kept.command} · commands since: 2" in page
    until(lambda: room.live.audited is not kept)
    assert room.live.audited is not None
    assert newest == room.live.audited.command


def test_a_broken_book_is_shown_as_broken_after_audit_again(
    room: Class, trainer: httpx2.Client
) -> None:
    path = room.live.lesson.store.path
    assert path is not None
    trainer.get("/admin?again=1")
    add_to_a_balance(path, 1)
    try:
        before = said(trainer.get("/admin/audit"))
        overview = said(trainer.get("/admin?again=1"))
        after = trainer.get("/admin/audit")
        console = said(trainer.get("/trainer"))
        answer = room.script.get("/api/audit").json()
    finally:
        add_to_a_balance(path, -1)
    repaired = said(trainer.get("/admin/audit?again=1"))
    console_after = said(trainer.get("/trainer"))
    total = int(re.search(r"All (\d+) invariants hold", before)[1])  # type: ignore[index]
    held = re.search(r"(\d+) of (\d+) held", overview)

    assert held is not None
    assert int(held[1]) < int(held[2]) == total
    assert f"{held[1]} of {total} invariants hold" in said(after)
    assert BROKEN in after.text.partition("needs-refuse")[2].partition("chip done")[0]
    assert "an invariant is broken" in console
    assert BROKEN in {one["invariant"] for one in answer["broken"]}
    assert f"All {total} invariants hold" in repaired
    assert re.search(r"audit at command \d+ found \d+ broken invariants", console)
    assert "broken invariants" not in console_after


def test_the_trainer_confirms_a_notice_that_asks_for_it(
    room: Class, trainer: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = Kind("asks", "{count} commands are gone.", "缺少 {count} 条命令。", confirm=True)
    monkeypatch.setitem(KINDS, kind.code, kind)
    room.live.notices.put("asks", count=12)
    before = said(trainer.get("/trainer"))
    trainer.post("/trainer/confirm", data={"code": "asks"})
    after = said(trainer.get("/trainer"))

    assert "12 commands are gone." in before
    assert "commands are gone" not in after
