"""Refusals: a permanent code, figures, sentences in both languages, the rule, and what would pass.

A Refusal is a mistake of the caller and part of the lesson; faults of the program are assertions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

STAGES = ("access", "machine", "ledger", "risk", "book", "clearing", "procedure", "classroom")
"""First word of every code, in the order in which a request passes these stages."""

REFUSALS: dict[str, type[Refusal]] = {}
"""Every declared refusal by its code."""


WORDS: dict[str, dict[str, tuple[str, str]]] = {}
"""Sort of code -> code -> its word in English and Chinese; filled by `name_codes`."""


def name_codes(sort: str, words: Mapping[str, tuple[str, str]]) -> None:
    """Declare the words of a sort's codes in sentences: code -> English and Chinese."""
    WORDS.setdefault(sort, {}).update(words)


YEAR = "year"
"""The sort of facts that are calendar years: sentences show them without thousands commas."""


def codes(**sorts: str) -> Mapping[str, str]:
    """Facts of a refusal that are codes or years, each with its sort."""
    return MappingProxyType(sorts)


@dataclass(frozen=True)
class Check:
    """One failed numbered check of a procedure: its number, and both languages with figures."""

    number: int
    en: str
    zh: str


@dataclass(frozen=True)
class Fix:
    """A suggested fix: the argument to change, and the facts with which the request would pass.

    Of several facts, the one nearest to the requested value is suggested.
    """

    argument: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """Names of the facts of an exceeded limit, in tonnes: requested, left, and used before."""

    asked: str
    left: str
    used: str = ""


class Refusal(Exception):
    """A request that was understood and refused; nothing has changed.

    Subclasses declare `code` (dotted, permanent), the sentences `en` and `zh`, what would pass
    (`pass_en`, `pass_zh`), the `rule` with its source, and the HTTP `status`. The sentences are
    formatted with the facts given to the constructor; `words` names the facts that are codes, or
    lists of codes, and their sort: sentences show their words, and years as they are written.
    `checks` are the failed numbered checks of a procedure, in order of precedence.

    For forms a subclass may also declare `fixes`, the argument to change and its new value;
    `limit`, the facts that a page draws as a bar; and `confirmed_by`, for a refusal that only asks
    for confirmation, the fact with the arguments that confirm.
    """

    code: ClassVar[str] = ""
    en: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    pass_en: ClassVar[str] = ""
    pass_zh: ClassVar[str] = ""
    rule: ClassVar[str] = ""
    words: ClassVar[Mapping[str, str]] = codes()
    fixes: ClassVar[Fix | None] = None
    limit: ClassVar[Limit | None] = None
    confirmed_by: ClassVar[str] = ""
    status: ClassVar[int] = 400

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.code:
            return
        assert re.fullmatch(r"[a-z]+(\.[a-z_0-9]+)+", cls.code), cls.code
        assert cls.code.split(".")[0] in STAGES, f"{cls.code}: the first word is no stage"
        assert cls.code not in REFUSALS, f"{cls.code} is declared twice"
        assert cls.__doc__, f"{cls.code} has no docstring"
        for field in ("en", "zh", "pass_en", "pass_zh", "rule"):
            assert getattr(cls, field), f"{cls.code} lacks {field}"
        _assert_in_sentences(cls)
        REFUSALS[cls.code] = cls

    def __init__(self, *, checks: Iterable[Check] = (), **facts: Any) -> None:
        assert self.code, "only declared refusals are raised"
        self.facts = facts
        self.checks = tuple(checks)
        super().__init__(self.code)

    def __str__(self) -> str:
        # Formatted when it is read: most refusals are answered by code and figures only.
        return f"{self.code}: {self.text('en')}"

    def text(self, language: str) -> str:
        """The refusal as a sentence with its figures, in `en` or `zh`."""
        return (self.zh if language == "zh" else self.en).format_map(shown(self.worded(language)))

    def would_pass(self, language: str) -> str:
        """The request that would pass, as a sentence in `en` or `zh`."""
        return (self.pass_zh if language == "zh" else self.pass_en).format_map(
            shown(self.worded(language))
        )

    def fixed(self, arguments: Mapping[str, Any]) -> tuple[str, int] | None:
        """The argument to change and the value with which it passes; None without such a fact."""
        if self.fixes is None:
            return None
        requested = arguments.get(self.fixes.argument) or 0
        known = (self.facts.get(fact) for fact in self.fixes.facts)
        passing = [value for value in known if isinstance(value, int) and value > 0]
        if not passing:
            return None
        return self.fixes.argument, min(passing, key=lambda value: abs(value - requested))

    def over_limit(self) -> tuple[int, int, int] | None:
        """Tonnes requested, left and used before; None unless more was requested than is left."""
        if self.limit is None:
            return None
        names = (self.limit.asked, self.limit.left, self.limit.used)
        asked, left, used = (self.facts.get(name, 0) for name in names)
        return (asked, left, used) if asked > left else None

    def confirmed(self) -> Mapping[str, Any] | None:
        """The arguments that confirm the request; None unless the refusal asks for confirmation."""
        answer = self.facts.get(self.confirmed_by)
        return answer if isinstance(answer, dict) else None

    def worded(self, language: str) -> dict[str, Any]:
        """The facts with words in place of codes, in `en` or `zh`."""
        facts = dict(self.facts)
        for fact, sort in self.words.items():
            if sort == YEAR:
                facts[fact] = str(facts[fact])
            elif isinstance(facts.get(fact), str):
                facts[fact] = worded(facts[fact], sort, language)
        return facts

    def outcome(self) -> dict[str, Any]:
        """The refusal as the command log stores it: code, facts and failed checks, no sentence."""
        kept: dict[str, Any] = {"refused": self.code, "facts": self.facts}
        if self.checks:
            kept["checks"] = [[c.number, c.en, c.zh] for c in self.checks]
        return kept

    @classmethod
    def from_outcome(cls, outcome: dict[str, Any]) -> Refusal:
        """The refusal that the command log stores as an outcome."""
        checks = [Check(*row) for row in outcome.get("checks", ())]
        return REFUSALS[outcome["refused"]](checks=checks, **outcome["facts"])

    def as_answer(self) -> dict[str, Any]:
        """The one shape in which the JSON API and the pages show a refusal."""
        return {
            "code": self.code,
            "text": {"en": self.text("en"), "zh": self.text("zh")},
            "would_pass": {"en": self.would_pass("en"), "zh": self.would_pass("zh")},
            "rule": self.rule,
            "facts": self.facts,
            "checks": [{"number": c.number, "en": c.en, "zh": c.zh} for c in self.checks],
        }


