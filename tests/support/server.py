"""A real server process for tests: started as a user starts it, spoken to over HTTP, killed."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 30.0


# Reading the machine's certificates takes longer than most tests: no client here needs them.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http_client(url: str, headers: dict[str, str], *, timeout: float) -> httpx2.Client:
    """A client of a server on this machine, over plain HTTP."""
    return httpx2.Client(base_url=url, headers=headers, timeout=timeout, verify=_NO_CERTIFICATES)


class ServerProcess:
    """`python -m registry serve` on a data folder; what it printed, and a client for scripts."""

    def __init__(
        self,
        data: Path,
        *,
        lesson: str = "belt-road-1",
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self.token_file = data / "trainer-token"
        self.errors = data / "server.log"
        command = [
            sys.executable, "-m", "registry", "serve", "--data", str(data), "--host", "127.0.0.1",
            "--port", "0", "--trainer-token-file", str(self.token_file), "--lesson", lesson,
            *options,
        ]  # fmt: skip
        with self.errors.open("ab") as log:
            # As on a Western Windows: what is printed is UTF-8 all the same.
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, encoding="utf-8",
                env=os.environ | {"PYTHONIOENCODING": "cp1252"} | dict(environment or {}),
            )  # fmt: skip
        self.printed = self._read_until("stop with")
        self.port = int(self._found(r"http://127\.0\.0\.1:(\d+)"))
        self.join_code = self._found(r"join code\s+(\S+)")
        self.password = self._found(r"password\s+(\S+)", missing="")
        self.url = f"http://127.0.0.1:{self.port}"
        token = self.token_file.read_text(encoding="utf-8").strip()
        self.trainer = http_client(self.url, {"authorization": f"Bearer {token}"}, timeout=30)
        self._wait_for_health()

    def _read_until(self, last: str) -> str:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if last in line:
                return "".join(lines)
        raise AssertionError("the server stopped:\n" + self.errors.read_text(encoding="utf-8"))

    def _found(self, pattern: str, missing: str | None = None) -> str:
        found = re.search(pattern, self.printed)
        if found is None:
            assert missing is not None, f"{pattern} is not in what the server printed"
            return missing
        return found.group(1)

    def _wait_for_health(self) -> None:
        until(lambda: self._is_there(), within_s=START_WITHIN_S)

    def _is_there(self) -> bool:
        try:
            return self.trainer.get("/health").status_code == 200
        except httpx2.TransportError:
            return False

    def join(self, name: str, role: str | None = None) -> httpx2.Client:
        """A person's client, seated."""
        body = {"code": self.join_code, "name": name, "role": role}
        told = self.trainer.post("/api/join", json=body)
        assert told.status_code == 200, told.text
        seated = told.json()
        client = http_client(self.url, {"authorization": f"Bearer {seated['token']}"}, timeout=30)
        client.seat = seated["seat"]  # type: ignore[attr-defined]
        return client

    def give(self, name: str, key: str, **arguments: Any) -> dict[str, Any]:
        """A command of the trainer's; refuses to be refused."""
        body = {"key": key, "arguments": arguments}
        told = self.trainer.post(f"/api/commands/{name}", json=body)
        assert told.status_code == 200, told.text
        answer: dict[str, Any] = told.json()
        return answer

    def kill(self) -> None:
        """Kill the process as a power cut does."""
        self.trainer.close()
        self.process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        self._reap()

    def stop(self) -> int:
        """Ask it to stop, as Ctrl+C does; its exit status."""
        self.trainer.close()
        self.process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        assert self.process.stdout is not None
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status


@contextmanager
def serving(data: Path) -> Iterator[ServerProcess]:
    """A server for the length of a block."""
    server = ServerProcess(data)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def until(fact: Callable[[], Any], *, within_s: float = 20.0, every_s: float = 0.05) -> Any:
    """Wait until something is true, and answer it."""
    ends = time.monotonic() + within_s
    while True:
        found = fact()
        if found:
            return found
        assert time.monotonic() < ends, f"not within {within_s} s"
        time.sleep(every_s)
