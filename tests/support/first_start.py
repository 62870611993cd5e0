"""First starts of a server that are ended by a signal, each at a moment of its own, then repeated.

`python -m tests.support.first_start FOLDER COUNT SIGNAL PART PARTS` takes every PARTS-th of COUNT
moments, beginning with PART, and prints one JSON line a moment: what lay in the folder when the
signal had come, what the same start then printed and how a sign-in with the shown password was
answered, and what lies there after its stop; the word `planted` at the end plants a fault and takes
the first of them once more. One process imports everything and each start is a fork of it. A moment
is a statement that SQLite runs or a file that is opened, made, renamed or taken away in the folder;
they are counted on an undisturbed start first.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3.dbapi2
import sys
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import registry.serve
from registry.app import create_app
from registry.classroom import lesson

assert create_app, "a fork has everything that a start needs"

ON_FILES = {"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.link"}
WITHIN_S = 60.0

ENDING = 80
"""Moments from the commit of the lesson's first command to the stored password."""


def main() -> None:
    """Count the moments of a start, then end one at each of those that were asked for."""
    folder, (count, number, part, parts) = Path(sys.argv[1]), map(int, sys.argv[2:6])
    sign = signal.Signals(number)
    counted = folder / "counted"
    wait_for(forked(lambda: undisturbed(folder / "whole", counted), folder / "whole.txt"))
    moments = spread(int(counted.read_text()), count)[part::parts]
    for at in moments:
        tell(folder, at, sign)
    if sys.argv[6:] == ["planted"]:
        plant()
        planted = folder / "planted"
        planted.mkdir()
        tell(planted, moments[0], sign)


def tell(folder: Path, at: int, sign: signal.Signals) -> None:
    """End a start at a moment, repeat it, and print what was found."""
    data = folder / f"start-{at}"
    ended = folder / f"{at}-ended.txt"
    status = wait_for(forked(lambda: start(data, at, sign), ended))
    left = names(data)
    # One that had shown its password may have stored it; then the next start shows none.
    shown = password_in(ended.read_text(encoding="utf-8"))
    told = repeated(data, folder / f"{at}-again.txt", shown)
    sys.stdout.write(json.dumps({"moment": at, "status": status, "left": left, **told}) + "\n")
    sys.stdout.flush()


def plant() -> None:
    """Make lessons under their own name, as if whatever has the name were a lesson."""
    lesson.new_file = contextlib.nullcontext  # type: ignore[assignment]
    registry.serve.is_only_begun = lambda path: False


def spread(moments: int, count: int) -> list[int]:
    """Half of the moments over the whole start, half over its end, where most things happen."""
    whole = count // 2
    ending = count - whole
    found = [moments * (2 * place + 1) // (2 * whole) for place in range(whole)]
    last = moments - ENDING
    return found + [last + ENDING * (2 * place + 1) // (2 * ending) for place in range(ending)]


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(place.name for place in folder.iterdir()) if folder.exists() else []


def forked(action: Callable[[], Any], printed: Path) -> int:
    """Run a deed in a fork whose output goes to a file; its process id."""
    child = os.fork()
    if child:
        return child
    out = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    status = 70
    try:
        action()
        status = 0
    except KeyboardInterrupt:
        status = 130
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def wait_for(child: int) -> int:
    """The exit status of a fork; a signal as a negative number. One that never ends is killed."""
    ends = time.monotonic() + WITHIN_S
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    raise TimeoutError(f"a start did not end within {WITHIN_S} s")


def on_each_moment(folder: Path, action: Callable[[], None]) -> None:
    """From now on call `deed` before each moment of this process."""

    def heard(event: str, values: tuple[Any, ...]) -> None:
        if event in ON_FILES and str(values[0]).startswith(str(folder)):
            action()

    def traced(*values: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*values, **named)
        connection.set_trace_callback(lambda _: action())
        return connection

    connect = sqlite3.dbapi2.connect
    sqlite3.connect = sqlite3.dbapi2.connect = traced
    sys.addaudithook(heard)


def serve(folder: Path) -> None:
    """The start itself."""
    registry.serve.serve(data=str(folder), host="127.0.0.1", port=0)


def undisturbed(folder: Path, counted: Path) -> None:
    """A start up to the moment at which it would serve; writes how many moments it had."""
    found = 0

    def count() -> None:
        nonlocal found
        found += 1

    def end(*_: Any) -> NoReturn:
        counted.write_text(str(found))
        os._exit(0)

    registry.serve.run = end
    on_each_moment(folder, count)
    serve(folder)


def start(folder: Path, at: int, sign: signal.Signals) -> None:
    """A start that gets a signal before its moment of this number."""
    left = at

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0 and sign is signal.SIGKILL:
            os.kill(os.getpid(), sign)
        elif left == 0:
            interrupt_from_outside(sign)

    on_each_moment(folder, count)
    serve(folder)


def interrupt_from_outside(sign: signal.Signals) -> None:
    """Let another process send the signal, as a terminal does, again and again while this lives.

    What is raised inside a callback of SQLite's is lost, so that one alone may do nothing.
    """
    start = os.getpid()
    if os.fork():
        return
    os.closerange(0, 1024)  # it must keep no lock of the start's
    wait_s = 0.001
    while os.getppid() == start:
        time.sleep(wait_s)
        wait_s = 0.5
        with contextlib.suppress(ProcessLookupError):
            os.kill(start, sign)
    os._exit(0)


def password_in(text: str) -> str:
    """The password that a start showed, if it showed one."""
    found = re.search(r"password\s+(\S+)", text)
    return found.group(1) if found else ""


def repeated(folder: Path, printed: Path, given: str) -> dict[str, Any]:
    """The same start once more: what it showed, and whether the shown password signs in."""
    child = forked(lambda: serve(folder), printed)
    ends = time.monotonic() + WITHIN_S
    text = ""
    while "stop with" not in text:
        if time.monotonic() > ends or os.waitpid(child, os.WNOHANG)[0]:
            return {"said": text, "signed_in": 0, "rest": names(folder)}
        time.sleep(0.02)
        text = printed.read_text(encoding="utf-8") if printed.exists() else ""
    address = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert address is not None, text
    signed_in = sign_in(address.group(0), password_in(text) or given)
    os.kill(child, signal.SIGINT)
    wait_for(child)
    return {"said": text, "signed_in": signed_in, "rest": names(folder)}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Answers a redirect as it is."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def sign_in(address: str, password: str) -> int:
    """The status with which a sign-in is answered."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    body = urllib.parse.urlencode({"password": password}).encode()
    try:
        with opener.open(f"{address}/sign-in", body, timeout=WITHIN_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        with answer:
            return int(answer.code)


if __name__ == "__main__":
    main()
