"""Log lines as JSON: one object per line, never a token, a password or an argument of a command."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from typing import Any, TextIO

from ledger.files import DriverError

EXTRA = ("failure", "method", "path", "lesson", "command")
"""Fields that a caller may add to a line; all others are omitted."""


FRAMES_MOST = 30
"""Innermost lines of a traceback that are logged."""

OWN_WORDS = (DriverError, OSError)
"""Errors whose text comes from the database or the system; others may repeat user input."""


class JsonLines(logging.Formatter):
    """One log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and text, the allowed extra fields, and the traceback if any."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        for name in EXTRA:
            if hasattr(record, name):
                line[name] = getattr(record, name)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

    def formatException(self, ei: Any) -> str:
        """The lines of code, the innermost last, and the kind of each error, causes first."""
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            text = f": {error}" if isinstance(error, OWN_WORDS) else ""
            frames = traceback.format_tb(error.__traceback__, limit=-FRAMES_MOST)
            parts.insert(0, "".join(frames) + type(error).__qualname__ + text)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(parts)


def log_to(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> None:
    """Send all log records to a stream, as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # It warns of every job that is still running at its next time; the jobs log their own errors.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
