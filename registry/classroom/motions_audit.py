"""Motions and corrections are what the commands of the log made of them. Reads tables only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from ledger.transactions import CREDIT_CANCEL_ORDERED, CREDIT_CORRECT
from registry.classroom.logged import ENDING, Accepted, Row, accepted, compare, posted_by
from registry.programme.committee.models import CommitteeMotion
from registry.programme.committee.motions import spelled, terms_of
from registry.programme.projects.models import Project

_ASKING = {
    "project.ask_deregistration": "deregistration", "project.ask_type": "project_type",
    "project.ask_allocation": "allocation", "agreement.ask_amendment": "amendment",
    "issuance.ask_correction": "correction", "permanence.report": "storage_reversal",
    "permanence.ask_release": "buffer_release",
    "entity.apply": "designation",
    "entity.ask_reconsideration": "designation_change", "methodology.consider": "methodology",
    "methodology.ask_change": "methodology_change", "methodology.ask_tightening": "baseline",
    "project.submit_note": "project_note",
    "project.ask_assessment": "reference_assessment",
    "project.circulate_registration": "registration", "project.endorse": "project_revision",
    "project.ask_withdrawal": "project_withdrawal",
}  # fmt: skip
_AMENDED = ("partner_share", "host_share", "min_share_percent", "sop_percent", "omge_percent")


def motions_are_their_commands(session: Session) -> Iterator[str]:
    """A motion asks for what its command asked for, and its item's publication put it in force."""
    made: dict[int, dict[str, Any]] = {}
    of_item: dict[int, int] = {}
    projects = {one.code: one for one in session.exec(select(Project))}
    kept = {one.id: terms_of(one.terms) for one in session.exec(select(CommitteeMotion))}
    moves = (
        "committee.restate", "committee.publish", "committee.drop", "methodology.state_revisions",
        *ENDING,
    )  # fmt: skip
    for one in accepted(session.connection(), *_ASKING, *moves):
        if one.name == "methodology.state_revisions":
            made[of_item[one.answer["item"]]]["reason"] = one.arguments["revisions"].strip()
            continue
        for item in one.answer.get("cancelled", ()):
            if item in of_item:
                made[of_item[item]]["state"] = "dropped"
        if one.name in _ASKING:
            if "motion" not in one.answer:
                # What was decided without the committee of an agreement.
                continue
            number = one.answer["motion"]
            of_item[one.answer["item"]] = number
            made[number] = {
                "kind": _ASKING[one.name], **_asked(one, projects, kept.get(number, {})),
                "quantity": one.answer["quantity"], "item": one.answer["item"],
                "state": "requested", "requested_by": one.answer.get("brought_by", one.seat),
                "requested_at": one.at, "since": None,
            }  # fmt: skip
            if reason := one.answer.get("reason") or one.arguments.get("reason"):
                made[number]["reason"] = str(reason).strip()
            continue
        if one.arguments.get("item") not in of_item:
            continue
        row = made[of_item[one.arguments["item"]]]
        if one.name == "committee.restate":
            row["reason"] = one.arguments["reason"].strip()
        elif one.name == "committee.drop":
            row["state"] = "dropped"
        else:
            row |= {"state": "in_force", "since": one.at}
    yield from compare(session.connection(), "committee_motion", made)


def _asked(one: Accepted, projects: Mapping[str, Project], kept: Mapping[str, str]) -> Row:
    """Agreement, subject and terms that a command asked for.

    An amendment omits terms that were as asked already: those kept are among those asked.
    """
    asked = one.arguments
    if one.name == "project.ask_type":
        about, terms = asked["type"].strip(), {"answer": asked["answer"]}
        return {"agreement": asked["agreement"], "about": about, "terms": spelled(terms)}
    if one.name == "agreement.ask_amendment":
        given = {term: asked[term] for term in _AMENDED if asked.get(term) is not None}
        if asked.get("purposes") is not None:
            given["purposes"] = "+".join(sorted(set(asked["purposes"])))
        changed = {term: value for term, value in given.items() if term in kept}
        code = asked["agreement"]
        return {"agreement": code, "about": code, "terms": spelled(changed)}
    if one.name == "issuance.ask_correction":
        transaction, seat = asked["transaction"], asked["seat"]
        terms = {"seat": seat, "tonnes": asked["quantity"], "transaction": transaction}
        return {"about": f"transaction {transaction}, {seat}", "terms": spelled(terms)}
    if one.name in ("entity.apply", "entity.ask_reconsideration"):
        return _designation(one)
    if one.name.startswith("methodology."):
        return _of_methodology(one)
    of = projects[asked.get("project") or one.answer["project"]]
    if "terms" in one.answer:
        return {"agreement": of.agreement, "about": of.code, "terms": one.answer["terms"]}
    if one.name.startswith("permanence."):
        event = asked.get("event")
        terms = {"owner": of.owner, "tonnes": str(asked["quantity"])}
        terms |= {} if event is None else {"event": str(event)}
        return {"agreement": of.agreement, "about": of.code, "terms": spelled(terms)}
    terms = {"owner": of.owner, "partner": of.partner}
    if one.name == "project.ask_allocation":
        terms = {share["seat"]: share["percent"] for share in asked["shares"]}
    return {"agreement": of.agreement, "about": of.code, "terms": spelled(terms)}


