"""Queries of methodologies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.methodologies.models import Methodology


@dataclass(frozen=True)
class MethodologyView:
    """A methodology as pages show it."""

    code: str
    name_en: str
    name_zh: str
    source: str
    status: str


def methodology(session: Session, code: str) -> MethodologyView | None:
    """One methodology, or None."""
    return next((m for m in methodologies(session) if m.code == code), None)


def methodologies(session: Session) -> list[MethodologyView]:
    """All methodologies by code."""
    found = session.exec(select(Methodology).order_by(col(Methodology.code)))
    return [MethodologyView(m.code, m.name_en, m.name_zh, m.source, m.status) for m in found]
