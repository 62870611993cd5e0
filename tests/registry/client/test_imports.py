"""Goal: a script's client loads nothing of the server, so that it starts fast on any machine.

Method: a process that imports it, and lists what was loaded.
"""

from __future__ import annotations

import json
import subprocess
import sys

SERVER = {"ledger", "matching", "fastapi", "starlette", "pydantic", "sqlmodel", "sqlalchemy"}


def loaded_by(line: str) -> set[str]:
    """The names of all modules that a process has after a line of code."""
    code = f"{line}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_client_and_its_bots_load_nothing_of_the_server() -> None:
    names = loaded_by("import registry.client, registry.client.bots.market_maker")

    assert "registry.client.sync" in names
    assert set() == SERVER & {name.partition(".")[0] for name in names}
    own = {name for name in names if name.startswith("registry.")}
    assert {"registry.client"} == {".".join(name.split(".")[:2]) for name in own}


def test_what_declares_refusals_loads_their_words() -> None:
    names = loaded_by("import registry.compliance.check")

    assert {"ledger.kernel.errors", "registry.wording"} <= names
