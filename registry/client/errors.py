"""What a script gets instead of an answer: a refusal, a failure of the server, no connection."""

from __future__ import annotations

from typing import Any


class TanluError(Exception):
    """Every error of the client; a script that catches it catches all of them."""


class Refused(TanluError):
    """The server refused a request, and nothing has changed.

    `code` is permanent (docs/refusals.md). `facts` are the figures, `rule` names the source, `en`
    and `zh` say why, `would_pass` what would be accepted, by language, and `checks` are the failed
    numbered checks. `command` is the refusal's number in the log; None: it was never logged.
    """

    def __init__(self, status: int, refusal: dict[str, Any], command: int | None) -> None:
        self.status = status
        self.code: str = refusal["code"]
        self.en: str = refusal["text"]["en"]
        self.zh: str = refusal["text"]["zh"]
        self.would_pass: dict[str, str] = refusal["would_pass"]
        self.rule: str = refusal["rule"]
        self.facts: dict[str, Any] = refusal["facts"]
        self.checks: list[dict[str, Any]] = refusal["checks"]
        self.command = command
        super().__init__(f"{self.code}: {self.en} {self.zh}")

    @property
    def figures(self) -> dict[str, int]:
        """The facts that are numbers, such as a limit and what was asked for."""
        return {name: value for name, value in self.facts.items() if isinstance(value, int)}


class Failed(TanluError):
    """The server failed, and nothing has changed. `failure` is the id of its log entry."""

    def __init__(self, failure: str, text: dict[str, str], command: int | None) -> None:
        self.failure, self.text, self.command = failure, text, command
        super().__init__(f"{failure}: {text.get('en', '')} {text.get('zh', '')}")


class NoConnection(TanluError):
    """The server did not answer within the client's patience; it may have run the command.

    To ask again, repeat the command with the same key: it is never run twice.
    """


class KeyUsed(TanluError):
    """Another script of this name uses the seat now: give each client a `name` of its own."""
