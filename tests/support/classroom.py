"""A class in this process: a real server on 127.0.0.1, any port, over a small lesson file.

The lesson stands on the morning of its first day with credits issued and on offer; bots rest
unless a test lets time run. Knows no test.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from ledger.files import make_private
from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.app import create_app
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, read_plan
from registry.classroom.room import TRAINER
from registry.edge.connections import bounded
from registry.serve import Server, listen
from registry.settings import Settings
from tests.support.passwords import set_quickly
from tests.support.server import http_client, until

CODE = "belt-road-1"
PLAN = read_plan(CODE)
SMALL = PLAN.with_seats_per_role(2).model_copy(update={"public_reading": True})
PASSWORD = "correct-horse-battery"
UNHURRIED = {"sign_in_burst": 1_000, "guest_burst": 100_000}
"""Tests ask faster than people: only those of a limit name their own."""


def create(path: Path, *, hour: int, minute: int = 0, seed: int = 3, plan: Plan = SMALL) -> None:
    """A lesson file that stands, paused, at an hour of its first day.

    It is played once in a run; the next test that asks for it gets a copy.
    """
    asked = (plan.model_dump_json(), hour, minute, seed)
    if asked in _CREATED:
        make_private(path)
        path.write_bytes(_CREATED[asked])
    else:
        create_anew(path, hour=hour, minute=minute, seed=seed, plan=plan)
        _CREATED[asked] = path.read_bytes()


_CREATED: dict[tuple[str, int, int, int], bytes] = {}
"""Plan, hour, minute, seed -> the file of the lesson."""


def create_anew(
    path: Path, *, hour: int, minute: int = 0, seed: int = 3, plan: Plan = SMALL
) -> None:
    """The same file, played now: for tests that watch what is done."""
    lesson = Lesson.create(path, plan, seed=seed)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    loop = Loop(lesson)
    with lesson.group():
        loop.advance(moment(plan.clock.begins, hour, minute))
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
        lesson.run(Request("lesson.pause", {}, "script", TRAINER))
    lesson.close()


@dataclass
class Class:
    """A running server, its hall and lesson, and clients of it."""

    url: str
    hall: Hall
    live: Live
    script: httpx2.Client
    join_code: str
    app: FastAPI
    clients: list[httpx2.Client] = field(default_factory=list)

    def client(self, token: str = "", **headers: str) -> httpx2.Client:
        """A client with a bearer token, or none."""
        if token:
            headers["authorization"] = f"Bearer {token}"
        made = http_client(self.url, headers, timeout=20)
        self.clients.append(made)
        return made

    def join(self, name: str, role: str | None = None) -> tuple[httpx2.Client, str]:
        """A person's client and seat."""
        body = {"code": self.join_code, "name": name, "role": role}
        told = self.script.post("/api/join", json=body)
        assert told.status_code == 200, told.text
        return self.client(told.json()["token"]), told.json()["seat"]

    def browser(self, name: str, role: str = "") -> tuple[httpx2.Client, str]:
        """A client that joined by the form and holds the cookie, and its seat."""
        made = self.client(origin=self.url)
        form = {"code": self.join_code, "name": name, "role": role}
        told = made.post("/join", data=form)
        assert (told.status_code, told.headers.get("location")) == (303, "/home"), told.text
        return made, str(made.get("/api/me").json()["seat"])

    def trainer(self) -> httpx2.Client:
        """A client that signed in with the password."""
        made = self.client(origin=self.url)
        told = made.post("/sign-in", data={"password": PASSWORD, "next": ""})
        assert told.status_code == 303, told.text
        return made

    def give(self, name: str, key: str, *, seat: str = "", **arguments: Any) -> httpx2.Response:
        """A command by the script token, for a seat or for the trainer."""
        headers = {"tanlu-seat": seat} if seat else {}
        body = {"key": key, "arguments": arguments}
        return self.script.post(f"/api/commands/{name}", json=body, headers=headers)

    def remove(self, seat: str) -> None:
        """Give a person's seat back to its bot."""
        body = {"key": f"remove-{self.commands()}", "arguments": {"seat": seat}}
        told = self.script.post("/api/commands/seat.leave", json=body)
        assert told.status_code == 200, told.text

    def run(self) -> None:
        """Let time run."""
        assert self.give("lesson.start", f"start-{self.commands()}").status_code == 200

    def commands(self) -> int:
        """Number of the last command in the log."""
        return int(self.script.get("/api/log?limit=1").json()[0]["number"])

    def seats(self, role: str) -> list[str]:
        """Seats of a role."""
        return [s.name for s in self.live.lesson.room.seats.values() if s.role == role]

    def quote(self, instrument: str) -> dict[str, Any]:
        """One instrument."""
        found: list[dict[str, Any]] = self.script.get("/api/instruments").json()
        return next(quote for quote in found if quote["instrument"] == instrument)


@contextmanager
def class_of(folder: Path, **settings: Any) -> Iterator[Class]:
    """Serve the lesson file in a folder; the audit runs at the end."""
    hall = Hall(folder / HALL_FILE)
    set_quickly(hall, PASSWORD)
    entry = hall.lesson(CODE) or hall.add_lesson(
        code=CODE, file=f"{CODE}.lesson", title_en=PLAN.title_en, title_zh=PLAN.title_zh
    )
    live = Live(Lesson.open(folder / entry.file))
    token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=0)
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(hall, {CODE: live}, Settings(**(UNHURRIED | settings)))
    server = Server(uvicorn.Config(app, http=bounded(), access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert thread.is_alive(), "the server did not start"
    script = http_client(url, {"authorization": f"Bearer {token}"}, timeout=20)
    made = Class(url, hall, live, script, entry.join_code, app)
    try:
        yield made
        told = script.get("/api/audit").json()

        assert [] == told["broken"]
    finally:
        for client in (*made.clients, script):
            client.close()
        server.should_exit = True
        thread.join()
        listener.close()


FORM = re.compile(r"<form[^>]*action=\"(?P<action>[^\"]*)\"[^>]*>(?P<body>.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")


def forms(html: str, action: str) -> list[dict[str, str]]:
    """The hidden fields of every form on a page with this action."""
    found = []
    for form in FORM.finditer(html):
        if form["action"] == action:
            fields = {}
            for hidden in FIELD.finditer(form["body"]):
                name = re.search(r'name="([^"]*)"', hidden.group(0))
                value = re.search(r'value="([^"]*)"', hidden.group(0))
                assert name is not None
                fields[name.group(1)] = unescape(value.group(1)) if value else ""
            found.append(fields)
    return found
