"""Items, votes and issuances are what the accepted commands of the log made of them.

A second account of the procedure: it replays the log on plain rows and asks no command. Reads
tables only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.serials import CreditBatch
from registry.classroom.logged import ENDING, Accepted, Row, accepted, compare
from registry.programme.agreements.queries import known
from registry.programme.committee.clock import end_of
from registry.programme.committee.kinds import Paper, declared, digest_of, subject_of
from registry.programme.committee.models import CommitteePaper, CommitteeTerms
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.queries import amounts_of, terms_at
from registry.programme.issuance.shares import levies_of, split_of
from registry.programme.monitoring.gate import reductions
from registry.programme.projects.models import MonitoringPeriod, Project

_VOTES = "committee.vote"
_SAYING = {
    "committee.withdraw": "withdraw", "committee.comment": "comment", "committee.recuse": "recuse",
}  # fmt: skip
_MOVING = (
    "committee.circulate", "committee.revise", "committee.drop", "committee.publish",
    "committee.table", "committee.conclude", "committee.delegate", "clock.circulation_end",
)  # fmt: skip


class _Docket:
    """The docket as the log has it: items, what was said, and the digests of circulations."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.items: dict[int, dict[str, Any]] = {}
        self.said: dict[int, Row] = {}
        self.digests: dict[tuple[int, int], str] = {}
        self.about: dict[tuple[str, int], int] = {}
        self.terms = {one.agreement: one for one in session.exec(select(CommitteeTerms))}
        members = text("SELECT agreement, seat, side FROM committee_member")
        self.sides = {(r[0], r[1]): r[2] for r in session.connection().execute(members)}
        self.bringing = {kind.circulated_by: kind for kind in declared()}
        self.using = {kind.used_by: kind for kind in declared() if kind.used_by}

    def replay(self) -> None:
        """Every accepted command of the committee and of its kinds, in the order of the log."""
        names = (*self.bringing, _VOTES, *_SAYING, *_MOVING, *self.using, *ENDING)
        for one in accepted(self.session.connection(), *names):
            if one.name in self.bringing:
                self._brought(one)
            elif one.name in self.using:
                self._used(one)
            elif one.name in ENDING:
                self._cancelled(one)
            elif one.arguments["item"] in self.items:
                item = self.items[one.arguments["item"]]
                if one.name == _VOTES:
                    self._say(one, one.arguments["vote"], about=one.arguments.get("about", ""))
                elif one.name in _SAYING:
                    self._say(one, _SAYING[one.name], about=self._withdrawn(one))
                elif one.name == "committee.delegate":
                    self._say(one, "delegate", about=one.arguments["to"], reason="")
                    continue
                elif one.name == "committee.conclude":
                    asked = one.arguments
                    said = "consensus" if asked["consensus"] else "no_consensus"
                    there = " ".join(sorted(asked["present"]))
                    self._say(one, said, about=there, reason=asked["minutes"])
                self._moved(item, one)

    def _brought(self, one: Accepted) -> None:
        kind = self.bringing[one.name]
        if kind.key not in one.answer:
            # What it is about comes before no committee, or a validator rejected it.
            return
        subject, number = one.answer[kind.key], one.answer["item"]
        self.about[kind.code, subject] = number
        self.items[number] = item = {
            "agreement": subject_of(self.session, kind.code, subject).agreement,
            "kind": kind.code, "subject": subject, "quantity": one.answer.get("quantity", 0),
            "digest": one.answer.get("digest", digest_of(())), "circulation": 1,
            "state": "circulated", "opened_by": one.answer.get("brought_by", one.seat),
            "opened_at": one.at,
            "decided_at": None, "published_at": None, "used_for": "", "used_at": None,
        }  # fmt: skip
        self.digests[number, 1] = item["digest"]
        self._begin(item, one.at)

    def _used(self, one: Accepted) -> None:
        kind = self.using[one.name]
        subject = one.arguments[kind.key]
        if one.answer.get("decision", "used") == "used":
            self.items[self.about[kind.code, subject]] |= {
                "state": "used", "used_for": kind.because(subject), "used_at": one.at,
            }  # fmt: skip

    def _begin(self, item: dict[str, Any], at: int) -> None:
        terms = self.terms.get(item["agreement"])
        item |= {"circulated_at": at, "left_ms": 0, "due_at": None}
        if terms is not None and terms.circulation_days:
            days, kind = terms.circulation_days, terms.circulation_kind
            item["due_at"] = end_of(terms, days, kind, at=at)

    def _moved(self, item: dict[str, Any], one: Accepted) -> None:
        before, item["state"] = item["state"], one.answer["state"]
        state = item["state"]
        if one.name in ("committee.circulate", "committee.table"):
            circulation = one.answer.get("circulation", item["circulation"] + 1)
            item |= {
                "quantity": one.answer["quantity"], "digest": one.answer["digest"],
                "circulation": circulation,
            }  # fmt: skip
            if (one.arguments["item"], circulation) not in self.digests:
                item["circulated_at"] = one.at
            self.digests[one.arguments["item"], circulation] = one.answer["digest"]
        if one.name == "committee.circulate":
            self._begin(item, one.at)
        elif one.name == "committee.withdraw" and state == "circulated" and item["left_ms"]:
            terms = self.terms[item["agreement"]]
            least = end_of(terms, terms.resumed_days, terms.resumed_kind, at=one.at)
            item |= {"due_at": max(one.at + item["left_ms"], least), "left_ms": 0}
        elif before != state and state == "objected" and item["due_at"] is not None:
            item |= {"left_ms": item["due_at"] - one.at, "due_at": None}
        elif state in ("adopted", "lapsed"):
            item["due_at"] = None
        if before != state and state in ("adopted", "dropped"):
            item["decided_at"] = one.at
        if state == "published":
            item["published_at"] = one.at
            self._cancelled(one)

    def _cancelled(self, one: Accepted) -> None:
        """What a decision, or a step of its subject's, took off the docket."""
        for number in one.answer.get("cancelled", ()):
            self.items[number] |= {"state": "dropped", "due_at": None, "decided_at": one.at}

    def _withdrawn(self, one: Accepted) -> str:
        """The paper that a withdrawn objection named."""
        if one.name != "committee.withdraw":
            return ""
        mine = [
            said["about"]
            for said in self.said.values()
            if said["item"] == one.arguments["item"] and said["seat"] == one.seat
            and said["vote"] == "object"
        ]  # fmt: skip
        return str(mine[-1])

    def _say(self, one: Accepted, vote: str, *, about: str, reason: str | None = None) -> None:
        asked = one.arguments
        item = self.items[asked["item"]]
        seat = asked.get("behalf") or one.seat
        self.said[len(self.said) + 1] = {
            "item": asked["item"], "circulation": item["circulation"],
            "side": self.sides.get((item["agreement"], seat)), "seat": seat, "vote": vote,
            "about": about if vote != "affirm" and vote != "abstain" else "",
            "reason": (asked.get("reason", "") if reason is None else reason).strip(),
            "cast_by": one.seat, "at": one.at,
        }  # fmt: skip


