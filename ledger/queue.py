"""The writer's thread: what waits becomes one group, answered after the commit.

While one group commits, the next gathers. Knows commands only as requests.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, NamedTuple

from ledger.writer import DiskRefuses, NotCommitted, NotPlain, Outcome, Request, Writer

__all__ = ["NotCommitted", "WriterThread", "collect_rarely"]

GROUP_MOST = 1000
GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""New containers before a young collection, and collections before an older one."""

_LOG = logging.getLogger("tanlu.writer")


class Job(NamedTuple):
    """What is asked, and who waits: a thread's future, or a coroutine's with its loop."""

    asked: Request | Callable[[], Any]
    waiting: Future[Any] | asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop | None


def collect_rarely() -> str:
    """Let garbage collection look at the books' many live objects rarely; how, in words.

    Orders, rows and answers are freed by their counts; a full collection over a million resting
    orders would only make everybody wait.
    """
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    return f"garbage collection thresholds {GARBAGE_THRESHOLDS}"


Answer = tuple[Job, Any]
"""A job and its outcome; an exception as outcome is raised where somebody waits."""


class WriterThread:
    """Owns a writer; everything that touches its working state runs here, in order of arrival.

    After a group, `after_group` is called first and then everybody is answered: who has an
    answer finds it in every picture that a listener paints.
    """

    def __init__(self, writer: Writer) -> None:
        collect_rarely()
        self.writer = writer
        self.after_group: list[Callable[[], None]] = []
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> Future[Outcome]:
        """Run a command; the future answers after its group is durable."""
        future: Future[Outcome] = Future()
        self._put(Job(request, future, None))
        return future

    def ask(self, request: Request) -> asyncio.Future[Outcome]:
        """The same for a coroutine; all answers of a group wake its loop once."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._put(Job(request, future, loop))
        return future

    def call(self, deed: Callable[[], Any]) -> Future[Any]:
        """Run a function on this thread, between groups."""
        future: Future[Any] = Future()
        self._put(Job(deed, future, None))
        return future

    def close(self) -> None:
        """Answer everything that waits, then stop; who comes later is told so at once."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _put(self, job: Job) -> None:
        with self._door:
            if not self._closed:
                self._jobs.put(job)
                return
        _answer([(job, NotCommitted("the books are closed"))])

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

    def _work(self, waiting: Iterable[Job]) -> None:
        """Runs of requests become groups; calls stand between them, in order of arrival."""
        group: list[Job] = []
        for job in waiting:
            future = job.waiting
            if isinstance(future, Future) and not future.set_running_or_notify_cancel():
                continue
            if isinstance(job.asked, Request):
                group.append(job)
                continue
            self._group(group)
            group = []
            _answer([(job, _called(job.asked))])
        self._group(group)

    def _group(self, group: list[Job]) -> None:
        if not group:
            return
        try:
            answers = self._commit(group)
        except NotCommitted as lost:
            # Whether a failed commit reached the disk is not known; nobody is run again.
            # A full disk is said in one line: the log may lie on it.
            traced = None if isinstance(lost, DiskRefuses) else lost
            _LOG.error("a group of %d was not committed: %s", len(group), lost, exc_info=traced)
            answers = [(job, type(lost)(*lost.args)) for job in group]
        except BaseException:
            _LOG.exception("a group of %d failed; its commands run one by one", len(group))
            answers = [self._alone(job) for job in group]
        self._tell()
        _answer(answers)

    def _commit(self, group: list[Job]) -> list[Answer]:
        """Run a group and make it durable; arguments that are not plain cost only their sender."""
        answers: list[Answer] = []
        take = self.writer.take
        with self.writer.group():
            for job in group:
                assert isinstance(job.asked, Request)
                try:
                    answers.append((job, take(job.asked)))
                except NotPlain as error:
                    answers.append((job, error))
        return answers

    def _alone(self, job: Job) -> Answer:
        """A group of its own, so that one poison command does not fail its neighbours."""
        try:
            return self._commit([job])[0]
        except NotCommitted as lost:
            return job, lost
        except BaseException as error:
            _LOG.exception("a command was not committed: %s", job.asked)
            poison = NotCommitted("the command could not be written")
            poison.__cause__ = error
            return job, poison

    def _tell(self) -> None:
        for told in self.after_group:
            try:
                told()
            except Exception:
                _LOG.exception("telling of a group failed; the group stands")


def _called(deed: Callable[[], Any]) -> Any:
    try:
        return deed()
    except DiskRefuses as error:
        _LOG.error("a call on the writer's thread was not committed: %s", error)
        return error
    except BaseException as error:
        _LOG.exception("a call on the writer's thread failed")
        return error


def _answer(answers: list[Answer]) -> None:
    """Hand out the answers: threads one by one, each event loop all of its own at once."""
    loops: dict[asyncio.AbstractEventLoop, list[Answer]] = {}
    for answer in answers:
        job, _ = answer
        if job.loop is None:
            _settle(answer)
        else:
            loops.setdefault(job.loop, []).append(answer)
    for loop, waiting in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, waiting)
        except RuntimeError:
            _LOG.warning("%d answers have nobody left to hear them", len(waiting))


def _settle_all(answers: list[Answer]) -> None:
    for answer in answers:
        if not answer[0].waiting.done():
            _settle(answer)


def _settle(answer: Answer) -> None:
    job, outcome = answer
    if isinstance(outcome, BaseException):
        job.waiting.set_exception(outcome)
    else:
        job.waiting.set_result(outcome)
