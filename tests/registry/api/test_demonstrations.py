"""Goal: a trainer names a scenario and shows it step by step in a lesson of its own.

Method: a server in this process, asked over its API; what the steps did is read back.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from registry.client import Client, Refused
from registry.in_process import ServerInProcess, server_in_process
from registry.paths import fixtures
from registry.scenario.checks import read_file
from registry.scenario.demonstrations import Inside
from registry.scenario.runner import play
from registry.scenario_command import InProcess

pytestmark = pytest.mark.slow

NAME = "orders/cash-is-blocked"
FOLDER = fixtures() / "scenarios"


@pytest.fixture(scope="module")
def server() -> Iterator[ServerInProcess]:
    with server_in_process() as made:
        yield made


@pytest.fixture
def trainer(server: ServerInProcess) -> Iterator[Client]:
    """The trainer's script; every lesson that a test made is removed after it."""
    with server.client() as made:
        yield made
        for one in made.lessons.list():
            made.lessons.close(one["code"])
            made.lessons.remove(one["code"])


def head(trainer: Client, code: str) -> str:
    return str(trainer.lesson(code).query.log(limit=1)[0]["hash"])


def refused(trainer: Client, method: str, path: str, **body: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    with pytest.raises(Refused) as found:
        trainer.ask(method, path, body=body or None)
    return found.value.status, found.value.code


def test_every_scenario_that_comes_with_the_program_is_offered(trainer: Client) -> None:
    offered = {one["name"]: one for one in trainer.ask("GET", "/api/scenarios")}
    files = [f for f in FOLDER.glob("*/*.txt") if f.parent.name not in ("plans", "venues")]

    assert 100 < len(offered) and {f"{f.parent.name}/{f.stem}" for f in files} == set(offered)
    assert "A buy order blocks cash" == offered[NAME]["title"]["en"]
    assert 5 == offered[NAME]["steps"]


def test_a_scenario_is_played_up_to_a_step_and_then_to_its_end(
    server: ServerInProcess, trainer: Client
) -> None:
    made = trainer.lessons.create(scenario=NAME)
    assert [] == server._app.state.server.hall.opened(), "a restart leaves it closed"
    code = made["code"]
    path = f"/api/lessons/{code}/demonstration"
    before = trainer.ask("GET", path)
    third = trainer.lessons.play(code, to=3)
    head_then, cash_then = head(trainer, code), trainer.lesson(code).seat("S10").query.cash()
    again = trainer.lessons.play(code, to=3)
    head_again = head(trainer, code)
    ended = trainer.lessons.play(code)

    assert ("cash-is-blocked", NAME) == (code, made["scenario"])
    assert made["title"] == before["scenario"]["title"] and [] == made["bots"]
    assert [{"name": "ann", "seat": "S10"}] == before["people"]
    assert (0, 3, 3, 5) == tuple(one["taken"] for one in (before, third, again, ended))
    assert [True] * 3 + [None] * 2 == [step["held"] for step in third["steps"]]
    assert 0 < cash_then["blocked_fen"] and head_then == head_again
    assert all(step["held"] for step in ended["steps"]) and ended == trainer.ask("GET", path)
    assert 0 == trainer.lesson(code).seat("S10").query.cash()["blocked_fen"]
    (ready,) = read_file(FOLDER / f"{NAME}.txt")
    with closing(InProcess()) as driver:
        assert play(driver, ready).head == head(trainer, code), "the log of `tanlu scenario`"


def test_bots_and_acts_of_a_scenario_play_in_its_lesson(trainer: Client) -> None:
    for name in ("bots/beside-a-script", "clock/acts"):
        code = trainer.lessons.create(scenario=name)["code"]
        shown = trainer.lessons.play(code)

        assert all(step["held"] for step in shown["steps"]), shown
        trainer.lessons.close(code)


def test_what_comes_otherwise_is_shown_at_its_step_and_the_others_go_on(trainer: Client) -> None:
    code = trainer.lessons.create(scenario=NAME, code="spoilt")["code"]
    trainer.lessons.play(code, to=1)
    trainer.lesson(code).command.lesson_halt(instrument="CCER")
    shown = trainer.lessons.play(code)
    differences = [[one["got"] for one in step["differences"]] for step in shown["steps"]]

    assert 5 == shown["taken"]
    assert [True, False, False, False, True] == [step["held"] for step in shown["steps"]]
    assert differences[1][0].startswith("refused book.instrument_halted")
    assert ["free 80000000", "blocked 0"] == differences[2]
    assert ["not taken: $bid was not given by the line that names it"] == differences[3]


def test_names_and_lessons_without_a_scenario_are_refused(trainer: Client) -> None:
    lessons = "/api/lessons"
    for wrong in ("orders/nothing", "../scenarios/orders/stop", "venues/hubei", "plans/acts", ""):
        assert (404, "access.scenario_unknown") == refused(trainer, "POST", lessons, scenario=wrong)
    toml = (FOLDER / "plans" / "classroom.toml").read_text(encoding="utf-8")
    for beside in ({"plan": "venues"}, {"toml": toml}, {"seed": 3}, {"bots": True}):
        assert (422, "access.shape_wrong") == refused(
            trainer, "POST", lessons, scenario=NAME, **beside
        )
    assert [] == trainer.lessons.list(), "nothing was made"
    plain = trainer.lessons.create("belt-road-1", bots=False)["code"]
    shown = trainer.lessons.create(scenario=NAME)["code"]
    trainer.lessons.reset(shown)
    heads = [head(trainer, code) for code in (plain, shown)]
    for code in (plain, shown):
        path = f"{lessons}/{code}/demonstration"
        assert (409, "access.no_demonstration") == refused(trainer, "GET", path)
        assert (409, "access.no_demonstration") == refused(trainer, "POST", path, to=1)
    assert heads == [head(trainer, code) for code in (plain, shown)]
    path = f"{lessons}/nowhere/demonstration"
    assert (404, "access.lesson_unknown") == refused(trainer, "POST", path, to=1)
    seat = trainer.join(code=trainer.lessons.list()[0]["join_code"], name="Ann", role="trader")
    assert (403, "access.trainer_only") == refused(seat, "POST", lessons, scenario=NAME)
    assert (403, "access.trainer_only") == refused(seat, "GET", "/api/scenarios")


def test_a_server_that_stops_gives_up_the_step_that_is_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached = threading.Event()

    async def never(*_: Any, **__: Any) -> Any:
        reached.set()
        await asyncio.Event().wait()

    with server_in_process() as own, own.client() as trainer:
        code = trainer.lessons.create(scenario=NAME)["code"]
        monkeypatch.setattr(Inside, "_answer", never)
        found: list[dict[str, Any]] = []
        asking = threading.Thread(target=lambda: found.append(trainer.lessons.play(code)))
        asking.start()
        assert reached.wait(timeout=20)
        own._app.state.server.demonstrations.stop()
        asking.join(timeout=20)

        assert not asking.is_alive() and [0] == [one["taken"] for one in found]
