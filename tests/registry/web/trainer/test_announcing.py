"""Goal: an announcement is previewed on the console, told on every page, listed and marked.

Method: a server; the forms of the page are sent as a browser sends them, and pages and API read.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.web.frame import pictures
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("announcing")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def test_a_previewed_announcement_is_told_on_every_page_and_marked(room: Class) -> None:
    trainer, (person, _) = room.trainer(), room.browser("Ann", "trader")
    given = {"key": "k", "text_zh": "登记簿离线\n至中午", "text_en": "Offline <b>until noon</b>"}
    drawn = trainer.post("/trainer", data=given, headers=ENGLISH).text
    listed_before = room.script.get("/api/announcements").json()
    (form,) = forms(drawn, "/action/announcement.make")
    sent = trainer.post("/action/announcement.make", data=form)
    page = person.get("/trade/CCER", headers=ENGLISH).text
    chinese = person.get("/market", headers={"accept-language": "zh"}).text
    console = trainer.get("/trainer", headers=ENGLISH).text

    assert "Every page will show:" in drawn and [] == listed_before, "a preview tells nothing"
    assert 303 == sent.status_code
    (made,) = room.script.get("/api/announcements").json()
    assert ("登记簿离线 至中午", "Offline <b>until noon</b>") == (made["text_zh"], made["text_en"])
    bar = page.partition('<aside class="announcement"')[2].partition("</aside>")[0]
    assert 'data-number="1"' in bar and "hidden" not in bar.partition(">")[0]
    assert '<span lang="en">Offline &lt;b&gt;until noon&lt;/b&gt;</span>' in bar
    assert bar.index("Offline") < bar.index("登记簿离线 至中午")
    assert '<p aria-live="polite">' in bar
    bar = chinese.partition('<aside class="announcement"')[2].partition("</aside>")[0]
    assert bar.index("Offline") > bar.index("登记簿离线 至中午")
    assert '<g class="told">' in page and "data-told='[1]'" in page
    assert '<b class="badge">1</b>' in console.partition('class="announced"')[2]
    live = room.live.view["announcement"]
    assert (1, made["at"]) == (live["number"], live["at"])


def test_the_list_is_paged_both_ways(room: Class) -> None:
    for number in range(3):
        room.give("announcement.make", f"page-{number}", text_en=f"Item {number}")
    person = room.join("Bob")[0]
    newest = person.get("/api/announcements?limit=2").json()
    older = person.get(f"/api/announcements?limit=1&before={newest[-1]['number']}").json()
    onwards = person.get(f"/api/announcements?limit=1&after={newest[-1]['number']}").json()

    numbers = [one["number"] for one in newest]
    assert [numbers[0], numbers[0] - 1] == numbers
    assert [numbers[1] - 1] == [one["number"] for one in older]
    assert [numbers[0]] == [one["number"] for one in onwards]
    assert "Item 2" == newest[0]["text_en"]


def test_a_long_or_empty_announcement_is_refused_before_it_is_sent(room: Class) -> None:
    trainer, before = room.trainer(), room.script.get("/api/announcements").json()
    long = {"key": "k", "text_zh": "字" * 10_000, "text_en": ""}
    drawn = trainer.post("/trainer", data=long, headers={"accept-language": "zh"})
    empty = trainer.post("/trainer", data={"key": "k"}, headers=ENGLISH)
    stranger = room.browser("Cid")[0].post("/trainer", data=long)
    sent = room.give("announcement.make", "too-long", text_zh="字" * 10_000)

    assert 400 == drawn.status_code and "公告最多 500 个字符" in drawn.text
    assert 400 == empty.status_code and "no text" in empty.text
    assert 403 == stranger.status_code
    assert (400, 500) == (sent.status_code, sent.json()["refusal"]["facts"]["most"])
    assert before == room.script.get("/api/announcements").json()


@pytest.mark.planted
def test_a_page_in_one_language_only_would_be_seen(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the bar leaves out the other language."""
    room.give("announcement.make", "both", text_zh="两种语言", text_en="Both languages")
    monkeypatch.setattr(pictures, "both_texts", lambda texts, language: ())
    page = room.browser("Dan")[0].get("/market", headers=ENGLISH).text

    bar = page.partition('<aside class="announcement"')[2].partition("</aside>")[0]
    assert "Both languages" not in bar
