"""Goal: the hostile seat's measurement sends what it names, and detects a class that is slowed.

Method: its parts on plain figures; a short run of it is in `test_bench_aside.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from registry.bench.hostile import hostile_forms, refused
from registry.bench.traders import Line, slowest_hundredth


@pytest.mark.planted
def test_a_hostile_seat_whose_forms_are_done_is_no_measurement() -> None:
    with pytest.raises(AssertionError):
        refused(Counter({422: 5, 200: 1}))
    refused(Counter({422: 5, 500: 3}))


def test_the_slowest_hundredth_leaves_one_in_a_hundred_out() -> None:
    assert 1.0 == slowest_hundredth([1.0] * 99 + [50.0])
    assert 50.0 == slowest_hundredth([1.0] * 98 + [50.0] * 2)
    assert 7.0 == slowest_hundredth([7.0])


def test_the_forms_hold_what_no_log_can_keep() -> None:
    sent = b"".join(one.body + one.address.encode() for one in hostile_forms())

    assert all(one in sent for one in (b"+2AA-", b"\\ud800", b"%00", b"9" * 23))
    assert any("charset=utf-7" in one.kind for one in hostile_forms())


def test_a_line_is_opened_again_when_the_server_has_closed_it() -> None:
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"] * 2

    async def story() -> list[tuple[int, bytes]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answers.pop())
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        line = Line(server.sockets[0].getsockname()[1])
        told = [await line.ask(hostile_forms()[-1]) for _ in range(2)]
        server.close()
        return told

    assert [(200, b"{}")] * 2 == asyncio.run(story())
