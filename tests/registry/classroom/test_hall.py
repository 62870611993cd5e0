"""Goal: the hall stores the holders of seats, and no secret in plain text.

Method: a real file, reopened.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from registry.classroom.codes import (
    digest_of,
    new_join_code,
    new_password,
    plain_code,
    shown,
)
from registry.classroom.hall import Hall
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.hall_values import Kind
from registry.classroom.seating import Ended, Seating


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.sqlite"


def lesson(hall: Hall, code: str) -> str:
    """A lesson in the hall; its join code."""
    added = hall.add_lesson(code=code, file=f"{code}.lesson", title_en="One", title_zh="一")
    return added.join_code


def admit(hall: Hall, seat: str, name: str, kind: Kind = Kind.SEAT) -> str:
    return hall.admit(kind=kind, lesson="a", seat=seat, name=name, at=5)


def test_lessons_tokens_and_the_password_are_there_after_reopening(path: Path) -> None:
    hall = Hall(path)
    code = lesson(hall, "a")
    hall.set_password("open sesame")
    token = admit(hall, "S07", "Ann")
    hall.close()
    again = Hall(path)
    holder = again.holder(token)
    found = again.lesson_of(code)
    fine, wrong = again.check_password("open sesame"), again.check_password("open")
    again.close()

    assert holder is not None and found is not None
    assert ("S07", "Ann", "a", Kind.SEAT) == (holder.seat, holder.name, holder.lesson, holder.kind)
    assert ("a", "a.lesson") == (found.code, found.file)
    assert (True, False) == (fine, wrong)


def test_tokens_and_passwords_are_kept_as_hashes_only(path: Path) -> None:
    hall = Hall(path)
    hall.set_password("open sesame")
    token = admit(hall, "S07", "Ann")
    hall.close()
    with sqlite3.connect(path) as plain:
        text = "\n".join(plain.iterdump())
    plain.close()

    assert token not in text and "open sesame" not in text
    assert digest_of(token) in text and "$argon2" in text


def test_who_is_dismissed_or_forgotten_holds_nothing_any_more(path: Path) -> None:
    hall = Hall(path)
    ann, ann_again, bob = (
        admit(hall, "S07", "Ann"),
        admit(hall, "S07", "Ann"),
        admit(hall, "S08", "Bob"),
    )
    script = admit(hall, "", "", Kind.SCRIPT)
    gone = hall.dismiss(lesson="a", seat="S07")
    holder = hall.holder(bob)
    assert holder is not None
    names = hall.names("a")
    hall.forget(holder)
    hall.revoke_kind(Kind.SCRIPT)
    hall.close()
    again = Hall(path)

    assert (2, {"S08": "Bob"}) == (gone, names)
    assert [None] * 4 == [again.holder(token) for token in (ann, ann_again, bob, script)]
    again.close()


def seating(hall: Hall, seat: str, name: str) -> tuple[Seating, str]:
    """A person on a seat, with the first token."""
    one = Seating(hall.seatings.new_code(), "a", seat, name, watched=True, key=f"k-{seat}")
    token = hall.derived("a", seat, name)
    hall.seat_person(one, token=token, at=5)
    return one, token


def test_a_personal_code_ends_with_its_seat_and_is_known_after_reopening(path: Path) -> None:
    hall = Hall(path)
    (ann, token), (bob, _), (eve, _) = (seating(hall, *one) for one in (
        ("S07", "Ann"), ("S08", "Bob"), ("S09", "Eve"),
    ))  # fmt: skip
    hall.dismiss(lesson="a", seat="S08", why=Ended.TRAINER)
    seating(hall, "S09", "Kim")
    halls = [hall, Hall(path)]

    for one in halls:
        assert ann == one.seatings.by_code(shown(ann.code).lower()) == one.seatings.now("a", "S07")
        assert ann == one.seatings.by_key("a", "k-S07")
        assert token == one.derived("a", "S07", "Ann") != one.derived("a", "S07A", "nn")
        ends = [one.seatings.by_code(gone.code) for gone in (bob, eve)]
        assert [("", Ended.TRAINER), ("", Ended.LEFT)] == [(x.name, x.ended) for x in ends if x]
        assert one.seatings.now("a", "S08") is None
        assert {"Ann", "Kim"} == {held.name for held in one.seatings.of_lesson("a")}
        one.close()


def test_a_move_that_is_repeated_changes_nothing(path: Path) -> None:
    hall = Hall(path)
    lesson(hall, "a")
    tokens = {}
    for seat, name in (("S07", "Ann"), ("S08", "Bob")):
        one = Seating(code=hall.seatings.new_code(), lesson="a", seat=seat, name=name, watched=True)
        tokens[name] = f"token of {name}"
        hall.seat_person(one, token=tokens[name], at=5)
    told: list[frozenset[str]] = []
    hall.on_move.append(told.append)
    for _ in range(2):
        hall.move(lesson="a", seat="S07", target="S09")
    hall.move(lesson="a", seat="S07", target="S08")  # nobody is there to be moved
    hall.close()
    again = Hall(path)
    found = {seat: again.seatings.now("a", seat) for seat in ("S07", "S08", "S09")}
    again.close()

    names = {seat: one.name for seat, one in found.items() if one is not None}
    assert {"S08": "Bob", "S09": "Ann"} == names == hall.names("a")
    assert [frozenset({digest_of(tokens["Ann"])})] == told


def test_a_personal_code_ends_with_the_last_token_of_its_seat(path: Path) -> None:
    hall = Hall(path)
    ann, _ = seating(hall, "S07", "Ann")
    bob, _ = seating(hall, "S08", "Bob")
    hall.admit(kind=Kind.SEAT, lesson="a", seat="S07", name="Ann", at=7)
    gone = hall.expire({Kind.SEAT: 6})
    ends = [hall.seatings.by_code(one.code) for one in (ann, bob)]
    hall.close()

    assert ["S07", "S08"] == sorted(holder.seat for holder in gone)
    assert [Ended.NOT, Ended.LEFT] == [one.ended for one in ends if one]


def test_a_join_code_is_found_as_people_type_it() -> None:
    hall = Hall(None)
    code = lesson(hall, "a")
    other = lesson(hall, "b")
    typed = f" {code.lower().replace('-', ' ')} "
    found = hall.lesson_of(typed)

    assert found is not None and "a" == found.code
    assert code != other
    assert hall.lesson_of("") is None and hall.lesson_of("ZZZ-ZZ1") is None
    hall.close()


def test_codes_and_passwords_have_no_letter_that_a_projector_confuses() -> None:
    for made in (*(new_join_code() for _ in range(50)), new_password().upper()):
        assert not set("IO01") & set(made)
    assert 6 == len(plain_code(new_join_code()))
    assert 16 == len(new_password().replace("-", ""))


def test_a_hall_without_a_password_lets_nobody_in() -> None:
    hall = Hall(None)

    assert not hall.has_password()
    assert not hall.check_password("")
    hall.close()


def test_tokens_that_another_process_ended_are_forgotten_and_told(path: Path) -> None:
    hall = Hall(path)
    trainer, seat = admit(hall, "", "", Kind.TRAINER), admit(hall, "S07", "Ann")
    told: list[frozenset[str]] = []
    hall.on_forget.append(told.append)
    hall.follow()
    other = Hall(path)
    other.set_password("open sesame")
    other.close()
    hall.follow()
    hall.follow()

    assert [frozenset({digest_of(trainer)})] == told
    assert hall.holder(trainer) is None and hall.holder(seat) is not None
    hall.close()


def test_who_expires_is_told_to_the_streams(path: Path) -> None:
    hall = Hall(path)
    token = admit(hall, "", "", Kind.TRAINER)
    told: list[frozenset[str]] = []
    hall.on_forget.append(told.append)
    hall.expire({Kind.TRAINER: 6})
    hall.close()

    assert [frozenset({digest_of(token)})] == told


def test_a_hall_that_cannot_be_read_says_so_and_signs_nobody_out(path: Path) -> None:
    hall = Hall(path)
    token = admit(hall, "", "", Kind.TRAINER)
    with closing(sqlite3.connect(path)) as driver:
        driver.executescript("DROP TABLE token; DROP TABLE secret; DROP TABLE lesson_seen")
    hall.follow()
    actions = (
        hall.has_password,
        lambda: hall.check_password("x"),
        lambda: hall.seen("a"),
        lambda: hall.expire({}),
    )
    for action in actions:
        with pytest.raises(HallNotWritten):
            action()

    assert hall.holder(token) is not None
    hall.close()
