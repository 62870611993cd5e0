"""Notices for the trainer about a lesson as a whole: its books, its file, its machine.

A notice is shown until its cause is over or, for some kinds, until the trainer has confirmed it.
Notices are not stored: after a restart their causes are detected again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: its sentence in both languages, its severity, whether to confirm it."""

    code: str
    en: str
    zh: str
    grave: bool = True
    confirm: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "audit_broken",
            "The audit at command {command} found {count} broken invariants.",
            "第 {command} 条指令时的审计发现 {count} 条不变式不成立。",
        ),
        Kind(
            "guards_changed",
            "{count} of the lesson file's triggers, indexes and tables are not those of this"
            " version, {first} first: rows can be changed from outside. `tanlu doctor` lists them.",
            "课程文件自身的保护规则有 {count} 处与本版本不同，第一处是 {first}："
            "数据可能被外部改动。命令行的检查命令会列出全部。",
        ),
        Kind(
            "backup_failed",
            "The backup failed; the server's log gives the reason. It will be tried again.",
            "无法备份，原因见服务器日志；到时会再试。",
        ),
        Kind(
            "start_missed",
            "The lesson was to start at {hour}; the server was not running then.",
            "课程原定 {hour} 开始，当时服务器没有运行。",
            grave=False,
            confirm=True,
        ),
        Kind(
            "slept",
            "The computer slept for {seconds} s; lesson time stood still meanwhile.",
            "计算机休眠了 {seconds} 秒，其间课堂时间没有走动。",
            grave=False,
            confirm=True,
        ),
        Kind(
            "disk_full",
            "The server's disk is full: nothing can be stored, and the lesson stands still until"
            " space is free.",
            "服务器磁盘已满：目前无法保存数据，课程停止走动，腾出空间后自动继续。",
        ),
        Kind(
            "disk_unwritable",
            "The server's disk cannot be written: nothing can be stored, and the lesson stands"
            " still until it can be written again.",
            "服务器磁盘无法写入：目前无法保存数据，课程停止走动，恢复写入后自动继续。",
        ),
        Kind(
            "end_lost",
            "The lesson file ends at command {number}; it had {seen} when this server last saw it."
            " The newest commands are lost, or this is an older copy.",
            "课程文件止于第 {number} 条指令；本服务器上次见到时已有 {seen} 条。"
            "最新的指令已丢失，或者这是较早的副本。",
            confirm=True,
        ),
        Kind(
            "another_log",
            "Command {seen} of the lesson file is not the one that this server saw: the file was"
            " replaced, or was continued from an older copy.",
            "课程文件的第 {seen} 条指令与本服务器见过的不同：文件被换过，或是从较早的副本继续的。",
            confirm=True,
        ),
    )
}
"""Every kind of notice by code; the sentences take the facts by name."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind with its figures, and the lesson time in ms at which it was put."""

    kind: Kind
    facts: dict[str, Any]
    at: int

    def text(self, language: str) -> str:
        """The sentence in "zh" or "en"."""
        return (self.kind.zh if language == "zh" else self.kind.en).format(**self.facts)


class Notices:
    """The notices of one open lesson, at most one of each kind; any thread."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._standing: dict[str, Notice] = {}
        self._confirmed: dict[str, Callable[[], None]] = {}

    def put(
        self, code: str, *, on_confirm: Callable[[], None] | None = None, **facts: Any
    ) -> Notice:
        """Put a notice, in place of an earlier one of this kind.

        `on_confirm` runs on the thread that calls `confirm`.
        """
        kind = KINDS[code]
        assert kind.confirm or on_confirm is None, f"nobody confirms {code}"
        notice = Notice(kind, facts, self._now())
        notice.text("en"), notice.text("zh")  # a missing figure shows here, not on the page
        with self._lock:
            self._standing[code] = notice
            self._confirmed.pop(code, None)
            if on_confirm is not None:
                self._confirmed[code] = on_confirm
        return notice

    def clear(self, code: str) -> None:
        """Remove the notice of a kind, if there is one."""
        assert code in KINDS, code
        with self._lock:
            self._standing.pop(code, None)
            self._confirmed.pop(code, None)

    def confirm(self, code: str) -> bool:
        """Remove a notice that the trainer has confirmed; False if there is none to confirm."""
        with self._lock:
            notice = self._standing.get(code)
            if notice is None or not notice.kind.confirm:
                return False
            action = self._confirmed.pop(code, None)
            del self._standing[code]
        if action is not None:
            action()
        return True

    def standing(self) -> list[Notice]:
        """All current notices, grave ones first, then the oldest first."""
        with self._lock:
            return sorted(self._standing.values(), key=lambda n: (not n.kind.grave, n.at))
