"""Start Tanlu on a machine that has only Python: environment, locked packages, server, browser.

`python3 start.py` starts the server, `python3 start.py test` runs every test. This file uses the
standard library only, and works on Linux, macOS and Windows.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "tanlu-installed.txt"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN, TEST = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
FIRST_PORT, PORTS = 8000, 20
OPENER = "open-when-ready"
# Test files run in parallel, each file on one worker; browser tests stay last.
SPREAD = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
ADD_PIP = "import ensurepip; ensurepip.bootstrap()"

OLD_PYTHON = """Tanlu needs Python 3.11 or newer, this is {version}: install a newer one and start \
again with it.
需要 Python 3.11 或更新版本，当前为 {version}：请安装新版本后重新启动。"""
NO_VENV = """This Python cannot make environments: install its venv module (Debian, Ubuntu: \
sudo apt-get install python3-venv) and start again.
当前 Python 缺少 venv 模块：请先安装（Debian、Ubuntu：sudo apt-get install python3-venv），\
再重新启动。"""
NO_PACKAGES = """The packages could not be fetched: check the network (or set PIP_INDEX_URL to a \
mirror near you) and start again; for a room without internet, run
    python3 -m pip download --require-hashes -r {file} -d wheels
on a machine of the same kind that has it, copy the folder, and start with --wheels wheels.
无法下载所需的软件包：请检查网络（或用 PIP_INDEX_URL 指定镜像）后重新启动；没有网络的教室，\
请在同类型的联网电脑上运行上面的命令，复制 wheels 文件夹，再以 --wheels wheels 启动。"""
NO_WHEELS = """The packages are not all in {folder}: fill it with
    python3 -m pip download --require-hashes -r {file} -d {folder}
on a machine of the same kind that has internet.
{folder} 中的软件包不全：请在同类型的联网电脑上运行上面的命令。"""


class CannotStart(Exception):
    """What is missing and how to fix it, in both languages."""


def main(words: list[str]) -> int:
    """Run what the command line says; return the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the message is for older versions
        raise CannotStart(OLD_PYTHON.format(version=sys.version.split()[0]))
    if words[:1] == [OPENER]:
        return open_when_ready(words[1])
    if words[:1] == ["test"]:
        return test(words[1:])
    return serve(words)


def serve(words: list[str]) -> int:
    """Install the packages of the server, then become the server."""
    parser = argparse.ArgumentParser(
        prog="start.py",
        allow_abbrev=False,
        description="Start Tanlu: the server, a demonstration lesson, and a browser to see it.",
        epilog="Also, as for `tanlu serve`: --data FOLDER, --public-url URL, --lesson PLAN,"
        " --trainer-token-file FILE, --seed N. `start.py test` runs the tests; more words go to"
        " pytest.",
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all)")
    parser.add_argument("--port", type=int, help="port (default: the first free one from 8000)")
    parser.add_argument("--wheels", type=Path, help="folder of packages; use no network")
    asked, others = parser.parse_known_args(words)
    install(RUN, asked.wheels)
    port = asked.port or free_port(asked.host, any_port=asked.port == 0)
    if not asked.no_open and has_screen():
        seen = "127.0.0.1" if asked.host in ("0.0.0.0", "::") else asked.host
        opener = [sys.executable, str(ROOT / "start.py"), OPENER, f"http://{seen}:{port}"]
        subprocess.Popen(opener, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return become(["-m", "registry", "serve", "--host", asked.host, "--port", str(port), *others])


def test(words: list[str]) -> int:
    """Install the packages of the tests, then run them."""
    parser = argparse.ArgumentParser(
        prog="start.py test",
        allow_abbrev=False,
        description="Run every test. Other words go to pytest, for example: -m quick",
    )
    parser.add_argument("--wheels", type=Path, help="folder of packages; use no network")
    asked, others = parser.parse_known_args(words)
    install(TEST, asked.wheels)
    os.chdir(ROOT)
    # Dozens of tests start a server: none of them compiles every module anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return become(["-m", "pytest", *SPREAD, *others])


def install(requirements: Path, wheels: Path | None) -> None:
    """Install exactly the locked packages, unless they are installed already."""
    make_environment()
    # The packages of the tests include those of the server.
    enough = (digest(requirements), digest(TEST))
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") in enough:
        return
    STAMP.unlink(missing_ok=True)
    print("Installing the locked packages; the first time takes about a minute ...", flush=True)
    source = ["--no-index", "--find-links", str(wheels.resolve())] if wheels else []
    sentence = NO_WHEELS if wheels else NO_PACKAGES
    refused = sentence.format(file=requirements.name, folder=wheels)
    pip(["--require-hashes", "-r", str(requirements), *source], refused=refused)
    pip(["--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)], refused=refused)
    STAMP.write_text(digest(requirements), encoding="utf-8")


def make_environment() -> None:
    """Make a virtual environment with pip, unless there is one that works."""
    if runs("import pip"):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise CannotStart(NO_VENV)
    if runs("import sys; assert sys.version_info >= (3, 11)") and runs(ADD_PIP):
        return
    import venv

    print(f"Making the environment {ENVIRONMENT} ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)
    except subprocess.CalledProcessError:
        raise CannotStart(NO_VENV) from None


def runs(line: str) -> bool:
    """Whether the environment's Python runs this line without an error."""
    if not PYTHON.exists():
        return False
    try:
        return subprocess.run([str(PYTHON), "-c", line], capture_output=True).returncode == 0
    except OSError:
        return False


def digest(requirements: Path) -> str:
    """A digest that changes with the packages, the project's metadata, its folder or Python."""
    parts = [requirements.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [str(ROOT).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def pip(words: list[str], *, refused: str) -> None:
    """Install with pip; raise CannotStart with the end of its output and `refused` if it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    result = subprocess.run(
        [*command, "--no-input", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if result.returncode:
        tail = "\n".join(line for line in result.stdout.splitlines() if "ERROR" in line)
        raise CannotStart(f"{tail or result.stdout[-2000:]}\n{refused}")


def free_port(host: str, *, any_port: bool) -> int:
    """The first free port from 8000, or any free port."""
    tried = [0] if any_port else [*range(FIRST_PORT, FIRST_PORT + PORTS), 0]
    for port in tried:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name != "nt":  # on Windows the option would share a port in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return FIRST_PORT  # the host address itself is wrong: the server reports it


def become(words: list[str]) -> int:
    """Replace this process by the environment's Python, so that signals reach it directly."""
    sys.stdout.flush()
    command = [str(PYTHON), *words]
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the child got the signal too, and ends on its own


def has_screen() -> bool:
    """Whether there is a graphical screen; a text browser must not take over the terminal."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_when_ready(address: str) -> int:
    """Open the browser when the server answers; give up after a minute or when the server ends."""
    server, until = os.getppid(), time.monotonic() + 60
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and os.getppid() == server:
        try:
            with direct.open(f"{address}/health", timeout=2):
                return 0 if webbrowser.open(address) else 1
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit(130)
