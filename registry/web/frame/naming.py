"""Names in the page's language: seats, projects, batches, instruments, ranges of serials."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sqlmodel import Session

from ledger.accounts import ADAPTATION, BUFFER, CANCELLED_OMGE, CNY
from ledger.serials import CreditBatch
from matching.venues import Venue
from registry.classroom.plan_parts import InstrumentPart
from registry.edge.seat_holdings import batches
from registry.programme.adjustments.ranges import Range, merged
from registry.programme.issuance.models import ALLOWANCE, CCER
from registry.programme.participants.queries import (
    ParticipantView,
    RegistryView,
    participants,
    registries,
)
from registry.programme.projects.queries import ProjectView, projects
from registry.roles import SIDE_OF
from registry.web.frame.contexts.shared import Asset, Choice, Language, SerialRange

LEVIED = {
    ADAPTATION.owner: ("适应基金", "Adaptation Fund"),
    BUFFER.owner: ("项目缓冲", "Buffer of the project"),
    CANCELLED_OMGE.owner: ("全球总体减缓注销", "Cancellation for overall mitigation"),
}
"""Who takes a levy, in both languages."""


class Names:
    """All names, for one rendering; each table is read once."""

    def __init__(self, session: Session, language: Language) -> None:
        self.session, self.language = session, language

    def both(self, *, zh: str, en: str) -> str:
        """One of two texts."""
        return zh if self.language == "zh" else en

    @cached_property
    def _participants(self) -> dict[str, ParticipantView]:
        return {p.seat: p for p in participants(self.session)}

    @cached_property
    def _projects(self) -> dict[str, ProjectView]:
        return {p.code: p for p in projects(self.session)}

    @cached_property
    def batches(self) -> dict[int, CreditBatch]:
        """Every batch by its asset id."""
        return batches(self.session)

    @cached_property
    def _registries(self) -> list[RegistryView]:
        return registries(self.session)

    @cached_property
    def registry_numbers(self) -> dict[str, str]:
        """Country code -> registry number: TH -> THA01."""
        return {r.code: r.number for r in self._registries}

    def nation(self, code: str) -> str:
        """Name of a country with a registry in this lesson; the code of any other country."""
        found = next((r for r in self._registries if r.code == code), None)
        return code if found is None else self.both(zh=found.name_zh, en=found.name_en)

    def registry(self, code: str) -> str:
        """Name of a country's registry; "" stands for none."""
        if not code:
            return self.both(zh="不属任何登记簿", en="No registry")
        name = self.nation(code)
        return self.both(zh=f"{name}登记簿", en=f"{name}'s registry")

    def seat(self, seat: str) -> str:
        """Name of a seat's participant, or of a levy's account; "" for seats without one."""
        if levied := LEVIED.get(seat):
            return self.both(zh=levied[0], en=levied[1])
        found = self._participants.get(seat)
        return "" if found is None else self.both(zh=found.name_zh, en=found.name_en)

    def role(self, seat: str) -> str:
        """Role code of a seat; "" for seats without a participant."""
        found = self._participants.get(seat)
        return "" if found is None else found.role

    def offices(self, seat: str) -> frozenset[str]:
        """Codes of all offices of a seat; none for seats without a participant."""
        found = self._participants.get(seat)
        return frozenset() if found is None else frozenset(found.offices)

    def acting(self, role: str, country: str = "") -> tuple[str, ...]:
        """Names of the seats that act in a role for a country, those without one included."""
        return tuple(
            self.seat(one.seat)
            for one in self._participants.values()
            if role in one.offices and (not country or one.country in ("", country))
        )

    def governing(self, country: str) -> tuple[str, ...]:
        """Names of the seats of a country's government, whatever agreement they act in."""
        return tuple(
            dict.fromkeys(name for office in SIDE_OF for name in self.acting(office, country))
        )

    def country(self, seat: str) -> str:
        """The country that a seat acts for."""
        found = self._participants.get(seat)
        return "" if found is None else found.country

    def seats(self) -> tuple[Choice, ...]:
        """Every seat as a choice."""
        return tuple(
            Choice(value=seat, label=f"{seat} {self.seat(seat)}") for seat in self._participants
        )

    @property
    def project_codes(self) -> tuple[str, ...]:
        """Codes of all projects."""
        return tuple(self._projects)

    def project(self, code: str) -> str:
        """Name of a project."""
        found = self._projects.get(code)
        return code if found is None else self.both(zh=found.name_zh, en=found.name_en)

    def covered(self, code: str) -> bool:
        """Whether a project belongs to an entity under allowance management."""
        found = self._projects.get(code)
        return found is not None and found.from_covered_entity

    def project_view(self, code: str) -> ProjectView:
        """A project, which must exist."""
        return self._projects[code]

    def batch(self, asset: int) -> str:
        """The name of a batch: `BRC TH001 2027`."""
        found = self.batches[asset]
        return f"{found.unit} {found.project} {found.vintage}"

    def asset(self, asset: int) -> Asset:
        """Cash or a batch."""
        if asset == CNY:
            return Asset(id=asset, label="CNY", unit="fen")
        return Asset(id=asset, label=self.batch(asset), unit="tonnes")

    def span(
        self, asset: int, first: int, last: int, *, registry: str, long: bool = False
    ) -> SerialRange:
        """A range of a batch's serials in the registry that holds it."""
        batch = self.batches[asset]
        origin = self.registry_numbers.get(batch.host, batch.host)
        return SerialRange(
            host=batch.host,
            registry=registry,
            prefix=f"{origin}-{batch.project}-{batch.vintage}" if long else "",
            first=first,
            last=last,
            quantity=last - first + 1,
        )

    def spans(
        self, asset: int, ranges: Iterable[Range], *, registry: str, long: bool = False
    ) -> tuple[SerialRange, ...]:
        """Ranges of one batch, adjacent ones merged."""
        return tuple(
            self.span(asset, first, last, registry=registry, long=long)
            for first, last in merged(ranges)
        )

    def venue(self, venue: Venue) -> str:
        """Name of a venue."""
        return self.both(zh=venue.name_zh, en=venue.name_en)

    def allowances(self) -> str:
        """The name of allowances."""
        return self.both(zh="碳排放配额", en="Emission allowances")

    def instrument(self, part: InstrumentPart, venue: Venue | None = None) -> str:
        """A short name of an instrument: `Belt-and-Road, Thailand`.

        Allowances are the same at every venue, so their instruments are named by the venue.
        """
        if part.unit == ALLOWANCE:
            return self.allowances() if venue is None else self.venue(venue).partition(",")[0]
        if part.unit == CCER:
            return self.both(zh="全国可抵销", en="offset nationwide")
        name = self.nation(part.registry)
        return self.both(zh=f"一带一路 · {name}", en=f"Belt-and-Road, {name}")
