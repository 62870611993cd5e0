"""`tanlu serve`: open the lessons, print addresses and join codes, serve until stopped."""

from __future__ import annotations

import json
import logging
import os
import socket
import stat
import sys
from collections.abc import Sequence
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
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.classroom.live import Live
from registry.classroom.opening import ALL_PLAY, bots_of, created, file_of, reopened
from registry.classroom.plan import Plan, read_plan
from registry.edge.connections import bounded
from registry.edge.logs import log_to
from registry.edge.server_state import wall_ms
from registry.settings import LESSONS_OPEN_MAX, Settings, versions

LOG = logging.getLogger("tanlu.serve")

STOP_WITHIN_S = 3
"""Seconds after which connections that are still open are closed by force."""

FILES_WANTED = 8192
"""Open files that 500 streams, their requests and the lesson's readers need."""

DEFAULT_LESSONS = ("belt-road-1",)
"""Opened if the command line names none."""


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
    lessons: Sequence[str] = DEFAULT_LESSONS,
    backup_minutes: int = 10,
    seed: int | None = None,
    bots: bool = True,
    as_json: bool = False,
) -> None:
    """Open or create the lessons in the data folder and serve them until a signal comes.

    Opened as well are the lessons that were opened by request and not closed since. Mistakes in the
    command line raise CannotOpen or PlanUnreadable before any file is created, and a start that
    ended early can be repeated.
    """
    log_to()
    raise_file_limit()
    folder = Path(data) if data else default_folder()
    with one_sentence(folder):
        plans = plans_needed(folder, lessons)
    with closing(listen(host, port)) as listener, ExitStack() as unfinished:
        make_folder(folder)
        hall = Hall(folder / HALL_FILE)
        unfinished.callback(hall.close)
        keep_private(folder / HALL_FILE)
        opened: dict[str, Live] = {}
        for code, plan in plans.items():
            opened[code] = open_lesson(hall, folder, code, plan=plan, seed=seed, bots=bots)
            unfinished.callback(opened[code].close)
        open_as_before(hall, folder, opened, unfinished, most=LESSONS_OPEN_MAX)
        port = listener.getsockname()[1]
        urls = [public_url.rstrip("/")] if public_url else [f"http://{a}:{port}" for a in lan(host)]
        if trainer_token_file is not None:
            keep_token(hall, trainer_token_file)
        settings = Settings(public_url=urls[0], backup_minutes=backup_minutes)
        app = create_app(hall, opened, settings)
        password = "" if hall.has_password() else new_password()
        if as_json:
            say(
                as_one_line(
                    hall, opened, urls=urls, port=port, password=password, token=trainer_token_file
                )
            )
        else:
            announce(hall, opened, urls=urls, password=password, seed=seed)
        if password:
            # Only after printing: a password that nobody saw would lock the trainer out for good.
            with one_sentence(folder / HALL_FILE, action="written"):
                hall.set_password(password)
        unfinished.pop_all()  # from here on the application closes them
        for live in opened.values():
            live.audit_aside()
        run(app, listener)


def plans_needed(folder: Path, names: Sequence[str]) -> dict[str, Plan | None]:
    """By code of each named lesson its plan; None for one that exists."""
    found: dict[str, Plan | None] = {}
    named: dict[str, str] = {}
    for name in names:
        code = Path(name).stem
        if named.setdefault(code, name) != name:
            raise CannotOpen(f"{named[code]} and {name} are both to be the lesson {code}.")
        file = file_of(folder, code)
        found[code] = None if file.exists() and not is_only_begun(file) else read_plan(name)
    if len(found) > LESSONS_OPEN_MAX:
        raise CannotOpen(
            f"{len(found)} lessons are named; at most {LESSONS_OPEN_MAX} are open at once."
        )
    return found


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
    hall: Hall, folder: Path, code: str, *, plan: Plan | None, seed: int | None, bots: bool
) -> Live:
    """The lesson of this code: reopened where it stopped, or created on the first start.

    Raises CannotOpen if the hall lists a lesson whose file is missing or empty.
    """
    entry = hall.lesson(code)
    if entry is not None:
        return reopened(hall, folder, entry)
    begin = ALL_PLAY if plan is None else bots_of(plan, playing=bots)
    return created(hall, folder, code=code, plan=plan, seed=seed, bots=begin)[1]


