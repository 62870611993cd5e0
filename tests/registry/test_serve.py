"""Goal: a server that is killed loses nothing it confirmed, and one that is stopped stops.

Method: a real process, killed in the middle of trading, started again on the same folder.
"""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.db import CannotOpen
from registry.serve import default_folder, lan, listen, raise_file_limit
from tests.support.classroom import CODE, create
from tests.support.server import ROOT, ServerProcess, until

TRADERS = 6


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    """A data folder with a lesson that stands on the morning of day 1."""
    create(tmp_path / f"{CODE}.lesson", hour=11)
    return tmp_path


@pytest.fixture
def server(morning: Path) -> Iterator[ServerProcess]:
    running = ServerProcess(morning)
    yield running
    if running.process.poll() is None:
        running.stop()


class Trader:
    """A person who places orders as fast as they are confirmed, until the server is gone."""

    def __init__(self, client: httpx2.Client, name: str) -> None:
        self.client, self.name = client, name
        self.confirmed: list[tuple[int, int]] = []
        self.thread = threading.Thread(target=self._trade)
        self.thread.start()

    def _trade(self) -> None:
        try:
            for number in range(100_000):
                body = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}
                told = self.client.post(
                    "/api/commands/order.place",
                    json={"key": f"{self.name}-{number}", "arguments": body},
                )
                if told.status_code == 200:
                    answer = told.json()
                    self.confirmed.append((answer["command"], answer["answer"]["order"]))
        except httpx2.TransportError:
            return


def every(server: ServerProcess, path: str, key: str) -> dict[int, dict[str, Any]]:
    """All rows of a list that pages by key."""
    found: dict[int, dict[str, Any]] = {}
    before = 0
    while True:
        rows = server.trainer.get(f"{path}?limit=500&before={before}").json()
        found |= {row[key]: row for row in rows}
        if len(rows) < 500:
            return found
        before = rows[-1][key]


@pytest.mark.slow
def test_a_killed_server_has_every_confirmed_order_and_goes_on(
    server: ServerProcess, morning: Path
) -> None:
    server.give("lesson.start", "start")
    people = [server.join(f"P{i}", "trader") for i in range(TRADERS)]
    traders = [Trader(client, f"P{i}") for i, client in enumerate(people)]
    until(lambda: sum(len(trader.confirmed) for trader in traders) >= 120)
    time_before = server.trainer.get("/api/clock").json()["at"]
    server.kill()
    for trader in traders:
        trader.thread.join()
    confirmed = [pair for trader in traders for pair in trader.confirmed]
    again = ServerProcess(morning)
    try:
        commands = every(again, "/api/log", "number")
        orders = every(again, "/api/orders", "order")
        told = again.trainer.get("/api/clock").json()
        newest = max(commands)

        assert len(confirmed) >= 120
        assert all("accepted" in commands[command]["outcome"] for command, _ in confirmed)
        assert all(order in orders for _, order in confirmed)
        assert told["at"] >= commands[newest]["at"]
        assert told["running"] and told["speed"] == 1
        assert told["at"] >= time_before - 2_000
        assert again.trainer.get("/api/audit").json()["holds"]
        assert "password" not in again.printed
        token = people[0].headers["authorization"]
        back = httpx2.get(f"{again.url}/api/me", headers={"authorization": token}).json()
        assert "P0" == back["name"]
        until(lambda: again.trainer.get("/api/clock").json()["at"] > told["at"])
        body = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}
        placed = httpx2.post(
            f"{again.url}/api/commands/order.place",
            headers={"authorization": token},
            json={"key": "after", "arguments": body},
        )
        assert placed.json()["command"] > newest
    finally:
        for client in people:
            client.close()
        again.stop()


@pytest.mark.slow
def test_a_repeated_key_after_the_kill_gets_the_answer_from_before(
    server: ServerProcess, morning: Path
) -> None:
    server.give("lesson.start", "start")
    first = server.give("lesson.speed", "once", speed=2)
    server.kill()
    again = ServerProcess(morning)
    repeated = again.give("lesson.speed", "once", speed=2)
    again.stop()

    assert (first["command"], first["answer"]) == (repeated["command"], repeated["answer"])
    assert repeated["repeated"] and not first["repeated"]


@pytest.mark.slow
def test_open_streams_do_not_keep_the_server_from_stopping(server: ServerProcess) -> None:
    heard = threading.Event()

    def listen_on() -> None:
        try:
            with httpx2.stream(
                "GET", f"{server.url}/live", headers=server.trainer.headers, timeout=None
            ) as answer:
                for _ in answer.iter_lines():
                    heard.set()
        except httpx2.TransportError:
            return

    listener = threading.Thread(target=listen_on)
    listener.start()
    assert heard.wait(30)
    server.stop()
    listener.join(30)

    assert not listener.is_alive(), "only the server's end can end this stream"
    assert (server.data / f"{CODE}.lesson").exists()
    assert not list(server.data.glob("*.lesson-wal"))


@pytest.mark.slow
def test_the_first_start_creates_lesson_hall_password_and_token(tmp_path: Path) -> None:
    running = ServerProcess(tmp_path / "fresh")
    signed_in = httpx2.post(f"{running.url}/sign-in", data={"password": running.password})
    mode = stat.S_IMODE(running.token_file.stat().st_mode)
    health = running.trainer.get("/health").json()
    running.stop()
    token = running.token_file.read_text()
    again = ServerProcess(tmp_path / "fresh")
    bearer = {"authorization": f"Bearer {token.strip()}"}
    kept = httpx2.get(f"{again.url}/api/me", headers=bearer)
    same = again.token_file.read_text()
    code_again, password_again = again.join_code, again.password
    again.stop()

    assert "一带一路" in running.printed
    assert (303, {"status": "ok", "lessons": {CODE: 1}}) == (signed_in.status_code, health)
    assert 0o600 == mode or sys.platform == "win32"
    assert (running.join_code, "") == (code_again, password_again)
    assert 200 == kept.status_code and same == token, "a script goes on with the token it has"


def serve(*options: str) -> subprocess.CompletedProcess[str]:
    """Try to serve; it is expected to refuse."""
    command = [sys.executable, "-m", "registry", "serve", "--host", "127.0.0.1", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.slow
def test_what_cannot_be_served_is_told_in_one_sentence(
    server: ServerProcess, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    cases = {
        "is being written": serve("--data", str(server.data), "--port", "0"),
        "cannot be listened": serve("--data", str(other), "--port", str(server.port)),
        "known plans": serve("--data", str(tmp_path / "third"), "--lesson", "no-such-plan"),
    }
    for sentence, said in cases.items():
        assert (2, "") == (said.returncode, said.stdout), said
        assert sentence in said.stderr
        assert "Traceback" not in said.stderr


def test_the_address_of_the_room_comes_before_this_machines_own() -> None:
    assert "127.0.0.1" == lan("0.0.0.0")[-1]
    assert ["192.0.2.7"] == lan("192.0.2.7")
    assert ["[::1]"] == lan("::1")


def test_a_taken_port_is_refused_and_port_zero_takes_any() -> None:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with pytest.raises(CannotOpen):
        listen("127.0.0.1", port)
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    listener.close()

    assert port > 0


def test_the_file_limit_is_never_lowered() -> None:
    import resource  # no such limit on Windows

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    raise_file_limit()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)

    assert after[0] >= before[0] or after[0] == resource.RLIM_INFINITY
    assert before[1] == after[1]
    assert "anlu" in str(default_folder())
