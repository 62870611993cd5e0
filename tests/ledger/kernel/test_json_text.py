"""JSON is read strictly: text that two readers could understand differently is refused."""

from __future__ import annotations

import json

import pytest

from ledger.kernel.json_text import JsonWrong, read_json

WRONG = {
    "nothing": b"", "half": b"{", "two values": b"1 2", "not UTF-8": b'"\xff"',
    "UTF-16": '{"a": 1}'.encode("utf-16"), "a byte order mark": b"\xef\xbb\xbf{}",
    "NaN": b'{"a": NaN}', "infinity": b"[-Infinity]", "half a pair": b'{"a": "\\ud800"}',
    "half a pair in a name": b'{"\\udc00": 1}', "NUL": b'["a\\u0000"]', "a raw NUL": b'["a\0"]',
    "deep": b"[" * 100_000, "a number of 5,000 digits": b"1" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_plain_json_is_wrong(case: str) -> None:
    with pytest.raises(JsonWrong) as told:
        read_json(WRONG[case])

    assert "" == told.value.field
    assert told.value.en.isascii() and not told.value.zh.isascii()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b'{"a": 1, "a": 1}', ()), (b'{"b": {"a": 1, "c": 2, "a": 3}}', ("b",)),
        (b'[{"a": {}, "a": {}}]', (0,)), (b'{"b": [1, {"c": {"a": 1, "a": 2}}]}', ("b", 1, "c")),
        (b'{"b": {"a": 1, "a": 2}, "b": 1, "c": {"a": 1, "a": 2}}', ("b",)),
        (b'{"b": {"a": 1, "a": 2}, ', ()),
    ],
)  # fmt: skip
def test_a_field_given_twice_is_named_at_any_depth(
    text: bytes, path: tuple[str | int, ...]
) -> None:
    with pytest.raises(JsonWrong) as told:
        read_json(text)

    assert ("a", path) == (told.value.field, told.value.path)


def test_the_name_of_a_field_given_twice_can_always_be_shown() -> None:
    name = "\\ud800\\u0000" + "x" * 500
    with pytest.raises(JsonWrong) as told:
        read_json(f'{{"{name}": 1, "{name}": 2}}'.encode())

    assert (
        told.value.field.encode() and len(told.value.field) <= 60 and "\0" not in told.value.field
    )


@pytest.mark.parametrize("text", [b"10.0", b"1e1", b"10.00"])
def test_a_number_with_a_point_or_an_exponent_is_no_whole_one(text: bytes) -> None:
    assert float is type(read_json(text))


def test_everything_else_is_what_it_was() -> None:
    value = {"a": [1, -2, 2**70, True, None, "碳", "\\u0000", {"b": {}}], "ü": "👍"}

    assert value == read_json(json.dumps(value).encode())
    assert value == read_json(json.dumps(value, ensure_ascii=False).encode())
