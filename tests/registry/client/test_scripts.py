"""Goal: the examples of docs/scripts.md do what stands under them, in both languages.

Method: the code is taken out of the text and run as a script against a server process.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from registry.own_server import LessonOnServer
from tests.architecture import tree

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", re.DOTALL)
PAGES = ("scripts.md", "scripts.zh.md")
CLASS_LINES_MOST = 80


def examples(page: str) -> list[tuple[str, str]]:
    """The examples of a page: code, and what it prints."""
    return BLOCK.findall((tree.ROOT / "docs" / page).read_text(encoding="utf-8"))


def printed(server: LessonOnServer, code: str, folder: Path) -> str:
    """What a script prints; it must end well."""
    (folder / "script.py").write_text(code, encoding="utf-8")
    (folder / "token").write_text(server.token, encoding="utf-8")
    line = [sys.executable, str(folder / "script.py"), server.url, str(folder / "token")]
    environment = os.environ | {"PYTHONPATH": str(tree.ROOT), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(line, capture_output=True, encoding="utf-8", env=environment, timeout=150)

    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


def test_both_languages_have_the_same_ten_examples() -> None:
    english, chinese = map(examples, PAGES)

    assert 10 == len(english) and english == chinese


def test_the_examples_do_what_stands_under_them(server: LessonOnServer, tmp_path: Path) -> None:
    *steps, _ = examples(PAGES[0])
    said = printed(server, "\n".join(code for code, _ in steps), tmp_path)

    assert "".join(text for _, text in steps) == said


def test_a_scripted_class_gives_equal_heads(server: LessonOnServer, tmp_path: Path) -> None:
    code, text = examples(PAGES[0])[-1]

    assert code.count("\n") < CLASS_LINES_MOST
    assert not re.search(r"sleep|while .*(clock|wait|query)", code)
    assert text == printed(server, code, tmp_path)
