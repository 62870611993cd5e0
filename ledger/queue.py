"""The writer's thread: queued commands form one group, which is answered after its commit.

While one group commits, the next one queues. Commands that cannot be logged are refused before
they queue.
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
from typing import Any, NamedTuple, Protocol

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
    """The command could not be written, alone in a group; the others of its first group stand."""


class TooManyFailures(Exception):
    """Unexpected errors of the seat's commands were too frequent; this command was not run.

    `wait_s`: whole seconds until the seat's commands run again.
    """

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(f"not run for {wait_s} s")


class Failures:
    """Recent unexpected errors by seat: each costs a rebuild, for which all commands wait.

    After `most` errors within `within_s` seconds no command of the seat is run until the oldest
    of them is `within_s` seconds old. Only seats with errors are stored.
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
        """Record that a command of the seat has just failed."""
        self._last.setdefault(seat, deque(maxlen=self.most)).append(self._clock())

    def wait_s(self, seat: str) -> int:
        """Whole seconds until the seat's commands run again; 0: they run. Any thread."""
        last = self._last.get(seat)
        if last is None or len(last) < self.most:
            return 0
        return max(0, self.within_s - (self._clock() - last[0]) // NS)


class Waits(Protocol):
    """The place of an answer: a thread has a `Future`, a coroutine `ledger.awaiting.Waiting`."""

    def set_running_or_notify_cancel(self) -> bool:
        """Whether the caller still waits."""

    def set_result(self, result: Any) -> None:
        """Answer."""

    def set_exception(self, exception: BaseException) -> None:
        """Answer with an error that is raised at the caller."""


class Job(NamedTuple):
    """A request or a call, and the future of its caller.

    `limited`: not run when the seat's commands have failed too often. `trial` makes it a preview:
    it runs the request instead of the writer, and changes nothing.
    """

    asked: Request | Callable[[], Any]
    waiting: Waits
    limited: bool = False
    trial: Callable[[Request], Any] | None = None


def collect_rarely() -> str:
    """Make garbage collection rare in this process; returns the setting in words.

    Orders, rows and answers are freed by reference counts; a full collection over a million
    resting orders would only delay every command.
    """
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    return f"garbage collection thresholds {GARBAGE_THRESHOLDS}"


Answer = tuple[Job, Any]
"""A job and its outcome; an exception as outcome is raised at the caller."""


class WriterThread:
    """Owns a writer; only its thread uses the writer's working state, in order of arrival.

    After a group the `after_group` listeners run first, then the callers get their answers: a
    caller with an answer finds its command in every public snapshot.
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
        """Queue a command; the future has its outcome after the commit of its group.

        The future raises NotPlain for a command that cannot be logged, NotCommitted for one that
        was not written, and TooManyFailures for a `limited` one; then nothing has happened.
        """
        future: Future[Outcome] = Future()
        self.send(request, future, limited=limited)
        return future

    def send(self, request: Request, waiting: Waits, *, limited: bool = False) -> None:
        """`submit` with the caller's own place for the answer."""
        self._take_in(Job(request, waiting, limited))

    def preview(
        self, request: Request, trial: Callable[[Request], Any], *, limited: bool = False
    ) -> Future[Any]:
        """Queue a preview: the future has the result of `trial`, run after the queued commands.

        Nothing is logged. The future raises the errors of `submit`.
        """
        future: Future[Any] = Future()
        self._take_in(Job(request, future, limited, trial))
        return future

    def call(self, action: Callable[[], Any]) -> Future[Any]:
        """Run a function on the writer's thread, between groups."""
        future: Future[Any] = Future()
        self._put(Job(action, future))
        return future

    def close(self) -> None:
        """Run and answer every queued job, then stop; later jobs fail with NotCommitted."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _take_in(self, job: Job) -> None:
        """Queue a command or a preview; one that cannot be run fails here, on its caller's thread.

        Parsing it here also keeps that work off the writer's thread.
        """
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
        """Raises TooManyFailures for a limited command whose seat has to wait."""
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
        """All queued jobs, up to a full group; and whether to stop after them."""
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
        """Run commands in groups; a call ends the group before it, in order of arrival."""
        group: list[Job] = []
        previews: list[Job] = []
        for job in waiting:
            if not job.waiting.set_running_or_notify_cancel():
                continue
            if isinstance(job.asked, Request):
                # Previews run after the commands: between them one would cut the group in two.
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
        """The result of a preview, or the exception that its caller gets."""
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
            # A failed commit may still have reached the disk, so no command is run again.
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
        """Log one line when the disk begins to refuse and one when it recovers.

        Not one a group: the program's log may be on the same disk.
        """
        before, now = self._trouble, self.writer.trouble
        if now is before:
            return
        self._trouble = now
        if now:
            _LOG.error("nothing is committed until the disk takes it again: %s", now)
        else:
            _LOG.warning("the disk takes commits again")

    def _commit(self, group: list[Job]) -> list[Answer]:
        """Run and commit a group; a command that fails costs only its caller."""
        answers: list[Answer] = []
        take = self.writer.take
        with self.writer.group():
            for job in group:
                assert isinstance(job.asked, Request)
                try:
                    # Checked again: other commands of the seat may have failed while it queued.
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
        """Run a command in a group of its own: only the one that breaks the group then fails."""
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
        for listener in self.after_group:
            try:
                listener()
            except Exception:
                _LOG.exception("a listener failed after a group; the group stands")


def _called(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except DiskRefuses as error:
        return error  # logged once, by `_note_disk`
    except BaseException as error:
        _LOG.exception("a call on the writer's thread failed")
        return error


def _answer(answers: list[Answer]) -> None:
    """Give the callers their outcomes; an exception is raised at its caller."""
    for job, outcome in answers:
        if isinstance(outcome, BaseException):
            job.waiting.set_exception(outcome)
        else:
            job.waiting.set_result(outcome)
