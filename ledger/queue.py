"""The writer's thread: what waits becomes one group, answered after the commit.

While one group commits, the next gathers. What cannot be logged is turned away before it waits.
"""

from __future__ import annotations

import gc
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, NamedTuple

from ledger.writer import DiskRefuses, NotCommitted, NotPlain, Outcome, Request, Writer, plain

__all__ = [
    "Failures",
    "NotCommitted",
    "NotPlain",
    "NotWritten",
    "TooManyFailures",
    "WriterThread",
    "collect_rarely",
]

GROUP_MOST = 1000
GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""New containers before a young collection, and collections before an older one."""

NS = 1_000_000_000
"""Nanoseconds in a second."""

ARGUMENTS_MOST = 256 * 1024
"""Bytes of a queued command's arguments as the log keeps them."""

_LOG = logging.getLogger("tanlu.writer")


class NotWritten(NotCommitted):
    """This one command could not be written, alone in its group; its neighbours stand."""


class TooManyFailures(Exception):
    """The seat's commands failed by faults of ours too often; this one was not run.

    `wait_s`: whole seconds after which the next one will be.
    """

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(f"not run for {wait_s} s")


class Failures:
    """Which seats' commands failed lately by faults of ours, each of which costs everybody time.

    After `most` of them within `within_s` seconds nothing of the seat is run until the oldest of
    these is so many seconds old. Only a seat that has failed is kept.
    """

    def __init__(
        self,
        *,
        most: int = 3,
        within_s: int = 60,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.most, self.within_s = most, within_s
        self._clock = clock
        self._last: dict[str, deque[int]] = {}

    def note(self, seat: str) -> None:
        """A command of the seat has just failed."""
        self._last.setdefault(seat, deque(maxlen=self.most)).append(self._clock())

    def wait_s(self, seat: str) -> int:
        """Whole seconds for which nothing of the seat is run; 0 for none. Any thread."""
        last = self._last.get(seat)
        if last is None or len(last) < self.most:
            return 0
        return max(0, self.within_s - (self._clock() - last[0]) // NS)


class Job(NamedTuple):
    """What is asked, and the future of who waits.

    `limited`: not run when the seat's commands have failed too often. `trial` runs the request
    instead of the writer, and changes nothing.
    """

    asked: Request | Callable[[], Any]
    waiting: Future[Any]
    limited: bool = False
    trial: Callable[[Request], Any] | None = None


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
        self.failures = Failures()
        self._trouble = writer.trouble
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request, *, limited: bool = False) -> Future[Outcome]:
        """Run a command; the future answers after its group is durable.

        A coroutine waits for it through `asyncio.wrap_future`.
        It raises NotPlain for what cannot be logged, NotCommitted for what was not written, and
        for a `limited` one TooManyFailures; then nothing has happened.
        """
        future: Future[Outcome] = Future()
        self._take_in(Job(request, future, limited))
        return future

    def preview(
        self, request: Request, trial: Callable[[Request], Any], *, limited: bool = False
    ) -> Future[Any]:
        """What `trial` makes of a request after the commands that wait with it; none is logged.

        It raises what `submit` raises.
        """
        future: Future[Any] = Future()
        self._take_in(Job(request, future, limited, trial))
        return future

    def call(self, action: Callable[[], Any]) -> Future[Any]:
        """Run a function on this thread, between groups."""
        future: Future[Any] = Future()
        self._put(Job(action, future))
        return future

    def close(self) -> None:
        """Answer everything that waits, then stop; who comes later is told so at once."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _take_in(self, job: Job) -> None:
        """Queue a command, or tell its sender at once why it will not be run."""
        assert isinstance(job.asked, Request)
        try:
            self._refuse(job)
            if len(plain(job.asked)) > ARGUMENTS_MOST:
                raise NotPlain(f"the arguments are longer than {ARGUMENTS_MOST} letters")
        except (NotPlain, TooManyFailures) as error:
            job.waiting.set_exception(error)
            return
        self._put(job)

    def _refuse(self, job: Job) -> None:
        """TooManyFailures for a command whose seat has to wait."""
        assert isinstance(job.asked, Request)
        if job.limited and (wait_s := self.failures.wait_s(job.asked.seat)):
            raise TooManyFailures(wait_s)

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
        previews: list[Job] = []
        for job in waiting:
            if not job.waiting.set_running_or_notify_cancel():
                continue
            if isinstance(job.asked, Request):
                # Between commands a preview would cut their group in two.
                (group if job.trial is None else previews).append(job)
                continue
            self._group(group)
            group = []
            outcome = _called(job.asked)
            self._note_disk()
            _answer([(job, outcome)])
        self._group(group)
        for job in previews:
            _answer([(job, self._tried(job))])

    def _tried(self, job: Job) -> Any:
        """What came of a preview; an exception is raised where somebody waits."""
        assert isinstance(job.asked, Request) and job.trial is not None
        try:
            self._refuse(job)
            return job.trial(job.asked)
        except (NotPlain, NotCommitted, TooManyFailures) as error:
            return error
        except BaseException as error:
            _LOG.exception("the preview of %s failed", job.asked.name)
            return error

    def _group(self, group: list[Job]) -> None:
        if not group:
            return
        try:
            answers = self._commit(group)
        except NotCommitted as lost:
            # Whether a failed commit reached the disk is not known; nobody is run again.
            if not isinstance(lost, DiskRefuses):
                _LOG.error("a group of %d was not committed: %s", len(group), lost, exc_info=lost)
            answers = [(job, type(lost)(*lost.args)) for job in group]
        except BaseException:
            _LOG.exception("a group of %d failed; its commands run one by one", len(group))
            answers = [self._alone(job) for job in group]
        self._note_disk()
        self._tell()
        _answer(answers)

    def _note_disk(self) -> None:
        """One line when the disk begins to refuse, one when it is over: the log may lie on it."""
        before, now = self._trouble, self.writer.trouble
        if now is before:
            return
        self._trouble = now
        if now:
            _LOG.error("nothing is committed until the disk takes it again: %s", now)
        else:
            _LOG.warning("the disk takes commits again")

    def _commit(self, group: list[Job]) -> list[Answer]:
        """Run a group and make it durable; what fails in a command costs only its sender."""
        answers: list[Answer] = []
        take = self.writer.take
        with self.writer.group():
            for job in group:
                assert isinstance(job.asked, Request)
                try:
                    # Looked at again: others of the seat may have failed while it waited.
                    self._refuse(job)
                    outcome = take(job.asked)
                except (NotPlain, TooManyFailures) as error:
                    answers.append((job, error))
                    continue
                if outcome.failure is not None and not outcome.repeated:
                    self.failures.note(job.asked.seat)
                answers.append((job, outcome))
        return answers

    def _alone(self, job: Job) -> Answer:
        """A group of its own, so that one poison command does not fail its neighbours."""
        asked = job.asked
        assert isinstance(asked, Request)
        try:
            return self._commit([job])[0]
        except NotCommitted as lost:
            return job, lost
        except BaseException as error:
            _LOG.exception("%s of seat %s was not written", asked.name, asked.seat)
            self.failures.note(asked.seat)
            poison = NotWritten("the command could not be written")
            poison.__cause__ = error
            return job, poison

    def _tell(self) -> None:
        for told in self.after_group:
            try:
                told()
            except Exception:
                _LOG.exception("telling of a group failed; the group stands")


def _called(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except DiskRefuses as error:
        return error  # said once, by `_note_disk`
    except BaseException as error:
        _LOG.exception("a call on the writer's thread failed")
        return error


def _answer(answers: list[Answer]) -> None:
    """Hand out the answers; an exception is raised where somebody waits."""
    for job, outcome in answers:
        if isinstance(outcome, BaseException):
            job.waiting.set_exception(outcome)
        else:
            job.waiting.set_result(outcome)
