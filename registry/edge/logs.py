"""Log lines as JSON: one object per line, never a token, a password or an argument of a command.

It knows loggers only; what is said is decided where it is said.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import TextIO

EXTRA = ("failure", "method", "path", "lesson", "command")
"""Fields that a caller may add to a line; anything else is left out."""


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


def log_to(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> None:
    """Send everything that is logged to a stream, as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # It warns of every job that is still busy at its next time; the jobs tell what went wrong.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
