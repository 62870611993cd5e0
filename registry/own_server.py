"""A lesson on a server process of its own, on a free port: the twin of a lesson in this process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.client import AsyncClient, Client

STOP_WITHIN_S = 30


class LessonOnServer:
    """A lesson over HTTP at `url`; `client` is the trainer's script."""

    def __init__(self, url: str, token: str, created: dict[str, Any], client: Client) -> None:
        self.url, self.token, self.client = url, token, client
        self.code: str = created["code"]
        self.join_code: str = created["join_code"]

    def async_client(self, **chosen: Any) -> AsyncClient:
        """The trainer's script for coroutines; the arguments are those of `AsyncClient`."""
        return AsyncClient(self.url, **{"token": self.token, "lesson": self.code, **chosen})


@contextmanager
def lesson_on_server(
    plan: str = "belt-road-1",
    *,
    toml: str | None = None,
    seed: int = 1,
    bots: bool | Collection[str] = True,
    name: str | None = None,
) -> Iterator[LessonOnServer]:
    """As `lesson_in_process`, over HTTP; process and folder are gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="tanlu-", ignore_cleanup_errors=True) as folder,
        _serving(Path(folder)) as (url, token),
        Client(url, token=token, name=name) as client,
    ):
        playing = bots if isinstance(bots, bool) else list(bots)
        created = client.lessons.create(
            None if toml is not None else plan, toml=toml, seed=seed, bots=playing
        )
        yield LessonOnServer(url, token, created, client.lesson(created["code"]))


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a server process, and the trainer's token for scripts."""
    token_file = folder / "token"
    line = [sys.executable, "-m", "registry", "serve", "--data", str(folder / "data"), "--json"]
    line += ["--host", "127.0.0.1", "--port", "0", "--backup-minutes", "0"]
    line += ["--trainer-token-file", str(token_file)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, encoding="utf-8")
    assert process.stdout is not None, "it is a pipe"
    with process.stdout:
        try:
            said = process.stdout.readline()
            if not said:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
            port = json.loads(said)["port"]
            yield f"http://127.0.0.1:{port}", token_file.read_text(encoding="utf-8").strip()
        finally:
            process.terminate()
            process.wait(timeout=STOP_WITHIN_S)
