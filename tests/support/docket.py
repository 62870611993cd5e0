"""A second kind of docket item, declared by nobody but a test: a policy of the committee.

Its subjects are two texts; a registry manager brings it into force, from a lesson time on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlmodel import Session

from ledger.books import Books
from registry.programme.committee import commands as committee
from registry.programme.committee import kinds
from registry.programme.committee.errors import DecisionMissing
from registry.programme.committee.kinds import Bilingual, Kind, Subject
from registry.programme.committee.models import CommitteeItem
from registry.roles import Actor, Role

TEXTS = {
    1: Bilingual("Vintages from 2026 on", "2026 年及以后的减排量"),
    2: Bilingual("No hydro", "不含水电"),
    3: Bilingual("No coal", "不含煤电"),
}
IN_FORCE_FROM: dict[int, int] = {}
HEARD: list[tuple[int, str]] = []


def _subject(session: Session, number: int) -> Subject | None:
    return Subject(TEXTS[number], agreement="CN-TH") if number in TEXTS else None


def _hear(books: Books, item: CommitteeItem, by: Actor, at: int) -> dict[str, Any]:
    HEARD.append((item.subject, str(item.state)))
    return {}


def _in_time(session: Session, item: CommitteeItem, at: int) -> None:
    if at < IN_FORCE_FROM.get(item.subject, 0):
        raise DecisionMissing(item=item.id, state=str(item.state))


POLICY = Kind(
    code="policy",
    title=Bilingual("policy", "政策"),
    matter=Bilingual("adopt a policy", "通过一项政策"),
    headline=Bilingual("adopt the policy {name}", "通过政策：{name}"),
    consent=Bilingual("Consent to {name}", "同意：{name}"),
    record=Bilingual("policy {subject}", "政策 {subject}"),
    subject=_subject,
    key="policy",
    circulated_by="policy.propose",
    used_by="policy.enforce",
    follow=_hear,
    users=frozenset({Role.REGISTRY_MANAGER}),
    ready=_in_time,
    uses="SELECT id, subject FROM committee_item WHERE kind = 'policy' AND state = 'used'",
)


@contextmanager
def declared() -> Iterator[Kind]:
    """The kind is known while this lasts."""
    HEARD.clear()
    IN_FORCE_FROM.clear()
    with mock.patch.dict(kinds._KINDS):
        yield kinds.declare(POLICY)


@contextmanager
def unknown() -> Iterator[None]:
    """Nobody knows the kind while this lasts."""
    with mock.patch.dict(kinds._KINDS):
        del kinds._KINDS[POLICY.code]
        yield


def propose(books: Books, *, policy: int, by: Actor, at: int) -> dict[str, Any]:
    """Circulate a policy; it is about no tonnes."""
    item = committee.propose(
        books, agreement="CN-TH", kind=POLICY, subject=policy, quantity=0, by=by, at=at
    )
    return {"policy": policy, "item": item}


def enforce(books: Books, *, policy: int, by: Actor, at: int) -> dict[str, Any]:
    """Use the newest decision on a policy."""
    item = books.session.connection().exec_driver_sql(
        "SELECT max(id) FROM committee_item WHERE kind = 'policy' AND subject = ?", (policy,)
    )
    committee.use(books, item=int(item.scalar_one()), by=by, at=at)
    return {"policy": policy}
