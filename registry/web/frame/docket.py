"""Items of the joint committee as pages show them: described by their kind, with both votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import Rounding
from registry.programme.committee.kinds import Bilingual, Kind, Split, Subject, kind_of, subject_of
from registry.programme.committee.queries import ItemView
from registry.roles import Side
from registry.web.frame import figures
from registry.web.frame.contexts.shared import SplitTerms
from registry.web.frame.naming import Names


@dataclass(frozen=True, slots=True)
class Matter:
    """The subject of an item, in the page's language."""

    names: Names
    item: ItemView
    kind: Kind
    subject: Subject
    split: Split | None

    @property
    def name(self) -> str:
        """The subject's name."""
        return self.names.both(zh=self.subject.name.zh, en=self.subject.name.en)

    def says(self, sentence: Bilingual) -> str:
        """A sentence of the kind, with the item's figures."""
        return self.names.both(zh=sentence.zh, en=sentence.en).format(
            quantity=figures.tonnes(self.item.quantity),
            name=self.name,
            year=self.subject.year,
            subject=self.item.subject,
        )


def matter_of(session: Session, names: Names, item: ItemView) -> Matter:
    """The subject of an item, as its kind describes it."""
    kind = kind_of(item.kind)
    subject = subject_of(session, item.kind, item.subject)
    return Matter(names, item, kind, subject, kind.split(session, item.subject))


def votes_of(item: ItemView) -> Mapping[str, str]:
    """Side -> object if a member objects, affirm if all with a vote have affirmed, or ""."""
    found = {}
    for side in Side:
        words = [one.vote for one in item.members if one.side == side and not one.recused]
        if "object" in words:
            found[str(side)] = "object"
        else:
            found[str(side)] = "affirm" if words and set(words) == {"affirm"} else ""
    return found


def country_of(session: Session, item: ItemView, side: str) -> str:
    """The country of a side of the committee that decides an item."""
    return agreements.known(session, item.agreement).country(side)


def terms_of(split: Split) -> SplitTerms:
    """The agreement's rule for splitting what is issued."""
    levied = bool(exact(split.sop) or exact(split.omge))
    return SplitTerms(
        rule=split.rule,
        partner=split.partner,
        host=split.host,
        sop=split.sop if levied else "",
        omge=split.omge if levied else "",
        rounded_up=split.rounding == Rounding.CEIL,
        least=split.least if exact(split.least) else "",
        virtual=split.virtual,
        buffer=split.buffer if exact(split.buffer) else "",
    )
