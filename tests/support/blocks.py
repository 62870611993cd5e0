"""The blocks in the procedures' READMEs that are printed from tables; `python -m` writes them.

A block stands between `<!-- table: machine NAME -->` or `<!-- table: refusals PROCEDURE -->` and
`<!-- end -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from ledger.kernel.errors import Refusal
from ledger.kernel.machine import Machine

REGISTRY = Path(__file__).parents[2] / "registry"
PROCEDURES = (
    "committee",
    "participants",
    "methodologies",
    "projects",
    "authorisation",
    "adjustments",
    "issuance",
    "transfers",
    "retirement",
    "compliance",
)
_BLOCK = re.compile(r"(<!-- table: (\w+) ([\w ]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def readme(procedure: str) -> Path:
    """The README of a procedure."""
    return REGISTRY / procedure / "README.md"


def printed(procedure: str, text: str) -> str:
    """The text with every block printed anew from the tables."""

    def block(found: re.Match[str]) -> str:
        kind, name = found.group(2), found.group(3)
        body = _machine(procedure, name) if kind == "machine" else refusals(precedence(name))
        return f"{found.group(1)}{body}\n{found.group(5)}"

    return _BLOCK.sub(block, text)


def machines(procedure: str) -> dict[str, Machine[object]]:  # type: ignore[type-var]
    """The state machines of a procedure by name."""
    if not (REGISTRY / procedure / "machine.py").exists():
        return {}
    module = import_module(f"registry.{procedure}.machine")
    return {m.name: m for m in vars(module).values() if isinstance(m, Machine)}


def precedence(procedure: str) -> tuple[type[Refusal], ...]:
    """What a procedure refuses, in order."""
    found: tuple[type[Refusal], ...] = import_module(f"registry.{procedure}.errors").PRECEDENCE
    return found


def refusals(listed: Iterable[type[Refusal]]) -> str:
    """A table of refusals: code, check, when, what would pass."""
    rows = ["| code | check | when | would pass |", "|---|---|---|---|"]
    for one in listed:
        number = getattr(one, "number", "") or ""
        when = " ".join((one.__doc__ or "").split())
        passes = re.sub(r"\{(\w+)\}", r"‹\1›", one.pass_en)
        rows.append(f"| `{one.code}` | {number} | {when} | {passes} |")
    return "\n".join(rows)


def _machine(procedure: str, name: str) -> str:
    return f"```mermaid\n{machines(procedure)[name].mermaid()}\n```"


def main() -> None:
    """Write every block anew."""
    for procedure in PROCEDURES:
        path = readme(procedure)
        path.write_text(printed(procedure, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
