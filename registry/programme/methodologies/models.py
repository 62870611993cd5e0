"""The methodologies of a lesson with their source and status."""

from __future__ import annotations

from sqlmodel import Field

from ledger.db import Table


class Methodology(Table, table=True):
    """A methodology by its code; `status` is the reliability of its figures."""

    __append_only__ = True
    code: str = Field(primary_key=True)
    name_en: str
    name_zh: str
    source: str
    status: str
