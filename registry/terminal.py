"""How the command line reads and prints: options given once, numbers in digits, output in UTF-8.

It knows no command.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand

from ledger.kernel.numerals import whole_number

UNANSWERED = 3
"""Exit status of a program that failed or could not print; never that of an answer."""

PORT_MOST = 65_535
SEED_MOST = (1 << 63) - 1
"""The largest whole number that a lesson's log keeps."""

Task = TypeVar("Task", bound=Callable[..., Any])


class Once(TyperCommand):
    """A command whose options are given once each: of two values neither is meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line; refuse an option that stands in it twice."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        options: Counter[Any] = Counter(order)
        for option, times in options.items():
            if times > 1:
                raise typer.BadParameter("is given twice", ctx=ctx, param=option)
        return super().parse_args(ctx, args)


class Commands(typer.Typer):
    """A group of commands; what they print is UTF-8 whatever the terminal is set to."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Task], Task]:
        """Register a command, each option of which is given once."""
        return super().command(name, **{"cls": Once, **settings})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run what the command line asks and exit; 1 is an answer and never comes of a crash."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            super().__call__(*args, **kwargs)
        except Exception:
            traceback.print_exc()
            sys.exit(UNANSWERED)


def count(text: str) -> int:
    """A whole number of ASCII digits, zero or more."""
    number = whole_number(str(text), signed=True)
    if number is None:
        raise typer.BadParameter(f"{text!r} is not a whole number in digits")
    if number < 0:
        raise typer.BadParameter(f"{number} is below zero")
    return number


def port_number(text: str) -> int:
    """A port of this machine; 0 is any."""
    return _at_most(count(text), PORT_MOST)


def seed_number(text: str) -> int:
    """A seed that a lesson's log can keep."""
    return _at_most(count(text), SEED_MOST)


def _at_most(number: int, most: int) -> int:
    if number > most:
        raise typer.BadParameter(f"{number} is above {most}")
    return number


def say(text: str) -> None:
    """Print an answer; ends the program when it cannot arrive."""
    try:
        print(text, flush=True)
    except (OSError, ValueError) as error:
        give_up_printing(error)


def complain(text: str) -> None:
    """Print what was wrong; the exit status tells it too, so nothing depends on its arrival."""
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def give_up_printing(error: Exception) -> NoReturn:
    """End with a status that is no answer; what is still to be printed goes nowhere."""
    complain(f"The answer could not be printed: {error}")
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(UNANSWERED)
