"""Forms of the calculators: values from the address, fields with their errors, refusals.

The engine, not the form, checks what a figure means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.kernel.errors import Check
from registry.programme.methodologies.errors import InputsWrong
from registry.web.calculators.contexts import Field, Sheet
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Choice, Language, RefusalCard
from registry.web.frame.pictures import refusal_card
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor

LONGEST = 200
"""Characters of a field that are read; the engine's own limit is lower."""


class Asked:
    """The values in the address, and the engine's errors about them."""

    def __init__(self, visitor: Visitor, *, action: str) -> None:
        self.language: Language = visitor.language
        self.action = action
        self._given = {name: text[:LONGEST].strip() for name, text in visitor.query.items()}
        self._errors: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The text of a field; '' if it is empty."""
        return self._shown.get(name, self._given.get(name, ""))

    def maybe(self, name: str) -> str | None:
        """The text of a field, or None."""
        return self.text(name) or None

    def begin_with(self, defaults: Mapping[str, str]) -> None:
        """Fill in first values if nothing of a form was sent, so that no page starts empty."""
        if not any(name in self._given for name in defaults):
            self._shown |= defaults

    def both(self, *, en: str, zh: str) -> str:
        """One of two texts."""
        return zh if self.language == "zh" else en

    def tried(
        self,
        calculate: Callable[[], Any],
        *,
        names: Sequence[str],
        said_as: Mapping[str, str] | None = None,
    ) -> tuple[Any, RefusalCard | None]:
        """The engine's answer, or the card of its refusal; failed checks are kept by field.

        `names` are the engine's names of the fields; `said_as` maps those whose name in the address
        differs.
        """
        try:
            return calculate(), None
        except InputsWrong as refusal:
            checks = [self._check(check, names, said_as or {}) for check in refusal.checks]
        labels = ", ".join(check.en.partition(":")[0] for check in checks)
        relabelled = InputsWrong(checks=checks, count=len(checks), fields=labels)
        return None, refusal_card(
            relabelled, action="", number=None, language=self.language, back=to(self.action)
        )

    def _check(self, check: Check, names: Sequence[str], said_as: Mapping[str, str]) -> Check:
        """The same check with the field's label; its text is kept as the field's error."""
        found = next((name for name in names if check.en.startswith(f"{name}: ")), None)
        if found is None:
            return check
        name = said_as.get(found, found)
        wrong = self.both(en=check.en, zh=check.zh)[len(found) + 1 :].strip()
        if not self.text(name):
            wrong = self.both(en="is missing", zh="未给出")
        start, sign, listed = wrong.rpartition(self.both(en=": ", zh="："))
        wrong = start + sign + ", ".join(
            self._label(one) if one in names else one for one in listed.split(", ")
        )  # fmt: skip
        self._errors.setdefault(name, wrong)
        label = self._label(name)
        return Check(check.number, f"{label}: {wrong}", f"{label}：{wrong}")

    def _label(self, name: str) -> str:
        """The label of a field; a numbered one with its row."""
        base, _, row = name.rpartition("_")
        if row.isdecimal():
            return f"{word(base, 'calculator_fields', self.language)} ({row})"
        return word(name, "calculator_fields", self.language)

    def field(
        self,
        name: str,
        *,
        unit: str = "",
        label: str = "",
        choices: Iterable[tuple[str, str]] = (),
    ) -> Field:
        """A field with its value; a choice accepts only its entries."""
        listed = tuple(Choice(value=value, label=text) for value, text in choices)
        return Field(
            name=name,
            id=f"field-{name}",
            label=label or name,
            value=self.text(name),
            unit=unit,
            choices=listed,
            error=self._errors.get(name, ""),
        )

    def sheet(
        self, identifier: str, rows: Sequence[Sequence[Field]], *, others: Iterable[str] = ()
    ) -> Sheet:
        """A form; `others` are the fields of the page's other forms, whose values are kept."""
        kept = tuple((name, self._given[name]) for name in others if self._given.get(name))
        return Sheet(
            id=identifier,
            action=self.action,
            rows=tuple(tuple(row) for row in rows),
            kept=kept,
        )
