"""What the arguments of commands are made of: whole numbers and short texts as JSON carries them.

Knows no command.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""

Whole = Annotated[int, Field(ge=-EXACT, le=EXACT)]
Tonnes = Annotated[int, Field(ge=-EXACT, le=EXACT, description="Whole tonnes.")]
Text = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=0, le=EXACT)]


class Arguments(BaseModel):
    """Arguments of a command; unknown fields and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Confirmable(Arguments):
    """Arguments of a command that can be asked about.

    `confirmed` false asks for a second look: what looks like finger trouble is then refused until
    it is sent with true; null: no look.
    """

    confirmed: bool | None = None