def decisions_are_their_commands(session: Session) -> Iterator[str]:
    """Items, papers and what members said are what their commands and the clock made of them."""
    connection = session.connection()
    docket = _Docket(session)
    docket.replay()
    yield from compare(connection, "committee_item", docket.items)
    yield from compare(connection, "committee_vote", docket.said)
    papers: dict[tuple[int, int], list[Paper]] = {}
    for one in session.exec(select(CommitteePaper).order_by(col(CommitteePaper.id))):
        papers.setdefault((one.item, one.circulation), []).append(Paper(one.name, one.text))
    for place in sorted(docket.digests.keys() | papers.keys()):
        if digest_of(papers.get(place, ())) != docket.digests.get(place):
            yield f"item {place[0]}: the papers of circulation {place[1]} are not those filed"


def issuances_are_their_commands(session: Session) -> Iterator[str]:
    """Requests for issuance are what owners, the committee and both registries made of them."""
    connection = session.connection()
    of = {p.code: p for p in session.exec(select(Project))}
    vintages = {(p.project, p.number): p.vintage for p in session.exec(select(MonitoringPeriod))}
    asked: dict[int, dict[str, Any]] = {}
    by_item: dict[int, int] = {}
    names = (
        "issuance.request", "issuance.amend", "issuance.issue", "committee.publish",
        "committee.drop",
    )  # fmt: skip
    for one in accepted(connection, *names):
        given, answer = one.arguments, one.answer
        if one.name == "issuance.request":
            project, period = given["project"], given["period"]
            by_item[answer["item"]] = answer["request"]
            asked[answer["request"]] = {
                "project": project, "period": period, "vintage": vintages.get((project, period)),
                "host": of[project].host if project in of else None, **_claim(one),
                "item": answer["item"], "state": "requested", "requested_by": one.seat,
                "requested_at": one.at, "asset": None, "mode": None, "host_t": None,
                "partner_t": None, "proceeds_t": None, "omge_t": None, "buffer_t": None,
                "authorisation": "",
                "host_issued_at": None, "partner_issued_at": None, "issued_at": None,
            }  # fmt: skip
        elif one.name == "issuance.amend":
            asked[given["request"]] |= _claim(one)
        elif one.name == "issuance.issue":
            _issued(asked[given["request"]], one)
        elif given["item"] in by_item:
            row = asked[by_item[given["item"]]]
            row["state"] = "dropped"
            if one.name == "committee.publish":
                levies = _levies(session, row, of)
                row |= {
                    "state": "virtual" if answer["mode"] == "virtual" else "decided",
                    "asset": answer.get("batch"), "mode": answer["mode"], "host_t": answer["host"],
                    "partner_t": answer["partner"], "proceeds_t": levies[0], "omge_t": levies[1],
                    "buffer_t": levies[2],
                    "authorisation": answer.get("authorisation", ""),
                }  # fmt: skip
        # A project was deregistered.
        for item in answer.get("cancelled", ()):
            if item in by_item:
                asked[by_item[item]]["state"] = "dropped"
    yield from compare(connection, "issuance_request", asked)
    opened, parts = _decided(session, of)
    yield from compare(connection, "issuance_vintage", opened)
    yield from compare(connection, "issuance_part", parts)


