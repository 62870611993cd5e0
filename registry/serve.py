"""`tanlu serve`: open a lesson, print its addresses, serve until stopped."""

from __future__ import annotations

import logging
import os
import socket
import stat
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from ledger.db import CannotOpen
from ledger.files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    is_only_begun,
    keep_private,
    one_sentence,
)
from registry.app import create_app
from registry.classroom.codes import new_password
from registry.classroom.hall import HALL_FILE, Hall, HallLesson, Kind
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.plan import Plan, read_plan
from registry.edge.connections import bounded
from registry.edge.logs import log_to
from registry.edge.server_state import wall_ms
from registry.settings import Settings, versions

LOG = logging.getLogger("tanlu.serve")

STOP_WITHIN_S = 3
"""Seconds after which connections that are still open are closed by force."""

FILES_WANTED = 8192
"""Open files that 500 streams, their requests and the lesson's readers need."""

SEED = 1
"""Seed of the bots in a lesson that is created by serving it, unless another is given."""


class Server(uvicorn.Server):
    """Closes the live streams, which never end by themselves, before it waits for connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the streams, then everything else."""
        app: Any = self.config.app
        await app.state.hub.close()
        await super().shutdown(sockets)


def serve(
    *,
    data: str = "",
    host: str = "0.0.0.0",
    port: int = 8000,
    public_url: str = "",
    trainer_token_file: Path | None = None,
    lesson: str = "belt-road-1",
    backup_minutes: int = 10,
    seed: int | None = None,
) -> None:
    """Open or create the lesson in the data folder and serve it until a signal comes.

    Mistakes in the command line raise CannotOpen or PlanUnreadable before any file is created, and
    a start that ended early can be repeated.
    """
    log_to()
    raise_file_limit()
    folder = Path(data) if data else default_folder()
    with one_sentence(folder):
        plan = plan_needed(folder, lesson)
    with closing(listen(host, port)) as listener, ExitStack() as unfinished:
        make_folder(folder)
        hall = Hall(folder / HALL_FILE)
        unfinished.callback(hall.close)
        keep_private(folder / HALL_FILE)
        entry, live = open_lesson(hall, folder, lesson, plan=plan, seed=seed)
        unfinished.callback(live.close)
        port = listener.getsockname()[1]
        urls = [public_url.rstrip("/")] if public_url else [f"http://{a}:{port}" for a in lan(host)]
        if trainer_token_file is not None:
            write_token(hall, trainer_token_file)
        settings = Settings(public_url=urls[0], backup_minutes=backup_minutes)
        app = create_app(hall, {entry.code: live}, settings)
        password = "" if hall.has_password() else new_password()
        announce(urls=urls, entry=entry, password=password, lesson=live.lesson, seed=seed)
        if password:
            # Only after printing: a password that nobody saw would lock the trainer out for good.
            with one_sentence(folder / HALL_FILE, action="written"):
                hall.set_password(password)
        unfinished.pop_all()  # from here on the application closes them
        live.audit_aside()
        run(app, listener)


def plan_needed(folder: Path, name: str) -> Plan | None:
    """The plan of a lesson that is not created yet; None if the lesson exists."""
    file = folder / f"{Path(name).stem}.lesson"
    return None if file.exists() and not is_only_begun(file) else read_plan(name)


def make_folder(folder: Path) -> None:
    """Create the data folder, readable by its owner only; an existing one is closed to others.

    A folder that also holds other things keeps its permissions, since it is not ours alone.
    """
    with one_sentence(folder, action="used"):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if sys.platform == "win32":
            return
        found = folder.stat()
        if found.st_uid != os.geteuid() or not found.st_mode & 0o077:
            return
        if (folder / HALL_FILE).exists() or not any(folder.iterdir()):
            folder.chmod(PRIVATE_FOLDER)
            LOG.warning("%s could be read by other users; now only by its owner", folder)
        else:
            LOG.warning("%s can be read by other users; the files made in it cannot", folder)


