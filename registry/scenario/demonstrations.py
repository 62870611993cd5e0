"""A server shows scenarios: each in a lesson of its own, up to the step that the trainer wants.

The steps are the same requests as those of `tanlu scenario`, asked of the application from a thread
beside its event loop. Which step comes next is kept in memory only.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import httpx2
import orjson
from starlette.types import ASGIApp

from registry.classroom.live import Live
from registry.client.steps import Caller
from registry.edge import lessons
from registry.edge.demonstrations import Offered, Shown, StepDifference, StepShown
from registry.edge.joining import passing_token
from registry.edge.lesson_errors import NoDemonstration, ScenarioUnknown
from registry.edge.server_state import ServerState
from registry.roles import Role
from registry.scenario import shipped
from registry.scenario.drivers import Answer, NoAnswer
from registry.scenario.runner import Run

INSIDE = "http://127.0.0.1"


class Inside:
    """Requests to an application from one thread beside its event loop; see `Driver`."""

    def __init__(self, app: ASGIApp, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop
        self.token = ""
        self._closing = threading.Lock()
        self._asked: Future[Answer] | None = None
        self._closed = False

    def ask(
        self,
        method: str,
        path: str,
        *,
        parameters: dict[str, Any] | None = None,
        body: Any = None,
        lesson: str = "",
        seat: str = "",
    ) -> Answer:
        """The answer of the application; raises NoAnswer once the driver is closed."""
        headers = Caller(self.token).at(seat, lesson=lesson).headers()
        asking = self._answer(method, path, parameters=parameters, body=body, headers=headers)
        with self._closing:
            if self._closed:
                asking.close()
                raise NoAnswer("the server stops")
            self._asked = asyncio.run_coroutine_threadsafe(asking, self._loop)
        try:
            return self._asked.result()
        except CancelledError:
            raise NoAnswer("the server stops") from None

    async def _answer(
        self, method: str, path: str, *, parameters: Any, body: Any, headers: dict[str, str]
    ) -> Answer:
        transport = httpx2.ASGITransport(app=self._app)
        async with httpx2.AsyncClient(transport=transport, base_url=INSIDE, timeout=None) as client:
            told = await client.request(
                method, path, params=parameters or None, json=body, headers=headers
            )
        return Answer(told.status_code, orjson.loads(told.content))

    def close(self) -> None:
        """Ask nothing more; a request that is under way is given up."""
        with self._closing:
            self._closed = True
            if self._asked is not None:
                self._asked.cancel()


@dataclass(slots=True)
class Demonstration:
    """A scenario in its lesson; `shown` is replaced after each step."""

    run: Run
    shown: Shown
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)


class ServerDemonstrations:
    """The demonstrations of one server; see `Demonstrations`. Make it on the event loop."""

    def __init__(self, app: ASGIApp, server: ServerState) -> None:
        self._server, self._loop = server, asyncio.get_running_loop()
        self._inside = Inside(app, self._loop)
        # By the open lesson, not by its code: one that begins again is a demonstration no more.
        self._by_live: WeakKeyDictionary[Live, Demonstration] = WeakKeyDictionary()
        # A thread of its own: a step waits for requests that need the threads of the event loop.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="demonstration")

    def offered(self) -> tuple[Offered, ...]:
        """Every scenario that comes with the program."""
        return shipped.offered()

    async def load(self, name: str, *, code: str | None) -> str:
        """Make its lesson, titled as it is, and open it; raises ScenarioUnknown and others."""
        offered = await asyncio.to_thread(shipped.offered)
        one = next((one for one in offered if one.name == name), None)
        if one is None:
            raise ScenarioUnknown(scenario=name[:80])
        ready = await asyncio.to_thread(shipped.ready_of, one)
        bots = ready.scenario.bots
        made = await lessons.create(
            self._server,
            ready.plan,
            code=code,
            named=name.rpartition("/")[2],
            seed=ready.scenario.seed,
            bots=bots if isinstance(bots, bool) else [Role(role) for role in bots],
            title=(one.title_en, one.title_zh),
            keep=False,
        )
        steps = tuple(StepShown(step.line, step.text) for step in ready.scenario.steps)
        run, people = Run(self._inside, ready, lesson=made), tuple(ready.people.items())
        self._by_live[self._server.lives[made]] = Demonstration(run, Shown(one, people, 0, steps))
        return made

    def shown(self, code: str) -> Shown | None:
        """How far the demonstration in a lesson has come; None if it is none."""
        found = self._of(code)
        return None if found is None else found.shown

    async def play(self, code: str, *, to: int | None) -> Shown:
        """Take the steps up to this one, or all; raises NoDemonstration."""
        one = self._of(code)
        if one is None:
            raise NoDemonstration(lesson=code[: lessons.CODE_LONGEST])
        async with one.busy, passing_token(self._server) as token:
            await self._loop.run_in_executor(self._thread, self._play, code, one, to, token)
        return one.shown

    def stop(self) -> None:
        """Give up the step that is under way, and take none any more; waits for the thread."""
        self._inside.close()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _of(self, code: str) -> Demonstration | None:
        live = self._server.lives.get(code)
        return None if live is None else self._by_live.get(live)

    def _play(self, code: str, one: Demonstration, to: int | None, token: str) -> None:
        """The steps, on the thread; none is begun when the lesson was closed meanwhile."""
        self._inside.token = token
        steps, found = one.run.ready.scenario.steps, one.run.played.differences
        for place in range(one.shown.taken, len(steps) if to is None else min(to, len(steps))):
            if self._of(code) is not one:
                return
            before = len(found)
            try:
                one.run.step(steps[place])
            except NoAnswer:
                return
            differs = tuple(StepDifference(each.expected, each.got) for each in found[before:])
            shown = list(one.shown.steps)
            shown[place] = replace(shown[place], held=not differs, differences=differs)
            one.shown = replace(one.shown, taken=place + 1, steps=tuple(shown))