def _claim(one: Accepted) -> Row:
    """What an owner claimed: tonnes, deduction, statement, papers."""
    return {
        "quantity": one.answer["quantity"],
        "deducted_mwh": one.arguments.get("deducted_mwh", "0"),
        "statement": one.arguments.get("statement", "").strip(),
        "papers": _stated(one.arguments.get("papers")),
    }


def _stated(papers: dict[str, Any] | None) -> str:
    """Stated papers as their request keeps them: JSON with sorted keys."""
    return "" if papers is None else json.dumps(papers, sort_keys=True, separators=(",", ":"))


def _issued(row: dict[str, Any], one: Accepted) -> None:
    side = "host" if one.arguments["registry"] == row["host"] else "partner"
    row |= {"state": one.answer["state"], f"{side}_issued_at": one.at}
    if side == "partner":
        row["authorisation"] = one.answer["authorisation"]
    if one.answer["state"] == "issued":
        row["issued_at"] = one.at


def _levies(session: Session, row: Row, of: Mapping[str, Project]) -> tuple[int, int, int]:
    """Levies and buffer of a request's tonnes by its terms, each year's rounded by itself."""
    agreed = known(session, of[row["project"]].agreement)
    period = session.exec(
        select(MonitoringPeriod).where(
            MonitoringPeriod.project == row["project"], MonitoringPeriod.number == row["period"]
        )
    ).one()
    deducted = row["deducted_mwh"]
    avoided = reductions(session, of[row["project"]], period, deducted_mwh=deducted)
    levies = levies_of(session, agreed, row["project"])
    taken = [(*levies.of(o.whole_t), levies.buffer(o.whole_t)) for o in avoided.values()]
    proceeds, omge, buffer = zip(*taken, strict=True)
    return sum(proceeds), sum(omge), sum(buffer)


def _decided(session: Session, of: Mapping[str, Project]) -> tuple[dict[int, Row], dict[int, Row]]:
    """The vintages and ranges of every decision, by its split and in the order of publication."""
    batches = {b.asset: b for b in session.exec(select(CreditBatch))}
    decided = select(IssuanceRequest).where(col(IssuanceRequest.asset).is_not(None))
    vintages: dict[int, Row] = {}
    parts: dict[int, Row] = {}
    for asked in session.exec(decided.order_by(col(IssuanceRequest.asset))):
        assert asked.asset is not None
        asset, first = asked.asset, batches[asked.asset].first
        project = of[asked.project]
        partner = known(session, project.agreement).partner
        amounts = {v: t for v, t in amounts_of(session, asked).items() if t}
        portions = split_of(
            session, project=asked.project, amounts=amounts, at=terms_at(session, asked)
        ).portions
        for vintage, quantity in amounts.items():
            tonnes = dict.fromkeys(("proceeds", "omge", "buffer", "partner", "host"), 0)
            for portion in (one for one in portions if one.vintage == vintage):
                tonnes[portion.levy or portion.side.value] += portion.quantity
                if not portion.quantity:
                    continue
                abroad = portion.side == "partner" and asked.mode == "split"
                parts[len(parts) + 1] = {
                    "request": asked.id, "asset": asset, "side": str(portion.side),
                    "levy": portion.levy or None,
                    "registry_code": partner if abroad else project.host, "seat": portion.seat,
                    "first": first, "last": first + portion.quantity - 1,
                }  # fmt: skip
                first += portion.quantity
            vintages[len(vintages) + 1] = {
                "request": asked.id, "vintage": vintage, "asset": asset, "quantity": quantity,
                **{f"{name}_t": one for name, one in tonnes.items()},
            }  # fmt: skip
            asset += 1
    return vintages, parts
