"""Models for the API's description: the refusal, the failure, answers to commands.

For OpenAPI only; the edge writes the answers themselves (`registry/edge/answers.py`).
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
    """Why a request was refused: permanent code, both languages, rule, figures, checks."""

    code: str = Field(description="Permanent dotted code, such as ledger.balance_short.")
    text: BothLanguages
    would_pass: BothLanguages = Field(description="What would have been accepted.")
    rule: str = Field(description="The rule and its source.")
    facts: dict[str, Any] = Field(description="The figures, whole numbers.")
    checks: list[CheckShape] = Field(description="Every failed numbered check, worst first.")


class RefusedShape(BaseModel):
    """The shape of every refusal."""

    refusal: RefusalShape
    command: int | None = Field(description="Number in the command log; null: never stored.")
    repeated: bool = Field(description="The key was used before; this is the answer it got then.")


class FailedShape(BaseModel):
    """A failure of the server; nothing has changed."""

    failure: str = Field(description="Id of its entry in the server's log.")
    text: BothLanguages
    command: int | None
    repeated: bool = Field(description="The key was used before; this is the answer it got then.")


class DoneShape(BaseModel):
    """An accepted command, answered after its commit."""

    command: int = Field(description="Number in the command log.")
    answer: dict[str, Any] = Field(description="The command's own answer.")
    repeated: bool = Field(description="The key was used before; this is the answer it got then.")


class EffectsShape(BaseModel):
    """The effects of a command on its order; nothing about other seats."""

    blocked_fen: int = Field(description="Cash that is reserved, with all fees.")
    blocked_t: int = Field(description="Tonnes that are reserved.")
    released_fen: int = Field(description="Reserved cash released for tonnes that do not trade.")
    released_t: int = Field(description="Reserved tonnes released that do not trade.")
    fills: list[tuple[int, int]] = Field(description="Own trades at once: price, tonnes.")
    average_fen: int | None = Field(description="Their mean price, half up; null: none.")
    rests_t: int = Field(description="Tonnes that rest or wait afterwards.")
    cancelled_t: int = Field(description="Tonnes that leave without a trade.")
    stops: list[int] = Field(description="Own stops that are triggered.")
    changed: list[tuple[int, int]] = Field(description="Other own orders, and what stays open.")
    gathers: bool = Field(description="A call auction gathers orders; nothing trades at once.")
    indicative_fen: int | None = Field(description="The call's price with this order in it.")
    breaker: bool = Field(description="The circuit breaker begins a call.")


class PreviewShape(DoneShape):
    """The answer that a command would have; its number is the one that it would get."""

    effects: EffectsShape | None = Field(description="Null where the command is about no order.")


REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": RefusedShape, "description": "Refused; nothing has changed."},
    "500": {"model": FailedShape, "description": "A failure of the server, with its id."},
}
"""Answers that every route may give besides its own."""
