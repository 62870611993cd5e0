"""The hall: the list of lessons, the holders of seats, and the trainer's password.

A small SQLite file beside the lesson files. It is written after the lesson's own commit. If it is
lost, only names and the password have to be entered again. Tokens and the password are stored as
hashes; the last command seen of each lesson is stored, so that a truncated file is noticed.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, delete, select, update

from ledger.engines import small_engine
from ledger.files import make_private, one_sentence
from ledger.kernel.errors import Refusal
from registry.classroom.codes import digest, digest_of, new_join_code, plain_code
from registry.classroom.hall_file import HallNotWritten, file_errors
from registry.classroom.hall_rounds import end_round, round_seats
from registry.classroom.hall_tables import (
    FiguresRow,
    HallTable,
    LessonRow,
    LostTokenRow,
    OpenRow,
    QuizAnswerRow,
    QuizCodeRow,
    QuizSittingRow,
    SeatingRow,
    SecretRow,
    SeenRow,
    StartRow,
    TokenRow,
)
from registry.classroom.hall_values import (
    HallLesson,
    Holder,
    Kind,
    Seen,
    holder_of_row,
    lesson_of_row,
)
from registry.classroom.helper_codes import HelperCodes
from registry.classroom.seating import Ended, Seating, Seatings

HALL_FILE = "hall.sqlite"
BUSY_MS = 500
"""How long a write waits for another program that has locked the file."""

DERIVING = "derive"
"""Name of the secret from which tokens are derived."""

_OF_A_LESSON = (OpenRow, TokenRow, SeatingRow, SeenRow, StartRow)
_OF_ITS_CLASS = (QuizSittingRow, QuizCodeRow, QuizAnswerRow, FiguresRow)

_PASSWORDS = PasswordHash((Argon2Hasher(),))


class Hall:
    """The hall of one data folder; tokens are also kept in memory, since each request needs one.

    `quizzes` has the open sitting of each lesson's quiz, as every page's navigation shows it.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._engine = small_engine(path, wait_ms=BUSY_MS)
        self._lock = threading.Lock()
        self._owed: set[str] = set()
        self._used: set[str] = set()
        self.ended_rounds: dict[str, list[str]] = {}
        """Of each lesson the codes of the rounds that ended since the start, "" if unlisted."""
        self.on_forget: list[Callable[[frozenset[str]], None]] = []
        self.on_move: list[Callable[[frozenset[str]], None]] = []
        with one_sentence(path or Path(":memory:")):
            if path is not None and not path.exists():
                make_private(path)
            HallTable.metadata.create_all(self._engine)
            with Session(self._engine) as session:
                self._lessons = {r.code: lesson_of_row(r) for r in session.exec(select(LessonRow))}
                self._holders = {r.digest: holder_of_row(r) for r in session.exec(select(TokenRow))}
                self._starts = {r.lesson: r.at for r in session.exec(select(StartRow))}
                self.seatings = Seatings(session)
                now = session.exec(select(QuizSittingRow).where(col(QuizSittingRow.open)))
                self.quizzes = {row.lesson: row.sitting for row in now}
                self._lost = {r.digest: r.code for r in session.exec(select(LostTokenRow))}
                row = session.get(SecretRow, DERIVING)
                self._secret = b"" if row is None else bytes.fromhex(row.hashed)
                self._helper_codes = HelperCodes(session, self._writing)

    @property
    def folder(self) -> Path:
        """The data folder, in which the lesson files lie."""
        assert self._path is not None, "a hall in memory has no folder"
        return self._path.parent

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def add_lesson(self, *, code: str, file: str, title_en: str, title_zh: str) -> HallLesson:
        """List a lesson and give it a join code that no other lesson has."""
        with self._lock:
            row = self._new_row(code, file, title_en, title_zh)
            lesson = lesson_of_row(row)
            with self._writing() as session:
                session.add(row)
            self._lessons[code] = lesson
            return lesson

    def _new_row(self, code: str, file: str, title_en: str, title_zh: str) -> LessonRow:
        taken = {lesson.join_code for lesson in self._lessons.values()}
        join_code = next(c for c in iter(new_join_code, "") if c not in taken)
        return LessonRow(
            code=code, file=file, title_en=title_en, title_zh=title_zh, join_code=join_code
        )

    def add_round(
        self, of: str, *, code: str, file: str, title_en: str, title_zh: str, at: int
    ) -> None:
        """List the round of a lesson that ends, in one commit; `at` is wall time in ms.

        Who holds a seat has the same one there, people with a further personal code. The figures of
        runs go there too.
        """
        with self._lock:
            row = self._new_row(code, file, title_en, title_zh)
            lesson, sat = (
                lesson_of_row(row),
                round_seats(self.seatings, self.names(of), code, at=at),
            )
            holders = [holder_of_row(token) for token, _ in sat]
            people = [one for _, one in sat if one is not None]
            with self._writing() as session:
                session.add_all([row, *(token for token, _ in sat)])
                for one in people:
                    self.seatings.begin(one, at=at, session=session)
                end_round(session, of, code)
            self._lessons[code] = lesson
            self._holders.update((one.digest, one) for one in holders)
            for one in people:
                self.seatings.keep(one)
            self.ended_rounds.setdefault(of, []).append(code)

    def drop_round(self, of: str, code: str) -> None:
        """A round did not end after all: list it no more, and give its figures back."""
        with self.changing() as session:
            session.exec(update(FiguresRow).where(col(FiguresRow.lesson) == code).values(lesson=of))
        self.ended_rounds[of].remove(code)
        self.remove_lesson(code)

    def forget_round(self, of: str) -> None:
        """A lesson begins again, and the hall lists the round that ends nowhere."""
        with self.changing() as session:
            end_round(session, of, "")
        self.ended_rounds.setdefault(of, []).append("")

    def remove_lesson(self, code: str) -> None:
        """List a lesson no more; all that belongs to it goes too, but its file."""
        with self._lock:
            with self._writing() as session:
                session.delete(session.get_one(LessonRow, code))
                self._helper_codes.delete(code, session=session)
                for table in (*_OF_A_LESSON, *_OF_ITS_CLASS):
                    session.exec(delete(table).where(col(table.lesson) == code))
            del self._lessons[code]
            self._helper_codes.drop(code)
            self._starts = {lesson: at for lesson, at in self._starts.items() if lesson != code}
            self.seatings.drop(code)
            self.quizzes.pop(code, None)
            self._drop([h.digest for h in self._holders.values() if h.lesson == code])

    def lessons(self) -> list[HallLesson]:
        """Every listed lesson, in the order in which they were added."""
        return list(self._lessons.values())

    def lesson(self, code: str) -> HallLesson | None:
        """The lesson of a code, if the hall lists it."""
        return self._lessons.get(code)

    def lesson_of(self, join_code: str) -> HallLesson | None:
        """The lesson of a join code as a person types it; case, blanks and hyphens are ignored."""
        wanted = plain_code(join_code)
        found = (x for x in self._lessons.values() if plain_code(x.join_code) == wanted)
        return next(found, None)

    def opened(self) -> list[str]:
        """Codes of the lessons that were opened by request and not closed since, sorted."""
        with self.reading() as session:
            return sorted(session.exec(select(OpenRow.lesson)).all())

    def keep_open(self, lesson: str, *, open: bool) -> None:
        """Store whether the next start of the server opens a lesson without naming it."""
        with self._lock, self._writing() as session:
            row = session.get(OpenRow, lesson)
            if open and row is None:
                session.add(OpenRow(lesson=lesson))
            if not open and row is not None:
                session.delete(row)

    def has_password(self) -> bool:
        """Whether a trainer's password was ever set."""
        return self._password_hash() is not None

    def set_password(self, password: str) -> None:
        """Store the argon2 hash of the trainer's password (150 ms of work: call it in a thread).

        All trainer sessions are signed out, also those of a server that is running.
        """
        hashed = _PASSWORDS.hash(password)
        with self._lock:
            with self._writing() as session:
                session.merge(SecretRow(name="trainer", hashed=hashed))
            self._forget([h.digest for h in self._holders.values() if h.kind is Kind.TRAINER])

    def check_password(self, password: str) -> bool:
        """Whether this is the trainer's password (150 ms of work: call it in a thread)."""
        hashed = self._password_hash()
        return hashed is not None and _PASSWORDS.verify(password, hashed)

    def admit(self, *, kind: Kind, lesson: str, seat: str, name: str, at: int) -> str:
        """Issue a random token and store its holder; `at` is wall time in ms."""
        token = secrets.token_urlsafe(24)
        row = TokenRow(
            digest=digest_of(token), kind=kind, lesson=lesson, seat=seat, name=name, created=at
        )
        holder = holder_of_row(row)
        with self._lock:
            with self._writing() as session:
                session.add(row)
            self._holders[holder.digest] = holder
        return token

    def seat_person(self, one: Seating, *, token: str, at: int) -> None:
        """Store a person's seating with its first token, in one commit; `at` is wall time in ms."""
        row = TokenRow(
            digest=digest_of(token), kind=Kind.SEAT, lesson=one.lesson, seat=one.seat,
            name=one.name, created=at,
        )  # fmt: skip
        holder = holder_of_row(row)
        with self._lock:
            with self._writing() as session:
                session.add(row)
                self.seatings.begin(one, at=at, session=session)
            self._holders[holder.digest] = holder
            self.seatings.keep(one)

    def derived(self, *parts: str) -> str:
        """A token that follows from a secret of this hall and from texts, and from nothing else.

        The same texts give the same token for as long as the hall exists, so that an answer which
        contained it can be given again although only its hash is stored.
        """
        with self._lock:
            secret = self._secret or self._new_secret()
        made = hmac.digest(secret, digest(*parts).encode(), "sha256")
        return urlsafe_b64encode(made[:24]).decode()

    def holder(self, token: str) -> Holder | None:
        """The holder of a token, None if it is invalid; reads memory only, on every request."""
        found = self._holders.get(digest_of(token))
        if found is not None:
            self._used.add(found.digest)
        return found

    def follow(self) -> None:
        """Drop trainer and script tokens that another process has deleted from the file.

        Call it regularly, on a thread that may wait `BUSY_MS`; if the file cannot be read, the next
        call does it.
        """
        if self._path is None:
            return
        known = {h.digest for h in tuple(self._holders.values()) if h.kind is not Kind.SEAT}
        if not known:
            return
        query = select(TokenRow.digest).where(TokenRow.kind != Kind.SEAT)
        with suppress(HallNotWritten, Refusal):
            with self.reading() as session:
                kept = session.exec(query).all()
            gone = known.difference(kept)
            if gone:
                self._drop(gone)

    def seen(self, lesson: str) -> Seen | None:
        """The last command of a lesson that was seen committed; None if there is none."""
        with self.reading() as session:
            row = session.get(SeenRow, lesson)
            return None if row is None else Seen(row.number, row.head)

    def keep_seen(self, lesson: str, seen: Seen) -> None:
        """Store the last committed command of a lesson; call it after the lesson's own commit."""
        with self._lock, self._writing() as session:
            session.merge(SeenRow(lesson=lesson, number=seen.number, head=seen.head))

    def dismiss(self, *, lesson: str, seat: str, why: Ended = Ended.LEFT) -> int:
        """Delete every token and name of a seat, and end its code; returns how many there were."""
        with self._lock:
            held = self.seatings.now(lesson, seat)
            self.seatings.end(lesson, seat, why)
            gone = [
                h.digest
                for h in self._holders.values()
                if (h.kind, h.lesson, h.seat) == (Kind.SEAT, lesson, seat)
            ]
            if held is not None:
                self._lost.update(dict.fromkeys(gone, held.code))
            self._forget(gone)
            return len(gone)

    def move(self, *, lesson: str, seat: str, target: str) -> None:
        """A person goes to another seat with name, code and tokens; `on_move` hears of the tokens.

        Call it after the lesson's own commit. Where nobody sits it changes nothing, so that it can
        be called again.
        """
        with self._lock:
            moved = [
                holder
                for holder in self._holders.values()
                if (holder.kind, holder.lesson, holder.seat) == (Kind.SEAT, lesson, seat)
            ]
            if not moved and self.seatings.now(lesson, seat) is None:
                return
            with self._writing() as session:
                self.seatings.end(lesson, target, Ended.LEFT)
                self.seatings.settle(session)
                for holder in moved:
                    session.get_one(TokenRow, holder.digest).seat = target
                self.seatings.move(lesson, seat, target, session=session)
            for holder in moved:
                self._holders[holder.digest] = replace(holder, seat=target)
            self.seatings.moved(lesson, seat, target)
        for callback in self.on_move:
            callback(frozenset(holder.digest for holder in moved))

    def helper_code(self, lesson: str, *, new: bool = False) -> str:
        """The code with which helpers sign in to a lesson; a new one signs all of them out."""
        with self._lock:
            code = self._helper_codes.code(lesson)
            if code and not new:
                return code
            made = self._helper_codes.renew(lesson)
            helping = [h for h in self._holders.values() if h.kind is Kind.HELPER]
            self._forget([h.digest for h in helping if h.lesson == lesson])
            return made

    def admit_helper(self, lesson: str, *, name: str, at: int) -> str:
        """A token for one more helper of a lesson, in a place whose number none had before."""
        self.helper_code(lesson)
        with self._lock:
            place = self._helper_codes.new_place(lesson)
        return self.admit(kind=Kind.HELPER, lesson=lesson, seat=place, name=name, at=at)

    def helpers(self, lesson: str) -> dict[str, str]:
        """The names of the helpers of a lesson, by place."""
        all_of_them = tuple(self._holders.values())
        return {h.seat: h.name for h in all_of_them if (h.kind, h.lesson) == (Kind.HELPER, lesson)}

    def dismissed(self, token: str) -> Seating | None:
        """The seating whose end invalidated a token; None for any other token."""
        code = self._lost.get(digest_of(token))
        return None if code is None else self.seatings.by_code(code)

    def forget(self, holder: Holder) -> None:
        """Delete one token, as when its holder signs out."""
        with self._lock:
            self._forget([holder.digest])

    def revoke(self, token: str) -> None:
        """Delete one token, by the token itself."""
        with self._lock:
            self._forget([digest_of(token)])

    def expire(self, before: Mapping[Kind, int]) -> list[Holder]:
        """Delete tokens issued before a wall time in ms, given by kind; returns their holders.

        The personal code of a seat ends with the last of its tokens.

        A token that was used since this hall was opened stays: if the machine's clock was years
        behind when it was issued, its holder must not be signed out of a running lesson.
        """
        with self._lock:
            with self.reading() as session:
                rows = session.exec(select(TokenRow)).all()
                old = [r.digest for r in rows if r.created < before.get(Kind(r.kind), 0)]
            gone = [self._holders[digest] for digest in old if digest not in self._used]
            kept = {(h.lesson, h.seat) for h in self._holders.values() if h not in gone}
            for holder in gone:
                if holder.kind is Kind.SEAT and (holder.lesson, holder.seat) not in kept:
                    self.seatings.end(holder.lesson, holder.seat, Ended.LEFT)
            self._forget([holder.digest for holder in gone])
            return gone

    def starts(self) -> dict[str, int]:
        """The wall times in ms at which lessons start automatically, by lesson."""
        return dict(self._starts)

    def set_start(self, lesson: str, at: int | None) -> None:
        """Store the wall time in ms at which a lesson starts automatically; None deletes it."""
        with self._lock, self._writing() as session:
            row = session.get(StartRow, lesson)
            if row is not None:
                session.delete(row)
                session.flush()
            if at is not None:
                session.add(StartRow(lesson=lesson, at=at))
        kept = {code: hour for code, hour in self._starts.items() if code != lesson}
        self._starts = kept if at is None else {**kept, lesson: at}

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """A session that commits at its end, one at a time; for what belongs to no lesson's log.

        Raises HallNotWritten, or a Refusal if the disk accepts no writes.
        """
        with self._lock, self._writing() as session:
            yield session

    def revoke_kind(self, kind: Kind) -> None:
        """Delete every token of one kind, as when a new script token replaces the old one."""
        with self._lock:
            self._forget([h.digest for h in self._holders.values() if h.kind == kind])

    def names(self, lesson: str) -> dict[str, str]:
        """The names of the people on a lesson's seats, by seat; "" for a script's seat."""
        found: dict[str, str] = {}
        for one in tuple(self._holders.values()):
            if one.kind == Kind.SEAT and one.lesson == lesson:
                found[one.seat] = one.name or found.get(one.seat, "")
        return found

    def _forget(self, digests: list[str]) -> None:
        """Delete tokens: in memory now, in the file now or, if locked, with the next write."""
        self._owed.update(digests)
        self._drop(digests)
        with suppress(HallNotWritten, Refusal), self._writing():
            pass

    def _drop(self, digests: Iterable[str]) -> None:
        """Invalidate tokens, and call `on_forget`, so that streams opened with them are closed."""
        gone = frozenset(digests)
        for one in gone:
            self._holders.pop(one, None)
        for callback in self.on_forget:
            callback(gone)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A session that commits at its end; raises a Refusal if the disk accepts no writes."""
        with file_errors(), Session(self._engine) as session, session.begin():
            for digest in self._owed:
                row = session.get(TokenRow, digest)
                if row is not None:
                    session.delete(row)
                if digest in self._lost:
                    session.merge(LostTokenRow(digest=digest, code=self._lost[digest]))
            self.seatings.settle(session)
            yield session
        self._owed.clear()
        self.seatings.settled()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; raises as `file_errors` does."""
        with file_errors(), Session(self._engine) as session:
            yield session

    def _new_secret(self) -> bytes:
        """Store the secret from which tokens are derived; it never changes."""
        secret = secrets.token_bytes(32)
        with self._writing() as session:
            session.add(SecretRow(name=DERIVING, hashed=secret.hex()))
        self._secret = secret
        return secret

    def _password_hash(self) -> str | None:
        with self.reading() as session:
            row = session.get(SecretRow, "trainer")
            return None if row is None else row.hashed
