"""Goal: no file makes the reader calculate, fetch, grow without limit or fail.

Method: bombs, entities, archives cut at every place, spoilt parts, and files of other programs.
"""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from random import Random

import pytest

from registry.programme.reports import archives
from registry.programme.reports.csv_files import csv_archive
from registry.programme.reports.json_form import json_text
from registry.programme.reports.reading import read_file
from registry.programme.reports.tables import ENTITIES, Row, Submission
from registry.programme.reports.workbook import workbook
from registry.programme.reports.zipped import zipped
from tests.support.aef_submissions import LEAST

SOUND = workbook(LEAST)
SHEET = "xl/worksheets/sheet7.xml"
"""Table 5."""


def codes(content: bytes) -> list[str]:
    return [error.code.removeprefix("procedure.report_") for error in read_file(content).errors]


def parts(content: bytes = SOUND) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, content: bytes) -> bytes:
    return zipped({**parts(), name: content})


OTHERS = (b"", b"PK", b"\xd0\xcf\x11\xe0 old", b"%PDF-1.7", b"a,b\n1,2\n", b"\0" * 500, b"{", b"[")


@pytest.mark.parametrize("content", OTHERS)
def test_another_kind_of_file_is_named(content: bytes) -> None:
    assert ["unreadable"] == codes(content)


def test_an_archive_of_nothing_lacks_every_table() -> None:
    assert ["layout_other"] * 5 == codes(zipped({"a.txt": b"x"}))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("content", [SOUND, csv_archive(LEAST), json_text(LEAST)], ids=len)
def test_a_cut_file_is_named(content: bytes, share: float) -> None:
    assert ["unreadable"] == codes(content[: int(len(content) * share)])


def test_a_file_with_spoilt_bytes_is_named_or_read() -> None:
    random = Random(1)
    for _ in range(60):
        spoilt = bytearray(SOUND)
        for _ in range(random.randint(1, 20)):
            spoilt[random.randrange(len(spoilt))] = random.randrange(256)
        read = read_file(bytes(spoilt))

        assert (read.submission is None) is bool(read.errors)


def test_a_workbook_without_a_part_is_named() -> None:
    for name in parts():
        read = read_file(zipped({part: one for part, one in parts().items() if part != name}))

        assert read.errors or LEAST == read.submission


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"<a/>", b"\xff\xfe\0", b"<worksheet>" * 9])
def test_a_spoilt_part_is_named(name: str, content: bytes) -> None:
    read = read_file(with_part(name, content))

    assert {error.code for error in read.errors} <= {
        "procedure.report_unreadable",
        "procedure.report_layout_other",
    }
    assert read.errors or (name, LEAST) == ("xl/styles.xml", read.submission)


def test_a_large_file_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FILE_BYTES_MAX", len(SOUND) - 1)

    assert ["file_too_large"] == codes(SOUND)
    assert ["file_too_large"] == codes(b"\0" * len(SOUND))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = with_part(SHEET, b"<worksheet>" + b" " * (2 * archives.EXPANDED_BYTES_MAX))
    other = zipped({"table-1-submission.csv": b" " * 2**25})
    tracemalloc.start()
    try:
        assert [["expands"]] * 2 == [codes(bomb), codes(other)]

        assert archives.EXPANDED_BYTES_MAX > tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_that_states_another_size_is_not_unpacked() -> None:
    inner = b"<worksheet>" + b" " * (2 * archives.EXPANDED_BYTES_MAX)
    lying = with_part(SHEET, inner).replace(len(inner).to_bytes(4, "little"), b"\x10\0\0\0")
    tracemalloc.start()
    try:
        assert ["unreadable"] == codes(lying)

        assert archives.EXPANDED_BYTES_MAX > tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"""
FETCH = b"""<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml",
                                  "xl/_rels/workbook.xml.rels"])  # fmt: skip
@pytest.mark.parametrize("prolog", [LAUGHS, FETCH, b"<!-- x -->" * 9000 + FETCH])
def test_entities_are_not_even_declared(name: str, prolog: bytes) -> None:
    body = re.sub(rb"^<\?xml[^>]*\?>", b"", parts()[name])

    assert ["entities"] == codes(with_part(name, prolog + body))


def test_entities_in_another_encoding_are_seen() -> None:
    text = FETCH.decode() + re.sub(r"^<\?xml[^>]*\?>", "", parts()[SHEET].decode())

    assert ["entities"] == codes(with_part(SHEET, text.encode("utf-16")))


def test_a_table_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.programme.reports.archives.ROWS_MAX", 12)
    monkeypatch.setattr("registry.programme.reports.csv_files.ROWS_MAX", 12)
    monkeypatch.setattr("registry.programme.reports.json_form.ROWS_MAX", 12)
    many = Submission(LEAST.submission, entities=LEAST.entities * 13)

    assert [["rows_too_many"]] * 3 == [
        codes(content) for content in (workbook(many), csv_archive(many), json_text(many))
    ]


def test_a_row_far_below_costs_nothing() -> None:
    far = parts()[SHEET].replace(b'r="11"', b'r="1048576"')
    far = re.sub(rb'r="([A-Z]+)11"', rb'r="\g<1>1048576"', far)

    assert LEAST == read_file(with_part(SHEET, far)).submission


def test_hundreds_of_rows_are_read() -> None:
    many = Submission(LEAST.submission, entities=LEAST.entities * 300)

    assert many == read_file(workbook(many)).submission


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x7f", "\uffff"])
def test_control_characters_are_named(sign: str) -> None:
    row = Row(ENTITIES, {**LEAST.entities[0], "name": "A\u2603B"})
    content = json_text(Submission(LEAST.submission, entities=(row,)))
    escaped = content.replace("\u2603".encode(), f"\\u{ord(sign):04x}".encode())
    (error,) = read_file(escaped).errors

    assert "procedure.report_text_unfit" == error.code
    assert "[0].aefT5AuthorizedEntitiesName" == error.facts["cell"]


def test_a_text_longer_than_a_cell_is_named() -> None:
    row = Row(ENTITIES, {**LEAST.entities[0], "name": "x" * 32_768})
    files = csv_archive(Submission(LEAST.submission, entities=(row,)))

    assert ["text_unfit"] == codes(files)


def test_two_submissions_are_named() -> None:
    name = "table-1-submission.csv"
    files = parts(csv_archive(LEAST))
    files[name] += files[name].splitlines(keepends=True)[1]

    assert ["one_submission"] == codes(zipped(files))
