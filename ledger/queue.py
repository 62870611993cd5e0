"""The writer's thread: what waits becomes one group, answered after the commit.

While one group commits, the next gathers. Knows commands only as requests.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from ledger.writer import Outcome, Request, Writer

GROUP_MOST = 1000

_LOG = logging.getLogger("tanlu.writer")

Job = tuple[Request | Callable[[], Any], "Future[Any]"]


class NotCommitted(Exception):
    """The group could not be made durable; nothing of it happened, and it may be sent again."""


class WriterThread:
    """Owns a writer; everything that touches its working state runs here, in order of arrival."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.after_group: list[Callable[[], None]] = []
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> Future[Outcome]:
        """Run a command; the future answers after its group is durable."""
        future: Future[Outcome] = Future()
        self._jobs.put((request, future))
        return future

    def call(self, deed: Callable[[], Any]) -> Future[Any]:
        """Run a function on this thread, between groups."""
        future: Future[Any] = Future()
        self._jobs.put((deed, future))
        return future

    def close(self) -> None:
        """Answer everything that waits, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            waiting, stop = self._gather(job)
            self._work(waiting)
            if stop:
                return

    def _gather(self, job: Job) -> tuple[list[Job], bool]:
        """Everything that waits now, up to a full group; and whether to stop after it."""
        waiting = [job]
        while len(waiting) < GROUP_MOST:
            try:
                more = self._jobs.get_nowait()
            except queue.Empty:
                return waiting, False
            if more is None:
                return waiting, True
            waiting.append(more)
        return waiting, False

    def _work(self, waiting: list[Job]) -> None:
        """Runs of requests become groups; calls stand between them, in order of arrival."""
        group: list[tuple[Request, Future[Any]]] = []
        for asked, future in waiting:
            if isinstance(asked, Request):
                group.append((asked, future))
                continue
            self._group(group)
            group = []
            _answer(future, asked)
        self._group(group)

    def _group(self, group: list[tuple[Request, Future[Any]]]) -> None:
        if not group:
            return
        try:
            with self.writer.group():
                outcomes = [self.writer.take(request) for request, _ in group]
        except Exception:
            _LOG.exception("a group of %d was not committed", len(group))
            self._one_by_one(group)
            return
        for (_, future), outcome in zip(group, outcomes, strict=True):
            future.set_result(outcome)
        self._tell()

    def _one_by_one(self, group: list[tuple[Request, Future[Any]]]) -> None:
        """One poison command must not fail its neighbours: each gets a group of its own."""
        for request, future in group:
            try:
                with self.writer.group():
                    outcome = self.writer.take(request)
            except Exception as error:
                _LOG.exception("%s was not committed", request.name)
                lost = NotCommitted(request.name)
                lost.__cause__ = error
                future.set_exception(lost)
            else:
                future.set_result(outcome)
        self._tell()

    def _tell(self) -> None:
        for told in self.after_group:
            try:
                told()
            except Exception:
                _LOG.exception("telling of a group failed; the group stands")


def _answer(future: Future[Any], deed: Callable[[], Any]) -> None:
    try:
        future.set_result(deed())
    except Exception as error:
        _LOG.exception("a call on the writer's thread failed")
        future.set_exception(error)
