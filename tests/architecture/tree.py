"""The tree that the architecture tests read: where it is, and which files are in it.

Knows no rule about any of them.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ledger", "matching", "registry")
SKIPPED = {"__pycache__", ".venv", "venv", "build", "dist", "wheels", "node_modules"}


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders of the checkout, without what tools leave behind."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    files = sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))
    assert files, f"{folders}: a check of no file would pass"
    return files


def label(path: Path) -> str:
    """A file's path in the checkout, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Every file that is, or would be, in the repository; without git, every file of the tree."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        listed = (ROOT / name.decode() for name in names.split(b"\0") if name)
        return sorted({path for path in listed if path.is_file()})
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return sorted(path for path in found if not _left_behind(path.relative_to(ROOT)))


def _left_behind(path: Path) -> bool:
    return any(part in SKIPPED or part.startswith(".") for part in path.parts[:-1])
