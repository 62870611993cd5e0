"""The JSON API: the same commands and queries as the pages, one file per area.

Routes only: what is refused and why stands in the edge and below.
"""

from __future__ import annotations

from fastapi import APIRouter

from registry.api import accounts, auditor, commands, lesson, market, offsets, programme


def router() -> APIRouter:
    """Every route of the API."""
    whole = APIRouter()
    for area in (lesson, commands, market, accounts, programme, auditor, offsets):
        whole.include_router(area.router())
    return whole
