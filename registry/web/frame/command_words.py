"""Words for commands: their names, and the headings of their receipts and refusals.

Both languages come from the commands themselves; the catalogs get the Chinese from here.
"""

from __future__ import annotations

from registry.classroom.catalogue import CATALOGUE
from registry.command import Words

PAIRS: dict[str, dict[str, Words]] = {
    "actions": {name: (one.en, one.zh) for name, one in CATALOGUE.items()},
    "done": {
        "held": ("Proposed; it waits for its approval", "已提交，等待复核"),
        "delayed": ("Proposed; it is carried out after its delay", "已提交，延迟期满后办理"),
        **{name: one.done for name, one in CATALOGUE.items() if one.done},
    },
    "not_done": {
        "": ("Not done", "未受理"),
        **{name: one.not_done for name, one in CATALOGUE.items() if one.not_done},
    },
}
"""Table -> code -> English and Chinese."""

TABLES = {table: {code: en for code, (en, _) in words.items()} for table, words in PAIRS.items()}
"""Every table by name."""
