"""Register the methodologies of a lesson."""

from __future__ import annotations

from ledger.books import Books
from registry.programme.methodologies.models import Methodology


def enter(books: Books, *, code: str, name_en: str, name_zh: str, source: str, status: str) -> None:
    """Register one methodology; projects refer to its code."""
    session = books.session
    session.add(
        Methodology(code=code, name_en=name_en, name_zh=name_zh, source=source, status=status)
    )
    session.flush()
