"""How the command line reads and prints: options given once, numbers in digits, output in UTF-8."""

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
    """A command that refuses an option given twice, since either value may be the mistake.

    Only an option that takes several values may repeat.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line; refuse an option that stands in it twice."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        options: Counter[Any] = Counter(order)
        for option, times in options.items():
            if times > 1 and not getattr(option, "multiple", False):
                raise typer.BadParameter("is given twice", ctx=ctx, param=option)
        return super().parse_args(ctx, args)


class Commands(typer.Typer):
    """A group of commands; what they print is UTF-8 whatever the terminal is set to."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Task], Task]:
        """Register a command, each option of which is given once."""
        return super().command(name, **{"cls": Once, **settings})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and exit; a crash exits with 3, since 1 is an answer."""
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
    """A port of this machine; 0 takes any free one."""
    return _at_most(count(text), PORT_MOST)


def seed_number(text: str) -> int:
    """A seed that a lesson's log can store."""
    return _at_most(count(text), SEED_MOST)


def _at_most(number: int, most: int) -> int:
    if number > most:
        raise typer.BadParameter(f"{number} is above {most}")
    return number


def say(text: str) -> None:
    """Print an answer; ends the program if that fails."""
    try:
        print(text, flush=True)
    except (OSError, ValueError) as error:
        give_up_printing(error)


def complain(text: str) -> None:
    """Print a mistake to standard error; if that fails, the exit status still shows it."""
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def give_up_printing(error: Exception) -> NoReturn:
    """Exit with `UNANSWERED`; output that is still buffered is discarded."""
    complain(f"The answer could not be printed: {error}")
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(UNANSWERED)