def open_lesson(
    hall: Hall, folder: Path, name: str, *, plan: Plan | None, seed: int | None
) -> tuple[HallLesson, Live]:
    """The lesson of a plan's name: reopened where it stopped, or created on the first start.

    Raises CannotOpen if the hall lists a lesson whose file is missing or empty.
    """
    code = Path(name).stem
    entry = hall.lesson(code)
    file = folder / (entry.file if entry is not None else f"{code}.lesson")
    with one_sentence(file):
        if entry is not None and not file.exists():
            raise CannotOpen(f"The hall lists the lesson {code}, but {file} is gone.")
        if entry is not None and is_only_begun(file):
            raise CannotOpen(
                f"The hall lists the lesson {code}, but nothing stands in {file}: put a copy of"
                " it there, with what lay beside it (-wal)."
            )
        if entry is not None or plan is None:
            keep_private(file)
            opened = Lesson.open(file)
        else:
            opened = Lesson.create(file, plan, seed=SEED if seed is None else seed)
        if entry is None:
            made = opened.plan
            entry = hall.add_lesson(
                code=code, file=file.name, title_en=made.title_en, title_zh=made.title_zh
            )
        return entry, Live(opened)


def write_token(hall: Hall, file: Path) -> None:
    """Write a new script token with the trainer's rights; the old one is revoked.

    Only its owner may read the file, whatever was there before.
    """
    with one_sentence(file, action="written"):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            if sys.platform != "win32" and stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, PRIVATE_FILE)
            hall.revoke_kind(Kind.SCRIPT)
            token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=wall_ms())
            out.write(token + "\n")


def change_password(data: str) -> None:
    """Set a new trainer password in a data folder and print it once; the server may be running.

    Trainer sessions are signed out and the script token is revoked.
    """
    folder = Path(data) if data else default_folder()
    file = folder / HALL_FILE
    if not file.is_file():
        raise CannotOpen(f"There is no hall in {folder}; the first `tanlu serve` makes one.")
    hall = Hall(file)
    with one_sentence(file, action="written"), closing(hall):
        password = new_password()
        say(f"password    {password}   (shown this once; only its hash is kept)")
        hall.set_password(password)
        hall.revoke_kind(Kind.SCRIPT)


def default_folder() -> Path:
    """The user's own data folder on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Tanlu"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Tanlu"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "tanlu"


def raise_file_limit() -> None:
    """Allow as many open files as a full class needs, if the system has such a limit."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises CannotOpen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotOpen(f"{host}:{port} cannot be listened on: {error.strerror}.") from None
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener


def lan(host: str) -> list[str]:
    """Addresses under which participants reach this machine, the likeliest first."""
    if host not in ("0.0.0.0", "::", ""):
        return [f"[{host}]" if ":" in host else host]
    found = []
    # No packet is sent: connecting a datagram socket only selects the address it would use.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [str(a[4][0]) for a in socket.getaddrinfo(socket.gethostname(), 0, socket.AF_INET)]
    outside = [address for address in dict.fromkeys(found) if not address.startswith("127.")]
    return [*outside, "127.0.0.1"]


def announce(
    *, urls: list[str], entry: HallLesson, password: str, lesson: Lesson, seed: int | None
) -> None:
    """Print the lesson's addresses, its join code and, the first time, the trainer's password."""
    lines = [f"{entry.title_en} · {entry.title_zh}", f"  join code   {entry.join_code}"]
    lines += [f"  address     {url}" for url in urls]
    lines.append(f"  trainer     {urls[0]}/trainer")
    if password:
        lines.append(f"  password    {password}   (shown this once; only its hash is kept)")
    kept = "" if seed in (None, lesson.seed) else "   (chosen when the lesson was made)"
    lines.append(f"  bots' seed  {lesson.seed}{kept}")
    ours = versions()
    lines.append(f"  runs on     Python {ours['python']}, SQLite {ours['sqlite']}")
    lines.append("  stop with Ctrl+C; the lesson goes on from here when it is started again")
    say("\n".join(lines))


def say(text: str) -> None:
    """Print to standard output; raises CannotOpen if that fails."""
    try:
        if sys.stdout is None:
            raise OSError("standard output is closed")
        print(text, flush=True)
    except (OSError, ValueError) as error:
        raise CannotOpen(f"What has to be shown cannot be printed: {error}.") from None


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve on a socket until a signal comes."""
    config = uvicorn.Config(
        app,
        http=bounded(),
        ws="none",
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        server_header=False,
    )
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