def _designation(one: Accepted) -> Row:
    """Agreement, subject and terms of a motion about a designation; the first is the applicant's.

    Whose designation is reconsidered, its own row says.
    """
    asked = one.arguments
    if one.name == "entity.apply":
        about = f"{one.seat} {asked['function']} {asked['scope']}"
        return {"agreement": asked["agreement"], "about": about, "terms": ""}
    terms = {"designation": str(asked["designation"]), "step": asked["step"]}
    return {"terms": spelled(terms)}


def _of_methodology(one: Accepted) -> Row:
    """Agreement, subject and terms of a motion about a methodology, as far as its command says."""
    asked = one.arguments
    if one.name == "methodology.ask_tightening":
        terms = {"percent": asked["percent"], "first_day": asked["first_day"]}
        return {"agreement": asked["agreement"], "about": asked["code"], "terms": spelled(terms)}
    if one.name == "methodology.ask_change":
        return {"terms": spelled({"methodology": str(asked["methodology"]), "step": asked["step"]})}
    return {"about": f"{one.answer['code']} {one.answer['version']}"}


def corrections_are_their_commands(session: Session) -> Iterator[str]:
    """An ordered correction and its compensations are what was decided and then commanded."""
    connection = session.connection()
    corrected = posted_by(connection, CREDIT_CORRECT.code)
    motions = {one.id: one for one in session.exec(select(CommitteeMotion))}
    of_item = {one.item: one for one in motions.values() if one.kind == "correction"}
    made: dict[int, dict[str, Any]] = {}
    paid: dict[int, Row] = {}
    paying = {
        row[1]: row[0]
        for row in connection.execute(
            text("SELECT id, command FROM book_transaction WHERE type = :type"),
            {"type": CREDIT_CANCEL_ORDERED.code},
        )
    }
    names = ("committee.publish", "issuance.correct", "issuance.compensate")
    for one in accepted(connection, *names):
        asked, answer = one.arguments, one.answer
        if one.name == "committee.publish":
            motion = of_item.get(asked["item"])
            if motion is not None:
                terms = terms_of(motion.terms)
                made[motion.id] = {
                    "item": asked["item"], "issued_as": int(terms["transaction"]),
                    "asset": answer["asset"], "registry_code": answer["registry"],
                    "seat": terms["seat"], "quantity": int(terms["tonnes"]), "state": "ordered",
                    "ordered_at": one.at, "cancelled": "", "posted_as": None, "owed_t": 0,
                    "corrected_by": "", "corrected_at": None,
                }  # fmt: skip
            continue
        row = made[asked["motion"]]
        row |= {"state": answer["state"], "owed_t": answer["owed"]}
        if one.name == "issuance.correct":
            because = f"correction {asked['motion']}"
            row |= {
                "cancelled": answer["ranges"], "posted_as": corrected.get(because, (None,))[0],
                "corrected_by": one.seat, "corrected_at": one.at,
            }  # fmt: skip
        else:
            paid[len(paid) + 1] = {
                "correction": asked["motion"], "asset": asked["asset"],
                "registry_code": asked["registry"], "quantity": asked["quantity"],
                "posted_as": paying.get(one.number), "at": one.at,
            }  # fmt: skip
    yield from compare(connection, "issuance_correction", made)
    yield from compare(connection, "compensation", paid)
