"""The client of a script that does several things at once: the same methods, as coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from registry.client import steps
from registry.client.described.async_queries import AsyncQueries
from registry.client.described.commands import Commands
from registry.client.described.shapes import ClockAnswer
from registry.client.errors import Failed, NoConnection, Refused
from registry.client.events import OWN, Event, EventReader
from registry.client.keys import Keys
from registry.client.steps import Ask, Caller, Done, Pause, Steps
from registry.client.sync import OWN_QUERIES, TIMEOUT_S

T = TypeVar("T")


class AsyncClient:
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
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        if token_file is not None:
            token = Path(token_file).read_text(encoding="utf-8").strip()
        # The class is on the local network: no proxy of this machine's environment is asked.
        self._http = httpx2.AsyncClient(
            base_url=url, timeout=TIMEOUT_S, transport=transport, trust_env=False
        )
        self._bind(Caller(token, lesson, "", Keys(name), patience_s))

    def _bind(self, who: Caller) -> None:
        self.caller = who
        self.command: Commands[Awaitable[Done]] = Commands(self._give)
        self.query = AsyncQueries(self.get)
        self.lessons = AsyncLessons(self)

    def _as(self, who: Caller) -> AsyncClient:
        """The same connection for another caller."""
        made = object.__new__(AsyncClient)
        made._http = self._http
        made._bind(who)
        return made

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, that of all callers made from this one too."""
        await self._http.aclose()

    # --- callers --------------------------------------------------------------------------------

    def seat(self, name: str) -> AsyncClient:
        """The trainer's script at a seat, such as S05."""
        return self._as(self.caller.at(name))

    def trainer(self) -> AsyncClient:
        """The trainer's script at no seat."""
        return self._as(self.caller.at(""))

    def lesson(self, code: str) -> AsyncClient:
        """The trainer's script in another lesson of the server."""
        return self._as(self.caller.at("", lesson=code))

    async def join(
        self, *, code: str, name: str, role: str | None = None, key: str | None = None
    ) -> AsyncClient:
        """Take a seat with the join code of the room, as a person does; the caller at it.

        The same join with the same `key` (eight characters at least that nobody can guess) gets the
        same seat and token again, in a further run of the script too. Without one each join is a
        new one; but after NoConnection the same again gets the seat that it may have taken.
        """
        talk = steps.join(self.caller, code=code, name=name, role=role, key=key)
        return self._as(await self._run(talk))

    # --- commands and queries -------------------------------------------------------------------

    async def give(self, command: str, /, **arguments: Any) -> Done:
        """A command by its name; returns after it is stored. Raises Refused, Failed."""
        return await self._give(command, arguments)

    async def _give(self, command: str, arguments: dict[str, Any]) -> Done:
        return await self._run(steps.give(self.caller, command, arguments))

    async def bulk(
        self, commands: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[Done | Refused | Failed]:
        """Up to 200 commands about orders in one request; a result for each, none raised."""
        return await self._run(steps.bulk(self.caller, commands))

    async def preview(self, command: str, /, **arguments: Any) -> dict[str, Any]:
        """What a command would answer now, and its effects on its order; nothing changes."""
        body = {"arguments": arguments}
        found: dict[str, Any] = await self.ask("POST", f"/api/preview/{command}", body=body)
        return found

    async def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """The answer of a query by its address, such as /api/orders."""
        return await self._run(steps.ask(self.caller, "GET", path, params=params))

    async def ask(self, method: str, path: str, *, body: Any = None) -> Any:
        """The answer to a request by method and address."""
        return await self._run(steps.ask(self.caller, method, path, body=body))

    # --- time -----------------------------------------------------------------------------------

    async def advance(
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
        return await self._run(steps.advance(self.caller, arguments, within_s))

    async def wait(self, *, within_s: float = 600, **conditions: Any) -> dict[str, Any]:
        """Wait until everything that is named holds; the state then, with `reached`.

        Conditions are those of GET /api/wait: `at`, `command`, `day`, `phase`, `standing`.
        """
        return await self._run(steps.wait(self.caller, conditions, within_s))

    # --- the feed -------------------------------------------------------------------------------

    async def feed(self, *, own: Sequence[str] = OWN_QUERIES) -> AsyncIterator[Event]:
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
                async with self._http.stream("GET", "/live", headers=headers) as response:
                    if not response.is_success:
                        await response.aread()
                        steps.answer_of(response)
                    if await self._sits():
                        yield await self._own(Event(OWN, {}, reader.last_id), own)
                    async for line in response.aiter_lines():
                        event = reader.line(line)
                        if event is not None:
                            left_s, waits = self.caller.patience_s, steps.pauses()
                            yield (await self._own(event, own)) if event.name == OWN else event
            except httpx2.TransportError as lost:
                reason: Exception | None = lost
            else:
                reason = None
            reader.broken()
            pause = max(next(waits), reader.retry_s or 0)
            if pause > left_s:
                raise NoConnection("GET /live: the stream ended") from reason
            left_s -= pause
            await asyncio.sleep(pause)

    async def _sits(self) -> bool:
        """Whether there are own figures: at a seat, or with a seat's token."""
        return bool(self.caller.seat) or not (await self.get("/api/me"))["trainer"]

    async def _own(self, event: Event, queries: Sequence[str]) -> Event:
        return replace(event, own={name: await self.get(f"/api/{name}") for name in queries})

    async def _run(self, talk: Steps[T]) -> T:
        """Carry out the steps one after another."""
        try:
            step = next(talk)
            while True:
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    step = talk.send(None)
                    continue
                try:
                    response = await self._send(step)
                except httpx2.TransportError as lost:
                    step = talk.throw(lost)
                else:
                    step = talk.send(response)
        except StopIteration as over:
            found: T = over.value
            return found

    async def _send(self, step: Ask) -> httpx2.Response:
        return await self._http.request(
            step.method, step.path, headers=step.headers, params=step.params, json=step.body
        )


class AsyncLessons:
    """The lessons of a server, for the trainer's script."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def list(self) -> list[dict[str, Any]]:
        """Every lesson, open or closed."""
        found: list[dict[str, Any]] = await self._client.ask("GET", "/api/lessons")
        return found

    async def create(self, plan: str | None = None, **settings: Any) -> dict[str, Any]:
        """Create and open a lesson from a shipped plan, or from `toml`, a plan's text.

        Settings are those of POST /api/lessons: `code`, `seed`, `bots`; or `scenario`, which brings
        its own plan, for `play`. The answer has `code`, for `client.lesson(code)`, and `join_code`.
        """
        return await self._changed("", {"plan": plan, **settings})

    async def reset(self, code: str, **settings: Any) -> dict[str, Any]:
        """Begin a lesson again; `seed` and `bots` as for a new one, as before if left out."""
        return await self._changed(f"/{code}/reset", settings)

    async def again(self, code: str, *, of_seed: int | None = None) -> dict[str, Any]:
        """Begin the next round of a lesson with the same people; `before` is the round before.

        With `of_seed`, the seed of the round that is to end, a second request ends no second one.
        """
        return await self._changed(f"/{code}/again", {"of_seed": of_seed})

    async def practice(self, code: str, *, on: bool) -> dict[str, Any]:
        """Begin a practice market in the place of a lesson that has not begun, or end it."""
        return await self._changed(f"/{code}/practice", {"on": on})

    async def branch(self, code: str, *, at: int, **settings: Any) -> dict[str, Any]:
        """The same room from command `at` on, as a new lesson; `set` changes its plan."""
        return await self._changed(f"/{code}/branch", {"at": at, **settings})

    async def close(self, code: str) -> dict[str, Any]:
        """Close a lesson; its file stays."""
        return await self._changed(f"/{code}/close", None)

    async def open(self, code: str) -> dict[str, Any]:
        """Open a closed lesson where it stopped."""
        return await self._changed(f"/{code}/open", None)

    async def remove(self, code: str) -> dict[str, Any]:
        """Remove a closed lesson from the list; a copy of its file stays among the backups."""
        found: dict[str, Any] = await self._client.ask("DELETE", f"/api/lessons/{code}")
        return found

    async def play(self, code: str, *, to: int | None = None) -> dict[str, Any]:
        """Take the steps of a scenario's lesson up to one of them, or all; what came of each."""
        return await self._changed(f"/{code}/demonstration", {"to": to})

    async def _changed(self, path: str, body: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self._client.ask("POST", f"/api/lessons{path}", body=body)
        return found
