"""Tables 1, 2 and 5: who submits, what it authorised, and whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import Session

from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation import use
from registry.programme.authorisation.models import Definition, Purpose
from registry.programme.authorisation.queries import AuthorisationView, Terms
from registry.programme.ndc import queries as ndc
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.reports import years
from registry.programme.reports.sectors import sector_of
from registry.programme.reports.tables import (
    AUTHORIZATIONS,
    ENTITIES,
    SUBMISSION,
    Row,
    Value,
)

_DEFINITIONS = {
    Definition.AUTHORISATION: "Authorisation",
    Definition.ISSUANCE: "Issuance",
    Definition.USE: "Use or Cancellation",
}
_OIMP = {Purpose.OIMP: "IMP and OP", Purpose.IMP: "IMP", Purpose.OP: "OP"}


def version_text(version: int) -> str:
    """The number of a party's version as it is submitted: 1.0 for the first, then 1.1 and so on."""
    return f"1.{version - 1}"


def table_1(session: Session, party: str, year: int, *, version: int, at: int) -> Row:
    """The row of table 1, for a submission at a lesson time; the platform's columns stay empty.

    The NDC implementation period is that of the party's account, or else of its agreements.
    """
    period = ndc.period_of(session, party, year)
    mine = [one for one in agreements.agreements(session) if party in (one.partner, one.host)]
    first = min((one.ndc_first_year for one in mine), default=None)
    last = max((one.ndc_last_year for one in mine), default=None)
    return Row(
        SUBMISSION,
        {
            "party": participants.registry(session, party).alpha3,
            "version": version_text(version),
            "reported_year": year,
            "submitted_on": years.utc_day(at),
            "ndc_first_year": period.first_year if period is not None else first,
            "ndc_last_year": period.last_year if period is not None else last,
        },
    )


def table_2(session: Session, party: str, year: int, *, referred: Collection[Value]) -> list[Row]:
    """Every version that a party authorised by the end of a year: of its own outcomes as their
    host, and of the use of others' outcomes; of those to which rows refer, later ones as well.
    """
    until, rows = years.ends(year), []
    for one in authorisations.authorisations(session):
        if one.host == party:
            rows += [
                _authorization(session, one, v, number=v.version, at=v.at)
                for v in authorisations.versions(session, one.code)
                if v.version and v.at < until
            ]
    for used in use.uses(session, party=party):
        if used.at < until or used.authorisation in referred:
            one = authorisations.known(session, used.authorisation)
            terms = authorisations.version(session, used.authorisation, used.version)
            rows.append(
                _authorization(
                    session, one, terms, number=used.version, at=used.at, parties=(party,),
                    entities=used.entities,
                )
            )  # fmt: skip
    return sorted(rows, key=lambda row: (str(row["authorization"]), int(str(row["version"]))))


def _authorization(
    session: Session,
    one: AuthorisationView,
    terms: Terms,
    *,
    number: int,
    at: int,
    parties: Iterable[str] | None = None,
    entities: Iterable[str] | None = None,
) -> Row:
    of = projects.project(session, one.project)
    assert of is not None, f"{one.project} is a project"
    sector, activity = sector_of(of.kind)
    beyond = [purpose for purpose in authorisations.BEYOND if purpose in terms.purposes]
    named = terms.entities if entities is None else entities
    return Row(
        AUTHORIZATIONS,
        {
            "authorization": one.code,
            "authorized_on": years.utc_day(at),
            "cooperative_approach": agreements.known(session, one.agreement).approach,
            "version": number,
            "quantity": terms.max_quantity,
            "metric": "GHG",
            "sectors": sector,
            "activity_types": activity,
            "purposes": " and ".join(terms.purposes),
            "parties": ", ".join(
                participants.registry(session, code).alpha3
                for code in (terms.parties if parties is None else parties)
            ),
            "entities": ", ".join(identified(session, seat) for seat in named),
            "oimp": _OIMP[beyond[0]] if beyond else None,
            "timeframe": f"{terms.vintage_first} - {terms.vintage_last}",
            "terms": _terms(terms),
            "definition": _DEFINITIONS[Definition(terms.definition)] if beyond else None,
            "further": f"{one.agreement}, {one.project}",
        },
    )


def _terms(terms: Terms) -> str:
    last = f"Until {terms.last_day}. " if terms.last_day else ""
    if not terms.circumstances:
        return f"{last}Changes and revocation leave ITMOs first transferred before as they are."
    named = ", ".join(one.replace("_", "-") for one in terms.circumstances)
    return f"{last}Revocation reaches ITMOs first transferred before in case of: {named}."


def table_5(session: Session, party: str, year: int) -> list[Row]:
    """The entities that a party had authorised by the end of a year, each once per approach.

    A host authorises the owner of a project with the project, and the entities of its own country
    that the authorisation names; another party those that it names itself.
    """
    until = years.ends(year)
    rows: dict[tuple[str, str], Row] = {}
    for one in authorisations.authorisations(session):
        if one.host != party:
            continue
        of = projects.project(session, one.project)
        assert of is not None, f"{one.project} is a project"
        for v in authorisations.versions(session, one.code):
            if v.version and v.at < until:
                for seat in dict.fromkeys((of.owner, *v.entities)):
                    _add(session, rows, party, one, seat, terms=v, at=v.at)
    for used in use.uses(session, party=party):
        if used.at < until:
            one = authorisations.known(session, used.authorisation)
            terms = authorisations.version(session, used.authorisation, used.version)
            for seat in used.entities:
                _add(session, rows, party, one, seat, terms=terms, at=used.at)
    return [rows[key] for key in sorted(rows)]


def _add(
    session: Session,
    rows: dict[tuple[str, str], Row],
    party: str,
    one: AuthorisationView,
    seat: str,
    *,
    terms: Terms,
    at: int,
) -> None:
    """Add an entity of this party that is not there yet; the first authorisation's date counts."""
    found = participants.participant(session, seat)
    approach = agreements.known(session, one.agreement).approach
    if found is None or found.country != party or (seat, approach) in rows:
        return
    rows[seat, approach] = Row(
        ENTITIES,
        {
            "authorized_on": years.utc_day(at),
            "name": found.name_en,
            "country": participants.registry(session, party).alpha3,
            "entity": identified(session, seat),
            "cooperative_approach": approach,
            "conditions": f"Authorization {one.code}, project {one.project}",
            "changes": _terms(terms),
        },
    )


def identified(session: Session, seat: str) -> str:
    """The identification number of an entity: its country's code and its seat."""
    found = participants.participant(session, seat)
    country = found.country if found is not None else ""
    return f"{participants.registry(session, country).alpha3}-{seat}" if country else seat
