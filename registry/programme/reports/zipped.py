"""Archives without any trace of when or where they were made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can state for its parts."""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts in their order; equal parts give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, date_time=BEGINNING)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            archive.writestr(part, content)
    return target.getvalue()
