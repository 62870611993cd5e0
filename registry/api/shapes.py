"""Shapes that the API's description needs: the refusal, the failure, answers to commands.

Pydantic models for OpenAPI; the answers themselves are written by the edge.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class BothLanguages(BaseModel):
    """A text in English and Chinese."""

    en: str
    zh: str


class CheckShape(BaseModel):
    """One failed numbered check of a procedure."""

    number: int
    en: str
    zh: str


class RefusalShape(BaseModel):
    """Why a request was turned down: permanent code, both languages, rule, figures, checks."""

    code: str = Field(description="Permanent dotted code, such as ledger.balance_short.")
    text: BothLanguages
    would_pass: BothLanguages = Field(description="What would have been accepted.")
    rule: str = Field(description="The rule and its source.")
    facts: dict[str, Any] = Field(description="The figures, whole numbers.")
    checks: list[CheckShape] = Field(description="Every failed numbered check, worst first.")


class RefusedShape(BaseModel):
    """The one shape of every refusal."""

    refusal: RefusalShape
    command: int | None = Field(description="Number in the command log; null: never stored.")


class FailedShape(BaseModel):
    """A failure of the server; nothing has changed."""

    failure: str = Field(description="Id under which it stands in the server's log.")
    text: BothLanguages
    command: int | None


class DoneShape(BaseModel):
    """A command that was done, answered after its commit."""

    command: int = Field(description="Number in the command log.")
    answer: dict[str, Any] = Field(description="What the command says came of it.")
    repeated: bool = Field(description="The key was used before; this is the answer it got then.")


REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": RefusedShape, "description": "Refused; nothing has changed."},
    "500": {"model": FailedShape, "description": "A failure of the server, with its id."},
}
"""What every route may answer besides its own shape."""
