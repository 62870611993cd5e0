"""Files of the tables that parties submit: handed out, and read back to be compared. Reads only.

Who submitted what is public in the lesson; a draft is its own government's and the trainer's.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from registry.api.reading import Anybody, read
from registry.api.shapes import REFUSED, RefusalShape
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.edge.answers import answer
from registry.edge.callers import Caller, server_of
from registry.edge.errors import ThingUnknown
from registry.programme.participants.queries import participant
from registry.programme.reports import queries
from registry.programme.reports.differences import differences
from registry.programme.reports.files import MEDIA_TYPES, as_json, file_of, name_of
from registry.programme.reports.machine import GOVERNMENTS
from registry.programme.reports.queries import ReportView
from registry.programme.reports.reading import Format, read_file
from registry.programme.reports.tables import Submission

READ_PATH = "/api/reports/read"
"""The address that accepts a file."""


class ComparedShape(BaseModel):
    """The version with which a file was compared."""

    report: int
    party: str
    year: int
    version: str
    state: str


class DifferenceShape(BaseModel):
    """A cell that differs, in the words of the command report.correct; or a whole row."""

    part: str
    row: int = Field(description="Row of the version, from 1; 0: only the file has it.")
    file_row: int = Field(description="Row of the file, from 1; 0: the file lacks it.")
    field: str = Field(description="Column; empty for a whole row.")
    value: str
    file_value: str


class FaultShape(BaseModel):
    """What is wrong with a row (from 1) of a table, by itself or with others."""

    fault: str
    part: str
    row: int
    field: str = Field(description="Column; empty for the whole row.")
    value: str


class ReadShape(BaseModel):
    """What a file says: the tables, or every mistake."""

    format: str | None = Field(description="xlsx, csv, json; null: another kind of file.")
    sound: bool
    errors: list[RefusalShape] = Field(description="Each with sheet and cell among its facts.")
    further_errors: int = Field(description="Mistakes that are not listed.")
    submission: dict[str, list[dict[str, Any]]] | None = Field(
        description="The five tables with the keys of CAD Trust; null with mistakes."
    )
    faults: list[FaultShape] | None = Field(
        description="What keeps it from being validated, at most 500; null: not looked for."
    )
    compared_with: ComparedShape | None = Field(description="null: with none.")
    differences: list[DifferenceShape]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api/reports", tags=["reports"], responses=REFUSED)
    routes.add_api_route(
        "/read",
        read_back,
        methods=["POST"],
        summary="Read a file of the five tables and compare it; nothing is stored",
        response_model=ReadShape,
        openapi_extra={"requestBody": _body()},
    )
    routes.add_api_route(
        "/{report}/file",
        file,
        methods=["GET"],
        summary="The five tables of one version as a file",
        responses={**SHOWS, 200: {**SHOWS["200"], "content": _contents()}},
        response_class=Response,
    )
    return routes


def _contents() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return dict.fromkeys(MEDIA_TYPES.values(), binary)


def _body() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"required": True, "content": {"application/octet-stream": binary}}


async def file(
    who: Anybody,
    report: Annotated[int, Path(ge=1, lt=2**53)],
    format: Annotated[Format, Query(description="A workbook, five CSV files as zip, or JSON.")] = (
        Format.WORKBOOK
    ),
) -> Response:
    """A draft as it would be submitted, or what was submitted, with results of the comparison."""

    def query(session: Session) -> Submission | None:
        version = queries.report(session, report)
        if version is None or not is_visible(session, who, version):
            return None
        return queries.submission(session, report)

    found = await read(who.live, query)
    if found is None:
        raise ThingUnknown(address=f"/api/reports/{report}/file")
    content = await asyncio.to_thread(file_of, found, format)
    name = f'attachment; filename="{name_of(found, format)}"'
    return Response(
        content, media_type=MEDIA_TYPES[format], headers={"content-disposition": name}
    )  # fmt: skip


async def read_back(
    request: Request,
    who: Anybody,
    report: Annotated[
        int,
        Query(ge=0, lt=2**53, description="Version to compare with; 0: the newest."),
    ] = 0,
) -> Response:
    """Every mistake of a file with sheet and cell, or its tables and how they differ from a
    version: the newest of its party and year that one may see, unless another is named.
    """
    content = await request.body()
    async with server_of(request.scope).files:  # one at a time: the market goes on meanwhile
        reading = await asyncio.to_thread(read_file, content)
    told = {**as_json(reading), "compared_with": None, "differences": []}

    def query(session: Session) -> tuple[ReportView, Submission] | None:
        version = queries.report(session, report) if report else None
        if not report and reading.submission is not None:
            version = _newest(session, who, reading.submission)
        if version is None or not is_visible(session, who, version):
            return None
        return version, queries.as_submitted(session, version.report)

    found = await read(who.live, query)
    if report and found is None:
        raise ThingUnknown(address=f"/api/reports/{report}")
    if found is not None and reading.submission is not None:
        version, submission = found
        told["compared_with"] = {key: getattr(version, key) for key in ComparedShape.model_fields}
        told["differences"] = [asdict(one) for one in differences(submission, reading.submission)]
    return answer(told)


def _newest(session: Session, who: Caller, file: Submission) -> ReportView | None:
    """The newest version of the party and year of a file that the caller may see."""
    party, year = file.submission["party"], file.submission["reported_year"]
    versions = [
        one
        for one in queries.reports(session)
        if (one.alpha3, one.year) == (party, year) and is_visible(session, who, one)
    ]
    return versions[-1] if versions else None


def is_visible(session: Session, who: Caller, version: ReportView) -> bool:
    """Whether a caller may see a version: a submitted one, or the draft of its own government."""
    if version.submitted_at is not None:
        return True
    state = who.state
    if state is None:
        return who.is_trainer
    own = participant(session, who.seat)
    return own is not None and own.country == version.party and not GOVERNMENTS.isdisjoint(
        state.offices
    )  # fmt: skip
