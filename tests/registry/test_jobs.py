"""Goal: backups, audits, old tokens and the hour of a start follow the machine's clock; lesson
time never does.

Method: each job is called by itself on a clock that the test moves; then one real run.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from ledger.writer import Request
from registry.classroom.backups import BACKUPS_FOLDER
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import TOKEN_DAYS, Kind
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.edge.errors import HourWrong
from registry.edge.hours import hour_text, next_hour
from registry.edge.server_state import ServerState
from registry.scheduler import DAY_MS, LATE_MS, Jobs, forget_old_tokens
from registry.settings import Settings
from tests.support.server import until

pytestmark = pytest.mark.slow

SMALL = read_plan("belt-road-1").with_seats_per_role(1)
CODE = "belt-road-1"
NOON = 1_800_000_000_000


@dataclass
class Office:
    """A house with one lesson and its jobs, on a wall clock that the test sets."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings(backups_kept=2))
    wall: int = NOON
    passed: int = 0

    def __post_init__(self) -> None:
        self.hall = Hall(self.folder / HALL_FILE)
        self.live = Live(Lesson.open(self.folder / f"{CODE}.lesson"))
        self.server_state = ServerState(self.hall, {CODE: self.live}, self.settings)
        self.jobs = Jobs(
            self.server_state,
            wall=lambda: self.wall + self.passed,
            monotonic=lambda: self.passed * 1_000_000,
        )

    def give(self, name: str, **arguments: object) -> None:
        """A command of the trainer's."""
        told = self.live.submit(Request(name, arguments, "trainer", TRAINER)).result(timeout=30)
        assert told.answer is not None, told

    @property
    def copies(self) -> list[str]:
        """Names of the copies that are kept."""
        folder = self.folder / BACKUPS_FOLDER
        return sorted(one.name for one in folder.iterdir()) if folder.exists() else []

    @property
    def running(self) -> bool:
        return self.live.lesson.room.clock.running

    @property
    def notices(self) -> set[str]:
        return {one.kind.code for one in self.live.notices.standing()}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson file on which nothing was done yet."""
    file = tmp_path_factory.mktemp("new") / f"{CODE}.lesson"
    Lesson.create(file, SMALL, seed=5).close()
    return file


@pytest.fixture
def folder(tmp_path: Path, new: Path) -> Path:
    """A data folder with that lesson."""
    shutil.copy(new, tmp_path)
    return tmp_path


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    made = Office(folder)
    yield made
    if made.jobs._scheduler.running:
        made.jobs.stop()
    made.live.close()
    made.hall.close()


def test_a_changed_lesson_is_copied_and_an_unchanged_one_is_not(office: Office) -> None:
    office.jobs.back_up()
    office.jobs.back_up()
    first = office.copies
    for speed in (2, 3):
        office.give("lesson.speed", speed=speed)
        office.jobs.back_up()

    assert [1, 2] == [len(first), len(office.copies)]
    assert first[0] not in office.copies


def test_a_back_up_that_fails_is_told_until_one_succeeds(office: Office) -> None:
    place = office.folder / BACKUPS_FOLDER
    place.write_text("a file where the folder should be")
    office.jobs.back_up()
    failed = office.notices
    place.unlink()
    office.jobs.back_up()

    assert {"backup_failed"} == failed
    assert (set(), 1) == (office.notices, len(office.copies))


def test_a_lesson_is_audited_when_it_has_new_commands(office: Office) -> None:
    office.jobs.audit()
    until(lambda: office.live.audited)
    kept = office.live.audited
    office.jobs.audit()
    office.jobs.audit()
    time.sleep(0.2)
    unchanged = office.live.audited
    office.give("lesson.speed", speed=2)
    office.jobs.audit()
    until(lambda: office.live.audited is not kept)

    assert kept is unchanged


def admit(office: Office, kind: Kind, seat: str = "", *, days: int) -> str:
    """A token that was handed out so many days ago."""
    at = NOON - days * DAY_MS
    return office.hall.admit(kind=kind, lesson=CODE if seat else "", seat=seat, name="Ann", at=at)


def test_old_tokens_are_forgotten_and_their_seats_get_their_bots(office: Office) -> None:
    office.give("seat.claim", seat="S01")
    office.give("seat.claim", seat="S02")
    kept = {
        admit(office, Kind.SEAT, "S02", days=TOKEN_DAYS[Kind.SEAT] - 1),
        admit(office, Kind.TRAINER, days=TOKEN_DAYS[Kind.TRAINER] - 1),
        admit(office, Kind.SCRIPT, days=5_000),
    }
    old = {
        admit(office, Kind.SEAT, "S01", days=TOKEN_DAYS[Kind.SEAT] + 1),
        admit(office, Kind.TRAINER, days=TOKEN_DAYS[Kind.TRAINER] + 1),
    }
    office.jobs.forget_old_tokens()
    until(lambda: office.live.lesson.room.seats["S01"].driver == "bot")
    again = Hall(office.folder / HALL_FILE)
    left = {token for token in kept | old if again.holder(token)}
    again.close()

    assert kept == left == {token for token in kept | old if office.hall.holder(token)}
    assert "person" == office.live.lesson.room.seats["S02"].driver


def test_a_token_that_is_in_use_outlives_a_clock_that_leaps(office: Office) -> None:
    """Handed out by a machine whose clock was years behind, and corrected in the lesson."""
    token = admit(office, Kind.SEAT, "S01", days=9_000)
    office.hall.holder(token)

    assert [] == forget_old_tokens(office.hall, now_ms=NOON)
    assert office.hall.holder(token) is not None


def ring(office: Office, at: int) -> None:
    """The hour comes, as the scheduler tells it."""
    office.jobs.begin(CODE, at)


def test_a_lesson_starts_at_its_hour_once(office: Office) -> None:
    office.hall.set_start(CODE, NOON + 1_000)
    office.wall = NOON + 1_000
    ring(office, NOON + 1_000)
    started = office.running
    office.give("lesson.pause")
    ring(office, NOON + 1_000)
    with office.live.lesson.reading() as session:
        row = session.connection().exec_driver_sql(
            "SELECT origin, seat, key FROM command WHERE name = 'lesson.start'"
        )

        assert [("clock", "trainer", f"start-at-{NOON + 1_000}")] == [tuple(one) for one in row]
    assert (True, False, {}) == (started, office.running, office.hall.starts())


@pytest.mark.parametrize(("late_ms", "running"), [(LATE_MS - 1, True), (LATE_MS + 1, False)])
def test_a_server_that_was_off_makes_up_for_an_hour_not_long_past(
    office: Office, late_ms: int, *, running: bool
) -> None:
    office.hall.set_start(CODE, NOON)
    office.wall = NOON + late_ms
    ring(office, NOON)

    assert (running, {}) == (office.running, office.hall.starts())
    assert (set() if running else {"start_missed"}) == office.notices


def test_an_hour_waits_for_the_end_of_a_practice_and_no_copy_is_made_of_one(
    office: Office,
) -> None:
    office.live.practice = True
    office.hall.set_start(CODE, NOON)
    office.wall = NOON
    ring(office, NOON)
    office.jobs.back_up()
    waiting = (office.running, office.hall.starts(), office.copies)
    office.live.practice = False
    ring(office, NOON)

    assert (False, {CODE: NOON}, []) == waiting
    assert (True, {}) == (office.running, office.hall.starts())


def test_an_hour_that_was_taken_back_or_moved_does_not_ring(office: Office) -> None:
    office.hall.set_start(CODE, NOON + 5_000)
    ring(office, NOON)

    assert not office.running
    assert {CODE: NOON + 5_000} == office.hall.starts()


def test_the_hour_is_kept_over_a_restart(office: Office) -> None:
    office.hall.set_start(CODE, NOON)
    office.hall.set_start(CODE, NOON + 1)
    again = Hall(office.folder / HALL_FILE)

    assert {CODE: NOON + 1} == again.starts()
    again.set_start(CODE, None)
    again.set_start(CODE, None)
    assert {} == again.starts()
    again.close()


def test_the_next_hour_is_today_or_tomorrow_by_this_machines_clock() -> None:
    now = datetime(2026, 11, 28, 12, 30).astimezone()
    now_ms = int(now.timestamp() * 1000)
    told = [hour_text(next_hour(clock, now_ms=now_ms)) for clock in ("12:31", "12:30", "00:00")]

    assert ["2026-11-28 12:31", "2026-11-29 12:30", "2026-11-29 00:00"] == told
    for wrong in ("", "24:00", "12:60", "9:00", "noon", "12:30:00", "１２:30"):
        with pytest.raises(HourWrong):
            next_hour(wrong, now_ms=now_ms)


def next_times(office: Office) -> dict[str, datetime]:
    return {job.id: job.next_run_time for job in office.jobs._scheduler.get_jobs()}


def test_jobs_are_timed_anew_when_the_machines_clock_is_set(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set back by an hour, an interval would wait an hour more than it says."""
    office.jobs.start()
    office.jobs.beat()
    before = next_times(office)
    office.passed += 500
    office.jobs.beat()
    undisturbed = next_times(office)
    back = datetime.now(UTC) - timedelta(hours=1)

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(back.timestamp(), tz)

    monkeypatch.setattr("apscheduler.triggers.interval.datetime", Set)
    monkeypatch.setattr("apscheduler.job.datetime", Set, raising=False)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Set)
    office.wall -= 3_600_000
    office.jobs.beat()
    after = next_times(office)

    assert before == undisturbed
    assert {"back_up", "audit", "forget_old_tokens"} == set(after)
    for name, at in after.items():
        assert at < before[name] - timedelta(minutes=50), name


def test_a_real_run_copies_audits_and_starts(folder: Path) -> None:
    """The scheduler itself, at intervals of a second."""
    office = Office(folder)
    real = Jobs(office.server_state)
    for action in (real.back_up, real.audit):
        real._every(action, minutes=1 / 60)
    real._scheduler.start()
    office.hall.set_start(CODE, int(time.time() * 1000) + 300)
    try:
        real.beat()
        until(lambda: office.running and office.copies and office.live.audited)
    finally:
        real.stop()
        office.live.close()
        office.hall.close()
