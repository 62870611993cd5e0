"""Goal: pages show what the room's level leaves locked, what opens it, and everything announced.

Method: a real server on the small class with levels, standing in its first morning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from registry.scenario.plans import named
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("levels")
    create(folder / f"{CODE}.lesson", hour=9, minute=40, plan=named("levels", ""))
    with class_of(folder) as made:
        made.run()
        yield made


def page(client: httpx2.Client, address: str) -> str:
    answer = client.get(address, headers=ENGLISH, follow_redirects=True)
    assert 200 == answer.status_code, address
    return answer.text


def test_a_lock_is_shown_with_what_opens_it_until_the_trainer_raises_the_room(room: Class) -> None:
    emitter, _ = room.browser("Erin", "emitter")
    locked, ticket = page(emitter, "/trade/BRC-CN"), page(emitter, "/trade")
    preview = page(emitter, "/trade/BRC-CN?side=buy&price=60&quantity=1&step=preview")
    home, console = page(emitter, "/home"), page(room.trainer(), "/trainer")

    assert 'data-instrument="CCER"' in ticket, "the first instrument that is open"
    assert "Opens at level 2: All instruments and orders." in locked
    assert 'class="ticket-form"' not in locked and 'class="ticket-form"' in ticket
    assert "data-confirm" not in preview
    assert '<option value="market"' not in ticket and "Stop and iceberg" not in ticket
    assert "Opens at level 3: Offsets and transfers." in ticket
    assert 'aria-current="step"' in home and "Level 3: Offsets and transfers" in home
    assert "Raise everybody to level 2" in console

    told = room.trainer().post(
        "/action/lesson.level", data={"key": "raise", "back": "/trainer", "level": "3"}
    )
    assert "done=" in told.headers["location"]
    assert 3 == room.live.view["level"]
    opened = page(emitter, "/trade/BRC-CN")
    assert 'class="ticket-form"' in opened and "Opens at level" not in opened
    assert '<option value="market"' in opened and "Stop and iceberg" in opened
    assert "Raise everybody" not in page(room.trainer(), "/trainer")


def test_news_is_listed_newest_first_and_marked_by_its_number_on_every_chart(room: Class) -> None:
    trader, _ = room.browser("Tom", "trader")
    assert "No news yet" in page(trader, "/news")
    for number in range(1, 5):
        room.give("announcement.make", f"n{number}", text_en=f"Text {number}", text_zh="消息")
    listed = re.findall(r"Text (\d)", page(trader, "/news").partition("<main")[2])
    at_home = page(trader, "/home").partition('id="news"')[2].partition("</div>")[0]
    line = page(trader, "/trade/CCER")
    candles = page(trader, "/trade/CCER?chart=candles").partition('id="candles"')[2]
    candles = candles.partition("</svg>")[0]

    assert ["4", "3", "2", "1"] == listed
    assert ["4", "3", "2"] == re.findall(r"Text (\d)", at_home)
    assert ["1", "2", "3", "4"] == re.findall(r'class="told">.*?>(\d)</text>', line)
    assert ["1–4"] == re.findall(r'class="told">.*?<text[^>]*>([^<]+)</text>', candles)
    below = line.partition('id="chart-news"')[2].partition("</div>")[0]
    assert ["4", "3", "2"] == re.findall(r"Text (\d)", below)


def test_the_news_is_for_everybody_in_the_lesson(room: Class) -> None:
    assert 200 == room.trainer().get("/news").status_code
    assert 303 == room.client().get("/news").status_code
