"""Goal: a notice is on the trainer's page until its cause is over or it is confirmed.

Method: notices put, cleared and confirmed; a broken invariant on the page and its repair.
"""

from __future__ import annotations

import string

import pytest

from registry.classroom.notices import KINDS, Kind, Notices


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind that asks to be confirmed."""
    kind = Kind("asks", "{count} are lost.", "丢失 {count} 条。", confirm=True)
    monkeypatch.setitem(KINDS, kind.code, kind)
    return kind


def test_a_notice_stands_once_and_with_its_newest_figures() -> None:
    notices = Notices(lambda: 7)
    notices.put("audit_broken", command=3, count=1)
    notices.put("audit_broken", command=9, count=2)

    (only,) = notices.standing()
    assert ("The audit at command 9 found 2 broken invariants.", 7) == (only.text("en"), only.at)


def test_what_is_over_no_longer_stands() -> None:
    notices = Notices(lambda: 0)
    notices.put("audit_broken", command=3, count=1)
    notices.clear("audit_broken")

    assert [] == notices.standing()


def test_confirming_runs_its_deed_once(asks: Kind) -> None:
    notices, done = Notices(lambda: 0), []
    notices.put("asks", on_confirm=lambda: done.append(1), count=4)

    assert [True, False] == [notices.confirm("asks"), notices.confirm("asks")]
    assert ([], [1]) == (notices.standing(), done)


def test_what_asks_for_no_confirmation_stays() -> None:
    notices = Notices(lambda: 0)
    notices.put("audit_broken", command=3, count=1)

    assert not notices.confirm("audit_broken")
    assert 1 == len(notices.standing())


def test_a_sentence_without_its_figure_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        Notices(lambda: 0).put("audit_broken", command=3)


def test_both_sentences_of_a_kind_take_the_same_figures() -> None:
    for kind in KINDS.values():
        en, zh = (
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (kind.en, kind.zh)
        )
        assert en == zh, kind.code
