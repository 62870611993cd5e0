"""The client of a script: one server, one caller, each call answered before the next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from registry.client import steps
from registry.client.described.commands import Commands
from registry.client.described.queries import Queries
from registry.client.described.shapes import ClockAnswer
from registry.client.errors import Failed, NoConnection, Refused
from registry.client.events import OWN, Event, EventReader
from registry.client.keys import Keys
from registry.client.steps import Ask, Caller, Done, Pause, Steps

T = TypeVar("T")

TIMEOUT_S = 90.0
"""Longer than a request may wait for a lesson."""

OWN_QUERIES = ("cash", "holdings", "orders")
"""What a feed reads anew after the event `own`, by address under /api."""


class Client:
    """A server at an address, asked as one caller; `seat` and `lesson` make further callers.

    `token` is a script's token, `token_file` a file with it; without one only `join` and open
    queries are answered. `name` is in every key of a command (otherwise the script's file name):
    give each of several scripts at one seat its own. A lost connection is tried again for
    `patience_s` seconds. With `transport` a lesson in the same process is asked.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        token: str = "",
        token_file: Path | str | None = None,
        lesson: str = "",
        name: str | None = None,
        patience_s: float = 30.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        if token_file is not None:
            token = Path(token_file).read_text(encoding="utf-8").strip()
        # The class is on the local network: no proxy of this machine's environment is asked.
        self._http = httpx2.Client(
            base_url=url, timeout=TIMEOUT_S, transport=transport, trust_env=False
        )
        self._bind(Caller(token, lesson, "", Keys(name), patience_s))

    def _bind(self, who: Caller) -> None:
        self.caller = who
        self.command: Commands[Done] = Commands(self._give)
        self.query = Queries(self.get)
        self.lessons = Lessons(self)

    def _as(self, who: Caller) -> Client:
        """The same connection for another caller."""
        made = object.__new__(Client)
        made._http = self._http
        made._bind(who)
        return made

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, that of all callers made from this one too."""
        self._http.close()

    # --- callers --------------------------------------------------------------------------------

    def seat(self, name: str) -> Client:
        """The trainer's script at a seat, such as S05."""
        return self._as(self.caller.at(name))

    def trainer(self) -> Client:
        """The trainer's script at no seat."""
        return self._as(self.caller.at(""))

    def lesson(self, code: str) -> Client:
        """The trainer's script in another lesson of the server."""
        return self._as(self.caller.at("", lesson=code))

    def join(
        self, *, code: str, name: str, role: str | None = None, key: str | None = None
    ) -> Client:
        """Take a seat with the join code of the room, as a person does; the caller at it.

        The same join with the same `key` (eight characters at least that nobody can guess) gets the
        same seat and token again, in a further run of the script too. Without one each join is a
        new one; but after NoConnection the same again gets the seat that it may have taken.
        """
        talk = steps.join(self.caller, code=code, name=name, role=role, key=key)
        return self._as(self._run(talk))

    # --- commands and queries -------------------------------------------------------------------

    def give(self, command: str, /, **arguments: Any) -> Done:
        """A command by its name; returns after it is stored. Raises Refused, Failed."""
        return self._give(command, arguments)

    def _give(self, command: str, arguments: dict[str, Any]) -> Done:
        return self._run(steps.give(self.caller, command, arguments))

    def bulk(self, commands: Sequence[tuple[str, dict[str, Any]]]) -> list[Done | Refused | Failed]:
        """Up to 200 commands about orders in one request; a result for each, none raised."""
        return self._run(steps.bulk(self.caller, commands))

    def preview(self, command: str, /, **arguments: Any) -> dict[str, Any]:
        """What a command would answer now, and its effects on its order; nothing changes."""
        body = {"arguments": arguments}
        found: dict[str, Any] = self.ask("POST", f"/api/preview/{command}", body=body)
        return found

    def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """The answer of a query by its address, such as /api/orders."""
        return self._run(steps.ask(self.caller, "GET", path, params=params))

    def ask(self, method: str, path: str, *, body: Any = None) -> Any:
        """The answer to a request by method and address."""
        return self._run(steps.ask(self.caller, method, path, body=body))

    # --- time -----------------------------------------------------------------------------------

    def advance(
        self,
        *,
        to: int | None = None,
        day: int | None = None,
        phase: str | None = None,
        within_s: float = 600,
    ) -> ClockAnswer:
        """Play up to a moment, where lesson time stands; the clock there.

        `to` is a lesson time in ms, `day` the opening of a trading day, `phase` the next beginning
        of a phase; none of them: the next event. For the trainer's script.
        """
        named = {"to": to, "day": day, "phase": phase}
        arguments = {name: value for name, value in named.items() if value is not None}
        return self._run(steps.advance(self.caller, arguments, within_s))

    def wait(self, *, within_s: float = 600, **conditions: Any) -> dict[str, Any]:
        """Wait until everything that is named holds; the state then, with `reached`.

        Conditions are those of GET /api/wait: `at`, `command`, `day`, `phase`, `standing`.
        """
        return self._run(steps.wait(self.caller, conditions, within_s))

    # --- the feed -------------------------------------------------------------------------------

    def feed(self, *, own: Sequence[str] = OWN_QUERIES) -> Iterator[Event]:
        """Events of the lesson as they come, without end; a broken stream is resumed.

        After each connection, and whenever own figures change, the queries of `own` are asked again
        and an event `own` has their answers; a caller at no seat gets none. Raises NoConnection if
        the server cannot be reached for the client's patience.
        """
        reader = EventReader()
        left_s, waits = self.caller.patience_s, steps.pauses()
        while True:
            headers = self.caller.headers() | reader.headers()
            try:
                with self._http.stream("GET", "/live", headers=headers) as response:
                    if not response.is_success:
                        response.read()
                        steps.answer_of(response)
                    if self._sits():
                        yield self._own(Event(OWN, {}, reader.last_id), own)
                    for line in response.iter_lines():
                        event = reader.line(line)
                        if event is not None:
                            left_s, waits = self.caller.patience_s, steps.pauses()
                            yield self._own(event, own) if event.name == OWN else event
            except httpx2.TransportError as lost:
                reason: Exception | None = lost
            else:
                reason = None
            reader.broken()
            pause = max(next(waits), reader.retry_s or 0)
            if pause > left_s:
                raise NoConnection("GET /live: the stream ended") from reason
            left_s -= pause
            time.sleep(pause)

    def _sits(self) -> bool:
        """Whether there are own figures: at a seat, or with a seat's token."""
        return bool(self.caller.seat) or not self.get("/api/me")["trainer"]

    def _own(self, event: Event, queries: Sequence[str]) -> Event:
        return replace(event, own={name: self.get(f"/api/{name}") for name in queries})

    def _run(self, talk: Steps[T]) -> T:
        """Carry out the steps one after another."""
        try:
            step = next(talk)
            while True:
                if isinstance(step, Pause):
                    time.sleep(step.seconds)
                    step = talk.send(None)
                    continue
                try:
                    response = self._send(step)
                except httpx2.TransportError as lost:
                    step = talk.throw(lost)
                else:
                    step = talk.send(response)
        except StopIteration as over:
            found: T = over.value
            return found

    def _send(self, step: Ask) -> httpx2.Response:
        return self._http.request(
            step.method, step.path, headers=step.headers, params=step.params, json=step.body
        )


class Lessons:
    """The lessons of a server, for the trainer's script."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> list[dict[str, Any]]:
        """Every lesson, open or closed."""
        found: list[dict[str, Any]] = self._client.ask("GET", "/api/lessons")
        return found

    def create(self, plan: str | None = None, **settings: Any) -> dict[str, Any]:
        """Create and open a lesson from a shipped plan, or from `toml`, a plan's text.

        Settings are those of POST /api/lessons: `code`, `seed`, `bots`; or `scenario`, which brings
        its own plan, for `play`. The answer has `code`, for `client.lesson(code)`, and `join_code`.
        """
        return self._changed("", {"plan": plan, **settings})

    def reset(self, code: str, **settings: Any) -> dict[str, Any]:
        """Begin a lesson again; `seed` and `bots` as for a new one, as before if left out."""
        return self._changed(f"/{code}/reset", settings)

    def again(self, code: str, *, of_seed: int | None = None) -> dict[str, Any]:
        """Begin the next round of a lesson with the same people; `before` is the round before.

        With `of_seed`, the seed of the round that is to end, a second request ends no second one.
        """
        return self._changed(f"/{code}/again", {"of_seed": of_seed})

    def practice(self, code: str, *, on: bool) -> dict[str, Any]:
        """Begin a practice market in the place of a lesson that has not begun, or end it."""
        return self._changed(f"/{code}/practice", {"on": on})

    def branch(self, code: str, *, at: int, **settings: Any) -> dict[str, Any]:
        """The same room from command `at` on, as a new lesson; `set` changes its plan."""
        return self._changed(f"/{code}/branch", {"at": at, **settings})

    def close(self, code: str) -> dict[str, Any]:
        """Close a lesson; its file stays."""
        return self._changed(f"/{code}/close", None)

    def open(self, code: str) -> dict[str, Any]:
        """Open a closed lesson where it stopped."""
        return self._changed(f"/{code}/open", None)

    def remove(self, code: str) -> dict[str, Any]:
        """Remove a closed lesson from the list; a copy of its file stays among the backups."""
        found: dict[str, Any] = self._client.ask("DELETE", f"/api/lessons/{code}")
        return found

    def play(self, code: str, *, to: int | None = None) -> dict[str, Any]:
        """Take the steps of a scenario's lesson up to one of them, or all; what came of each."""
        return self._changed(f"/{code}/demonstration", {"to": to})

    def _changed(self, path: str, body: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._client.ask("POST", f"/api/lessons{path}", body=body)
        return found
