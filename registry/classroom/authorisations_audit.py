"""Authorisations, their versions, acts and ranges are what the accepted commands made of them.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session, select

from registry.classroom.logged import Accepted, Row, accepted, compare
from registry.programme.agreements.models import Agreement
from registry.programme.authorisation.machine import BY_NOBODY
from registry.programme.authorisation.queries import Terms
from registry.programme.authorisation.records import differing
from registry.programme.authorisation.terms import amended, in_full
from registry.programme.issuance.decided import BATCHES
from registry.programme.projects.models import Project

_STEPS = ("apply", "grant", "reject", "amend", "suspend", "resume", "revoke", "expire")


class _Made:
    """What the commands of a log made of each authorisation, one after another."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.projects = {p.code: p for p in session.exec(select(Project))}
        self.agreements = {a.code: a for a in session.exec(select(Agreement))}
        self.batches = {
            row.asset: row
            for row in connection.execute(
                text("SELECT asset, project, host, first, last, vintage FROM credit_batch")
            )
        }
        self.authorisations: dict[str, dict[str, Any]] = {}
        self.terms: dict[str, Terms] = {}
        self.versions: dict[tuple[str, int], Row] = {}
        self.acts: list[Row] = []
        self.issued: list[int] = []
        self.ranges: set[tuple[Any, ...]] = set()
        names = (*(f"authorisation.{step}" for step in _STEPS), "committee.publish")
        for one in accepted(connection, *names):
            if one.name == "committee.publish":
                self._publish(one)
            else:
                self._step(one)

    def _publish(self, one: Accepted) -> None:
        """A decision opens batches, which every authorisation of its project and year covers."""
        if "batch" not in one.answer:
            return
        for asset in one.answer.get(BATCHES, [one.answer["batch"]]):
            self.issued.append(asset)
            for code, row in self.authorisations.items():
                if row["version"]:
                    self._cover(code, asset, at=one.at)

    def _step(self, one: Accepted) -> None:
        step = one.name.removeprefix("authorisation.")
        code = one.answer["authorisation"]
        if step in ("apply", "grant"):
            self._open(code, one, step)
        row = self.authorisations[code]
        if step == "amend":
            agreed = self.agreements[row["agreement"]]
            terms = amended(self.terms[code], one.arguments, oimp_definition=agreed.oimp_definition)
            row["version"] += 1
            self._state(code, terms, one)
        trigger = {"grant": "authorise"}.get(step, step)
        if one.arguments.get("circumstance"):
            trigger = "revoke_transferred"
            row["reaches_transferred"] = True
        nobody = trigger in BY_NOBODY
        self.acts.append(
            {
                "authorisation": code, "trigger": trigger, "version": row["version"],
                "seat": "" if nobody else one.seat,
                "reason": (one.arguments.get("reason") or "").strip(),
                "circumstance": one.arguments.get("circumstance") or "", "at": one.at,
            }
        )  # fmt: skip

    def _open(self, code: str, one: Accepted, step: str) -> None:
        """An application, or an authorisation with or without one."""
        of = self.projects[one.arguments["project"]]
        row = self.authorisations.setdefault(
            code,
            {
                "host": of.host, "project": of.code, "agreement": of.agreement, "version": 0,
                "reaches_transferred": False, "granted_by": "", "granted_at": 0,
                "applied_by": one.seat if step == "apply" else "",
            },
        )  # fmt: skip
        if step == "grant":
            row |= {"version": 1, "granted_by": one.seat, "granted_at": one.at}
        terms, _ = in_full(self.agreements[of.agreement], one.arguments)
        self._state(code, terms, one)

    def _state(self, code: str, terms: Terms, one: Accepted) -> None:
        """A version, and the batches that it covers and none did before."""
        before, number = self.terms.get(code), self.authorisations[code]["version"]
        changed = differing(before, terms) if before is not None and number > 1 else ()
        self.terms[code] = terms
        self.versions[code, number] = {
            "purposes": "+".join(terms.purposes), "parties": "+".join(terms.parties),
            "entities": "+".join(terms.entities), "max_quantity": terms.max_quantity,
            "vintage_first": terms.vintage_first, "vintage_last": terms.vintage_last,
            "last_day": terms.last_day, "definition": terms.definition,
            "circumstances": "+".join(terms.circumstances), "changed": "+".join(changed),
            "stated_by": one.seat, "at": one.at,
        }  # fmt: skip
        for asset in sorted(self.issued) if number else ():
            self._cover(code, asset, at=one.at)

    def _cover(self, code: str, asset: int, *, at: int) -> None:
        batch, row, terms = self.batches.get(asset), self.authorisations[code], self.terms[code]
        if batch is None or batch.project != row["project"]:
            return
        if any(known[0] == code and known[3] == asset for known in self.ranges):
            return
        if terms.vintage_first <= batch.vintage <= terms.vintage_last:
            one = (code, row["version"], batch.host, asset, batch.first, batch.last, at)
            self.ranges.add(one)


def authorisations_are_their_commands(session: Session) -> Iterator[str]:
    """An authorisation is what its host granted and changed, stated for each batch of its project;
    every act but the end of a term and of a quantity was commanded.
    """
    connection = session.connection()
    made = _Made(session)
    yield from compare(connection, "authorisation", made.authorisations, key="code")
    numbers = {
        (code, version): number
        for number, code, version in connection.execute(
            text("SELECT id, authorisation, version FROM authorisation_version")
        )
    }
    for place in made.versions.keys() - numbers.keys():
        yield f"{place[0]}: version {place[1]} is missing"
    versions = {numbers[place]: row for place, row in made.versions.items() if place in numbers}
    yield from compare(connection, "authorisation_version", versions)
    yield from _acts(connection, made)
    stated = connection.execute(
        text("SELECT authorisation, version, host, asset, first, last, since FROM authorised_range")
    ).all()
    for row in made.ranges.symmetric_difference(tuple(one) for one in stated):
        yield f"{row[0]}, batch {row[3]}: serials {row[4]}-{row[5]} since {row[6]} are not as due"
    if len(stated) != len(made.ranges):
        yield f"{len(stated)} ranges are authorised, {len(made.ranges)} are due"


def _acts(connection: Connection, made: _Made) -> Iterator[str]:
    """The acts that were commanded, in their order; `exhaust` follows from first transfers."""
    columns = ("authorisation", "trigger", "version", "seat", "reason", "circumstance", "at")
    stored = connection.execute(
        text(
            f"SELECT {', '.join(columns)} FROM authorisation_act WHERE trigger <> 'exhaust'"
            " ORDER BY id"
        )
    ).all()
    for place, row in enumerate(stored):
        wanted = made.acts[place] if place < len(made.acts) else None
        if wanted is None or tuple(row) != tuple(wanted[name] for name in columns):
            yield f"{row.authorisation}: the act '{row.trigger}' is not the one commanded"
    if len(stored) < len(made.acts):
        yield f"{len(made.acts)} acts were commanded, {len(stored)} are recorded"
