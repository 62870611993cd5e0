"""Generates documentation from the tables: marked blocks in the READMEs, and the glossary.

A block stands between `<!-- table: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import ledger
import matching
import registry
from ledger import audit as books
from ledger.accounts import KINDS
from ledger.kernel.errors import REFUSALS, STAGES, Refusal
from ledger.kernel.machine import Machine
from ledger.transactions import TYPES
from matching import audit as market
from matching.deals import audit as deals
from registry import described, paths
from registry.classroom.audit import SENTENCES
from registry.classroom.catalogue import CATALOGUE
from registry.programme import audit as programme

PACKAGES = (ledger, matching, registry)
SQL = {
    "sum_to_zero": books.SUM_TO_ZERO,
    "balances_add_up": books.BALANCES_ADD_UP,
    "blocks_tile": books.BLOCKS_TILE,
    "blocks_equal_balances": books.BLOCKS_EQUAL_BALANCES,
}
"""Queries that anybody can run on a lesson file."""

_BLOCK = re.compile(r"(<!-- table: ([\w ,]+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_SECTIONS = {
    "term": ("Words", "词语"),
    "role": ("Roles", "角色"),
    "kind": ("Kinds of account", "账户类型"),
    "type": ("Transaction types", "分录类型"),
    "state": ("States", "状态"),
    "trigger": ("Triggers", "动作"),
    "stage": ("First words of refusal codes", "原因代码的首段"),
}


class BlockUnknown(Exception):
    """A marker names a table that does not exist."""


def write(*, check: bool) -> int:
    """Write every block anew; with `check` only list stale files and return 1 if there are any.

    The client's typed methods are written with them.
    """
    stale = 0
    for path in described.write(check=check):
        stale = 1
        sys.stdout.write(f"{'stale' if check else 'written'}: {path}\n")
    for path in documents():
        kept = path.read_text(encoding="utf-8")
        try:
            now = printed(kept)
        except BlockUnknown as unknown:
            raise BlockUnknown(f"{path}: {unknown}") from None
        if now == kept:
            continue
        stale = 1
        sys.stdout.write(f"{'stale' if check else 'written'}: {path}\n")
        if not check:
            path.write_text(now, encoding="utf-8", newline="\n")
    return stale if check else 0


def documents() -> Iterator[Path]:
    """Every Markdown file of the packages, of the checkout's root, and of its `docs`."""
    for package in PACKAGES:
        yield from sorted(Path(package.__path__[0]).rglob("*.md"))
    root = Path(registry.__path__[0]).parent
    if (root / "pyproject.toml").is_file():
        yield from sorted((*root.glob("*.md"), *root.glob("docs/*.md")))


def printed(text: str) -> str:
    """The text with every block generated anew."""

    def block(found: re.Match[str]) -> str:
        return f"{found.group(1)}{table(found.group(2))}\n{found.group(4)}"

    return _BLOCK.sub(block, text)


def table(name: str) -> str:
    """One table by the name in its marker: the kind of table, then optionally which part."""
    kind, _, which = name.partition(" ")
    try:
        return PRINTERS[kind](which)
    except (KeyError, ModuleNotFoundError):
        known = ", ".join(PRINTERS)
        raise BlockUnknown(f"no table '{name}'; they begin with {known}") from None


def every_refusal() -> dict[str, type[Refusal]]:
    """Every refusal by its code; imports every module, since any may declare one."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", "pytest_plugin")):  # needs pytest
                import_module(module.name)
    return dict(sorted(REFUSALS.items(), key=lambda row: (STAGES.index(_stage(row[0])), row[0])))


def machines() -> dict[str, Machine[Any]]:
    """Every state machine of the programme by its name."""
    found: dict[str, Machine[Any]] = {}
    for path in sorted(Path(registry.__path__[0]).rglob("machine.py")):
        module = _imported(path)
        found |= {one.name: one for one in vars(module).values() if isinstance(one, Machine)}
    return found


def _imported(path: Path) -> ModuleType:
    """A module of `registry` by its file."""
    root = Path(registry.__path__[0]).parent
    return import_module(".".join(path.relative_to(root).with_suffix("").parts))


def glossary() -> list[dict[str, str]]:
    """The glossary's entries in the order of the file."""
    text = (paths.fixtures() / "glossary.toml").read_text(encoding="utf-8")
    entries: list[dict[str, str]] = tomllib.loads(text)["entry"]
    return entries


def _stage(code: str) -> str:
    return code.partition(".")[0]


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _with_gaps(text: str) -> str:
    """A refusal's sentence with its figures as ‹names›."""
    return _sentence(re.sub(r"\{(\w+)\}", r"‹\1›", text))


