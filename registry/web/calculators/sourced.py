"""The page of the figures of the sources: inputs, formula, result, printed figure, filters.

The engine recomputes; this module groups and filters.
"""

from __future__ import annotations

from registry.programme.methodologies.calculators import sourced
from registry.web.calculators.contexts import Fact, FigureCard, FigureGroup, FiguresPage, InputRow
from registry.web.calculators.exact import exact_figure, filled_formula, grouped, signed_formula
from registry.web.calculators.forms import Asked
from registry.web.calculators.words import GROUPS, ONLY
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor


def page(visitor: Visitor) -> FiguresPage:
    """All figures, those of one group, or those that do not reproduce."""
    asked = Asked(visitor, action="figures")
    every = sourced.sourced_figures()
    group, only = asked.text("group"), asked.text("only")
    shown = [
        one
        for one in every
        if group in ("", one.group) and (only != "not" or one.reproduces is False)
    ]
    listed = [("", asked.both(en="all", zh="全部"))]
    listed += [(name, word(name, "calculator_groups", asked.language)) for name in GROUPS]
    choices = [(name, word(name, "calculator_only", asked.language)) for name in ONLY]
    return FiguresPage(
        sheet=asked.sheet(
            "filter",
            ((asked.field("group", choices=listed), asked.field("only", choices=choices)),),
        ),
        groups=tuple(
            FigureGroup(
                name=name,
                cards=tuple(card_of(one, asked) for one in shown if one.group == name),
            )
            for name in sourced.groups()
            if any(one.group == name for one in shown)
        ),
        count=len(shown),
        total=len(every),
        wrong=sum(one.reproduces is False for one in every),
        unprinted=sum(one.reproduces is None for one in every),
    )


def card_of(one: sourced.SourcedFigure, asked: Asked) -> FigureCard:
    """One figure with its inputs, each with its source and status."""
    return FigureCard(
        id=one.id,
        name=asked.both(en=one.en, zh=one.zh),
        inputs=tuple(
            InputRow(
                name=given.name,
                value=grouped(given.value),
                unit=given.unit,
                fact=Fact(source=given.source, status=given.status),
            )
            for given in one.inputs
        ),
        formula=signed_formula(one.formula),
        filled=filled_formula(one.formula, {given.name: given.value for given in one.inputs}),
        result=exact_figure(one.result, one.result_fraction),
        unit=one.unit,
        printed=one.printed or "",
        relation=one.relation,
        reproduces=one.reproduces,
        note=asked.both(en=one.note_en, zh=one.note_zh),
        fact=Fact(source=one.source, status=one.status),
    )
