"""Kinds of items: an item's subject, the effect of its decision, and who may use it and when.

Each procedure declares its own kind. The committee, its pages and its audits learn from the kind
all that they need of a subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.errors import name_codes
from registry.programme.committee.models import CommitteeItem
from registry.roles import Actor, Role, Side


class Bilingual(NamedTuple):
    """A text in both languages; a kind's sentences have places for figures, such as {quantity}."""

    en: str
    zh: str


class Portion(NamedTuple):
    """Tonnes of a vintage of a decided quantity that one holder of a side receives, in its country.

    `levy` is not empty for a levy or the buffer; `seat` is then the owner of the account that takes
    it.
    """

    side: Side
    country: str
    seat: str
    quantity: int
    vintage: int
    levy: str = ""


class Split(NamedTuple):
    """The split of a decided quantity: the rule, and each side's share as text.

    `portions` are by vintage; in each vintage the levies come first, then the partner's. `sop`,
    `omge`, `buffer` and `least` (the least share of the partner's government) are percentages as
    exact text.
    `virtual`: nothing of it will be issued.
    """

    rule: str
    partner: str
    host: str
    portions: tuple[Portion, ...]
    sop: str = "0"
    omge: str = "0"
    rounding: str = "floor"
    least: str = "0"
    virtual: bool = False
    buffer: str = "0"


@dataclass(frozen=True)
class Subject:
    """The subject of an item as pages show it; an empty `code` and a `year` None are not shown.

    `agreement` is the one whose joint committee decides it.
    """

    name: Bilingual
    agreement: str
    code: str = ""
    year: int | None = None


class Paper(NamedTuple):
    """A paper of an item: its name as a code of the sort `paper`, and what it says, as text."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of name and text, in hexadecimal."""
        return sha256(f"{self.name}\n{self.text}".encode()).hexdigest()


class Fault(NamedTuple):
    """A figure of a paper that the record has otherwise: paper, figure, what each of them says."""

    paper: str
    figure: str
    said: str
    record: str


PROPOSAL = "proposal"
"""What an objection names where an item has no papers: the proposal itself."""


def digest_of(papers: Iterable[Paper]) -> str:
    """The SHA-256 of an item's papers: of their digests, in order."""
    return sha256("\n".join(paper.digest for paper in papers).encode()).hexdigest()


def no_papers(session: Session, subject: int) -> tuple[Paper, ...]:
    """`papers` of kinds whose items are nothing but their proposal."""
    return ()


def no_faults(session: Session, subject: int) -> tuple[Fault, ...]:
    """`faults` of kinds whose papers are always those of the record."""
    return ()


def nobody(session: Session, subject: int) -> frozenset[str]:
    """`parties` of kinds in which no company has an interest."""
    return frozenset()


def no_effect(books: Books, item: CommitteeItem, by: Actor, at: int) -> dict[str, Any]:
    """`follow` of kinds whose subject waits until its decision is used."""
    return {}


def as_before(session: Session, subject: int, quantity: int) -> int:
    """`quantity` of kinds whose tonnes no revision changes."""
    return quantity


def no_split(session: Session, subject: int) -> Split | None:
    """`split` of kinds whose decisions share no tonnes out."""
    return None


def at_once(session: Session, item: CommitteeItem, at: int) -> None:
    """`ready` of kinds whose decisions can be used as soon as they are adopted."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of item. Its sentences may name {quantity}, {name}, {year} and {subject}.

    `matter` and `headline` follow the item's number, in short and in full; `consent` is the text of
    the button; `record` names the subject's own record. `subject` reads it by its number.

    `circulated_by` is the command that circulates an item (its answer has `item` and, as `key`, the
    subject), `used_by` the command that uses a decision (its argument `key` is the subject).

    `quantity` reads the tonnes again when a revised item is circulated (given those before);
    `papers` are what the members read, and what an objection names; `records` the same papers as
    the record would write them, and `faults` the figures in which they differ; `parties` the
    companies whose people have no vote; `stakes` the officials whose office has a stake, who are
    expected to recuse themselves. `follow` is called when an item is adopted, published, objected
    to or dropped; what it returns stands in the answer of a publication. Only `users` use the
    decision, and `ready` refuses while it is too early. `uses` is a SELECT of the item and the
    subject of every use in the procedure's own tables. Where a decision holds from its publication
    and nobody uses it, `used_by` and `uses` are "" and there are no `users`.
    """

    code: str
    title: Bilingual
    matter: Bilingual
    headline: Bilingual
    consent: Bilingual
    record: Bilingual
    subject: Callable[[Session, int], Subject | None]
    split: Callable[[Session, int], Split | None] = no_split
    quantity: Callable[[Session, int, int], int] = as_before
    papers: Callable[[Session, int], tuple[Paper, ...]] = no_papers
    records: Callable[[Session, int], tuple[Paper, ...]] = no_papers
    faults: Callable[[Session, int], tuple[Fault, ...]] = no_faults
    parties: Callable[[Session, int], frozenset[str]] = nobody
    stakes: Callable[[Session, int], frozenset[str]] = nobody
    key: str
    circulated_by: str
    used_by: str = ""
    follow: Callable[[Books, CommitteeItem, Actor, int], dict[str, Any]] = no_effect
    users: frozenset[Role] = frozenset()
    ready: Callable[[Session, CommitteeItem, int], None] = at_once
    uses: str = ""

    def because(self, subject: int) -> str:
        """The use of a decision, as items and transactions name it: `issuance 3`."""
        return f"{self.code} {subject}"


_KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Register a kind; once for each code."""
    assert kind.code not in _KINDS, f"items of kind {kind.code} are declared twice"
    _KINDS[kind.code] = kind
    name_codes("record", {kind.code: (kind.title.en, kind.title.zh)})
    return kind


def declared() -> tuple[Kind, ...]:
    """Every declared kind."""
    return tuple(_KINDS.values())


def is_declared(code: str) -> bool:
    """Whether a procedure declared this kind."""
    return code in _KINDS


def kind_of(code: str) -> Kind:
    """The kind of this code; an undeclared one is shown by its code and has no users."""
    found = _KINDS.get(code)
    return found if found is not None else _undeclared(code)


def subject_of(session: Session, kind: str, number: int) -> Subject:
    """The subject of an item of this kind; a missing record is shown by its number."""
    of = kind_of(kind)
    found = of.subject(session, number)
    if found is not None:
        return found
    return Subject(Bilingual(f"{of.title.en} {number}", f"{of.title.zh} {number}"), agreement="")


def _undeclared(code: str) -> Kind:
    # Its code is put into sentences, where braces would be placeholders.
    shown = code.replace("{", "{{").replace("}", "}}")
    return Kind(
        code=code,
        title=Bilingual(code, code),
        matter=Bilingual(shown, shown),
        headline=Bilingual("{name}", "{name}"),
        consent=Bilingual("Consent", "同意"),
        record=Bilingual(f"{shown} {{subject}}", f"{shown} {{subject}}"),
        subject=lambda session, number: None,
        key="",
        circulated_by="",
    )