def open_as_before(
    hall: Hall, folder: Path, opened: dict[str, Live], unfinished: ExitStack, *, most: int
) -> None:
    """Open the lessons that were opened by request, too; one that cannot be opened is logged."""
    kept = set(hall.opened()) - opened.keys()
    for entry in hall.lessons():
        if entry.code not in kept:
            continue
        if len(opened) >= most:
            LOG.error("%s stays closed: %d lessons are open", entry.code, most)
            continue
        try:
            opened[entry.code] = reopened(hall, folder, entry)
        except CannotOpen as why:
            LOG.error("%s stays closed: %s", entry.code, why)
            continue
        unfinished.callback(opened[entry.code].close)


def keep_token(hall: Hall, file: Path) -> None:
    """Leave a script token that is still valid in its file; otherwise write a new one there.

    A new one has the trainer's rights, and the old ones are revoked. Only its owner may read the
    file, whatever was there before.
    """
    with one_sentence(file, action="written"):
        if _is_valid(hall, file):
            keep_private(file)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            if sys.platform != "win32" and stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, PRIVATE_FILE)
            hall.revoke_kind(Kind.SCRIPT)
            token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=wall_ms())
            out.write(token + "\n")


def _is_valid(hall: Hall, file: Path) -> bool:
    """Whether a file has a script token that the hall knows."""
    if not file.is_file():
        return False  # nothing yet, or a pipe or device, which may never be read to its end
    try:
        with file.open("rb") as opened:
            token = opened.read(200).decode("ascii").strip()
    except (OSError, ValueError):
        return False
    holder = hall.holder(token)
    return holder is not None and holder.kind is Kind.SCRIPT


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
    hall: Hall, opened: dict[str, Live], *, urls: list[str], password: str, seed: int | None
) -> None:
    """Print addresses, join codes and, the first time, the trainer's password.

    The first lesson is printed as if it were the only one, the others after it.
    """
    (first, live), *others = opened.items()
    entry = hall.lesson(first)
    assert entry is not None, "it was listed when it was opened"
    lines = [f"{entry.title_en} · {entry.title_zh}", f"  join code   {entry.join_code}"]
    lines += [f"  address     {url}" for url in urls]
    lines.append(f"  trainer     {urls[0]}/trainer")
    if password:
        lines.append(f"  password    {password}   (shown this once; only its hash is kept)")
    lines.append(f"  bots' seed  {_seed(live, seed)}")
    for code, live in others:
        other = hall.lesson(code)
        assert other is not None, "it was listed when it was opened"
        lines.append(f"  also open   {other.title_en} · {other.title_zh}  [{code}]")
        lines.append(f"  join code   {other.join_code}   bots' seed {_seed(live, seed)}")
    ours = versions()
    lines.append(f"  runs on     Python {ours['python']}, SQLite {ours['sqlite']}")
    goes_on = "the lessons go on" if others else "the lesson goes on"
    lines.append(f"  stop with Ctrl+C; {goes_on} from here when it is started again")
    say("\n".join(lines))


def as_one_line(
    hall: Hall,
    opened: dict[str, Live],
    *,
    urls: list[str],
    port: int,
    password: str,
    token: Path | None,
) -> str:
    """What `announce` prints, as one line of JSON; `password` only on the first start."""
    lessons = []
    for code, live in opened.items():
        entry = hall.lesson(code)
        assert entry is not None, "it was listed when it was opened"
        lessons.append(
            {
                "code": code,
                "title": {"en": entry.title_en, "zh": entry.title_zh},
                "join_code": entry.join_code,
                "seed": live.current.seed,
                "file": str(hall.folder / entry.file),
            }
        )
    told = {
        "urls": urls,
        "port": port,
        "trainer": f"{urls[0]}/trainer",
        "lessons": lessons,
        "trainer_token_file": None if token is None else str(token.absolute()),
        **({"password": password} if password else {}),
        **versions(),
    }
    return json.dumps(told, ensure_ascii=False)


def _seed(live: Live, wanted: int | None) -> str:
    """A lesson's seed, and that it is not the one of the command line."""
    seed = live.current.seed
    return f"{seed}" if wanted in (None, seed) else f"{seed}   (chosen when the lesson was made)"


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
