"""How API routes read: a query on a reading connection, in a thread, off the event loop.

Knows no query.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Query
from sqlmodel import Session

from registry.classroom.live import Live
from registry.edge.callers import Caller, caller, trainer

T = TypeVar("T")

Anybody = Annotated[Caller, Depends(caller)]
"""Somebody who is signed in."""

Trainer = Annotated[Caller, Depends(trainer)]
"""Somebody with the trainer's rights."""

Before = Annotated[int, Query(ge=0, lt=2**53, description="Only older ones than this number.")]
Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]


async def read(live: Live, query: Callable[[Session], T]) -> T:
    """Run a query on the last committed group of a lesson."""

    def in_thread() -> T:
        with live.lesson.reading() as session:
            return query(session)

    return await asyncio.to_thread(in_thread)