def _assert_in_sentences(cls: type[Refusal]) -> None:
    """The facts of a fix and a limit are in the sentences, so that form and sentence agree."""
    fixing = cls.fixes.facts if cls.fixes else ()
    limiting = (cls.limit.asked, cls.limit.left, cls.limit.used) if cls.limit else ()
    for facts, sentences in (
        (fixing, (cls.pass_en, cls.pass_zh)),
        (filter(None, limiting), (cls.en + cls.pass_en, cls.zh + cls.pass_zh)),
    ):
        for fact in facts:
            for sentence in sentences:
                assert f"{{{fact}}}" in sentence, f"{cls.code}: no sentence says {fact}"


def worded(codes: str, sort: str, language: str) -> str:
    """The words of a code, of a record such as `transfer 3`, or of codes between commas.

    A code without a word is shown as it is.
    """
    return ("、" if language == "zh" else ", ").join(
        _word(code, WORDS.get(sort, {}), language) for code in codes.split(", ")
    )


def _word(code: str, words: Mapping[str, tuple[str, str]], language: str) -> str:
    kind, _, number = code.rpartition(" ")
    if code not in words and kind in words and number.isdecimal():
        return f"{_word(kind, words, language)} {number}"
    return words.get(code, (code, code))[1 if language == "zh" else 0]


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as sentences show them: whole numbers with thousands commas, `_fen` as CNY."""
    return {name: _figure(name, value) for name, value in facts.items()}


def _figure(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    if name == "fen" or name.endswith("_fen"):
        sign, fen = ("−" if value < 0 else ""), abs(value)
        return f"{sign}{fen // 100:,}.{fen % 100:02d}"
    return f"{value:,}".replace("-", "−")
