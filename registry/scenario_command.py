"""`tanlu scenario`: files are read, played in process or at a server, and reported.

Exit status 0: every expectation held; 1: one did not; 2: mistakes in the files or in what was
asked, and nothing was run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from ledger.files import CannotOpen
from registry.classroom.backups import back_up
from registry.classroom.opening import SUFFIX
from registry.in_process import URL, ServerInProcess, Transport
from registry.scenario import report
from registry.scenario.checks import Ready, read_file
from registry.scenario.drivers import Answer, Driver, HttpDriver, NoAnswer
from registry.scenario.model import Moment, Step, Unreadable
from registry.scenario.runner import Played, play
from registry.terminal import complain, say

HELD, DIFFERS, MISTAKEN = 0, 1, 2


def scenario(
    files: Iterable[Path],
    *,
    http: str = "",
    token_file: Path | None = None,
    as_json: bool = False,
    keep: Path | None = None,
    show: bool = False,
) -> int:
    """Play the scenarios of files, or of the .txt files in folders; the exit status.

    At a server their lessons are removed at the end, unless they are shown or one is kept under
    its code.
    """
    ready = _read(files)
    if ready is None:
        return MISTAKEN
    if wrong := _misasked(ready, http=http, token_file=token_file, keep=keep, show=show):
        complain(wrong)
        return MISTAKEN
    try:
        driver = _driver(http, token_file)
    except (NoAnswer, OSError) as error:
        complain(str(error))
        return MISTAKEN
    code = str(keep).removesuffix(SUFFIX) if keep is not None and http else None
    held = True
    with closing(driver):
        for one in ready:
            try:
                played = play(
                    driver, one, before=_wait if show else None, leave_open=show, code=code
                )
            except NoAnswer as error:
                complain(str(error))
                return MISTAKEN
            held &= played.held
            _print(played, as_json=as_json, show=show)
            if isinstance(driver, InProcess):
                if keep is not None:
                    back_up(driver.file_of(played.lesson), keep)
            elif keep is None and not show:
                driver.ask("DELETE", f"/api/lessons/{played.lesson}")
    return HELD if held else DIFFERS


def _read(files: Iterable[Path]) -> list[Ready] | None:
    """The scenarios of all files; None after printing every mistake of them."""
    found: list[Ready] = []
    wrong: list[Unreadable] = []
    for named in files:
        inside = sorted(named.glob("*.txt")) if named.is_dir() else [named]
        for file in inside:
            try:
                found += read_file(file)
            except Unreadable as unreadable:
                wrong.append(unreadable)
    for line in report.mistakes(wrong):
        complain(line)
    return None if wrong else found


def _misasked(
    ready: list[Ready], *, http: str, token_file: Path | None, keep: Path | None, show: bool
) -> str:
    """What is wrong with the options together; "" if nothing."""
    if bool(http) != (token_file is not None):
        return "--http URL and --token-file FILE go together; `tanlu serve` writes the file."
    if keep is not None and (len(ready) != 1 or (keep.exists() and not http)):
        return "--keep takes one scenario and a file that does not exist."
    if show and not http:
        return "--show is for a class at a server: --http URL --token-file FILE."
    return "" if ready else "There is no scenario in these files."


def _driver(http: str, token_file: Path | None) -> Driver:
    if token_file is None:
        return InProcess()
    return HttpDriver(http, token_file.read_text(encoding="utf-8").strip())


def _wait(step: Moment | Step) -> None:
    """Show the next step and wait until the trainer presses Enter."""
    say(f"  {step.text}")
    try:
        input()
    except EOFError:
        raise CannotOpen("--show waits for Enter, and standard input is closed.") from None


def _print(played: Played, *, as_json: bool, show: bool) -> None:
    if as_json:
        say(json.dumps(report.as_json(played), ensure_ascii=False))
        return
    for line in report.lines(played):
        say(line)
    if show:
        say(f"  open as {played.lesson}, join code {played.join_code}")


class InProcess:
    """A server in this process: the same application over an empty hall, without a socket.

    Its lessons are files in a folder that is deleted at the end.
    """

    def __init__(self) -> None:
        self._server = ServerInProcess()
        self._server.start()
        self._driver = HttpDriver(URL, self._server.token, transport=Transport(self._server))

    def ask(
        self,
        method: str,
        path: str,
        *,
        parameters: dict[str, Any] | None = None,
        body: Any = None,
        lesson: str = "",
        seat: str = "",
    ) -> Answer:
        """The answer of the application."""
        return self._driver.ask(
            method, path, parameters=parameters, body=body, lesson=lesson, seat=seat
        )

    def file_of(self, lesson: str) -> Path:
        """The file of a lesson, complete after the lesson was closed."""
        return self._server.file_of(lesson)

    def close(self) -> None:
        """Close every lesson and delete the folder."""
        self._driver.close()
        self._server.close()