def _rows(heads: list[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _refusals(which: str) -> str:
    """The refusals of one package, in order of precedence."""
    below = {"ledger": "ledger", "matching": "matching", "deals": "matching.deals"}
    if which in below:
        errors = import_module(f"{below[which]}.errors")
    else:
        path = next(Path(registry.__path__[0]).rglob(f"{which}/errors.py"), None)
        if path is None:
            raise KeyError(which)
        errors = _imported(path)
    listed: tuple[type[Refusal], ...] = errors.PRECEDENCE
    numbered = any(getattr(one, "number", 0) for one in listed)
    heads = ["code", *(["check"] if numbered else []), "when", "would pass", "中文"]
    rows = []
    for one in listed:
        number = [getattr(one, "number", "") or ""] if numbered else []
        words = [_sentence(one.__doc__), _with_gaps(one.pass_en), _with_gaps(one.zh)]
        rows.append([f"`{one.code}`", *number, *words])
    return _rows(heads, rows)


def _codes(which: str) -> str:
    """Every code, or those of one stage, with its source."""
    if which not in ("", *STAGES):
        raise KeyError(which)
    shown = [one for code, one in every_refusal().items() if which in ("", _stage(code))]
    return _rows(
        ["code", "when", "中文", "rule"],
        [[f"`{one.code}`", _sentence(one.__doc__), _with_gaps(one.zh), one.rule] for one in shown],
    )


def _machine(which: str) -> str:
    return f"```mermaid\n{machines()[which].mermaid()}\n```"


def _kinds() -> str:
    rows = []
    for one in KINDS.values():
        floor = "0" if one.floored else "−decided" if one.asset.value == "credit" else "none"
        kept = "a registry" if one.in_registry else "no registry"
        sends = "by a reversal" if one.reversible else "never" if one.final else "yes"
        rows.append([f"`{one.name}`", one.asset, one.code, kept, floor, sends, one.why])
    return _rows(["kind", "carries", "type", "kept by", "floor", "sends", "what for"], rows)


def _types() -> str:
    order = list(KINDS)
    rows = []
    for one in TYPES.values():
        pairs = sorted(one.pairs, key=lambda p: (order.index(p[0].name), order.index(p[1].name)))
        legs = "; ".join(f"{source.name} → {target.name}" for source, target in pairs)
        rows.append([f"`{one.code}`", legs, one.why])
    return _rows(["type", "legs", "what for"], rows)


def _commands() -> str:
    """The catalogue: every command with its arguments and roles."""
    rows = []
    for one in CATALOGUE.values():
        arguments = ", ".join(f"`{name}`" for name in one.arguments.model_fields) or "none"
        roles = ", ".join(sorted(one.roles))
        rows.append([f"`{one.name}`", one.en, one.zh, arguments, roles])
    return _rows(["command", "does", "中文", "arguments", "roles"], rows)


def _invariants(which: str) -> str:
    """The invariants that the audit checks: of all parts, or of one."""
    parts: dict[str, Iterable[str]] = {
        "": SENTENCES,
        "books": books.INVARIANTS,
        "market": market.INVARIANTS,
        "deals": deals.INVARIANTS,
        "programme": programme.INVARIANTS,
    }
    return _rows(
        ["invariant", "sentence"],
        [[f"`{name}`", _sentence(SENTENCES[name])] for name in parts[which]],
    )


def _sql(which: str) -> str:
    return f"```sql\n{SQL[which].strip()}\n```"


def _glossary() -> str:
    """The glossary, section by section."""
    sections = []
    for section, (en, zh) in _SECTIONS.items():
        listed = [one for one in glossary() if one["key"].partition(".")[0] == section]
        fields = ["en", "zh", "meaning_en", "meaning_zh", "why", "source"]
        heads = ["English", "中文", "meaning", "释义", "why this word", "source"]
        if any("also_en" in one for one in listed):
            fields[2:2], heads[2:2] = ["also_en", "also_zh"], ["also called", "又称"]
        rows = [[one.get(field, "") for field in fields] for one in listed]
        sections.append(f"## {en} {zh}\n\n{_rows(heads, rows)}")
    return "\n\n".join(sections)


def _whole(printer: Callable[[], str]) -> Callable[[str], str]:
    """A table without parts: its marker has the kind and nothing else."""

    def print_whole(which: str) -> str:
        if which:
            raise KeyError(which)
        return printer()

    return print_whole


PRINTERS: dict[str, Callable[[str], str]] = {
    "refusals": _refusals,
    "codes": _codes,
    "machine": _machine,
    "kinds": _whole(_kinds),
    "types": _whole(_types),
    "commands": _whole(_commands),
    "invariants": _invariants,
    "sql": _sql,
    "glossary": _whole(_glossary),
}
"""The printer of each kind of table."""
