"""Queries of participants and registries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.participants.models import CountryRegistry, Participant


@dataclass(frozen=True)
class ParticipantView:
    """A participant as pages show it; `offices` are all that it holds, that of its role first."""

    seat: str
    role: str
    offices: tuple[str, ...]
    name_en: str
    name_zh: str
    country: str


@dataclass(frozen=True)
class RegistryView:
    """A country's registry: `code` TH, `alpha3` THA, `number` THA01."""

    code: str
    alpha3: str
    number: str
    name_en: str
    name_zh: str


def participant(session: Session, seat: str) -> ParticipantView | None:
    """One participant, or None."""
    found = session.get(Participant, seat)
    return _view(found) if found is not None else None


def participants(session: Session) -> list[ParticipantView]:
    """All participants by seat."""
    return [_view(p) for p in session.exec(select(Participant).order_by(col(Participant.seat)))]


def registry(session: Session, code: str) -> RegistryView:
    """A registry that is known to exist."""
    found = session.get(CountryRegistry, code)
    assert found is not None, f"no registry {code}"
    return RegistryView(found.code, found.alpha3, found.number, found.name_en, found.name_zh)


def has_registry(session: Session, code: str) -> bool:
    """Whether a country takes part with a registry."""
    return session.get(CountryRegistry, code) is not None


def registries(session: Session) -> list[RegistryView]:
    """All registries by country code."""
    found = session.exec(select(CountryRegistry).order_by(col(CountryRegistry.code)))
    return [RegistryView(o.code, o.alpha3, o.number, o.name_en, o.name_zh) for o in found]


def _view(found: Participant) -> ParticipantView:
    role = str(found.role)
    offices = (role, *found.offices.split())
    return ParticipantView(found.seat, role, offices, found.name_en, found.name_zh, found.country)
