"""The small programme with monitored projects and two third-party entities."""

from __future__ import annotations

from typing import Any

from registry.pace import CCER_PUBLICATION, Kind, Period
from registry.programme.accounts import controls
from registry.programme.monitoring import commands as monitoring
from registry.programme.monitoring import concluding, meters, sampling
from registry.programme.monitoring.queries import own_readings
from registry.programme.participants import commands as participants
from registry.roles import Actor, Role
from tests.support.programme import HOST, OWNER, Programme, actor

VERIFIER = actor("VE1", Role.THIRD_PARTY_ENTITY)
OTHER = actor("VE2", Role.THIRD_PARTY_ENTITY)
FIRST = {"project": "TH001", "period": 1}
MONTHS = [f"2027-{month:02}" for month in range(1, 7)]


def monitored(
    *, statements: bool = False, samples: int = 3, publication_days: int = 0, **more: Any
) -> Programme:
    """The programme with TH001 and CN001 monitored by rules like those of lessons."""
    world = Programme(**more)

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        for one in (VERIFIER, OTHER):
            participants.enter(
                books, seat=one.seat, role=one.role, name_en=one.seat, name_zh=one.seat,
                country="", registries=(),
            )  # fmt: skip
        period = Period(publication_days, Kind.WORKING, "", "", "")
        controls.play(books, name=CCER_PUBLICATION, period=period, trading=())
        for project in ("TH001", "CN001"):
            domestic = project == "CN001"
            meters.monitor(
                books, project=project, seed=7, spread_percent="4", samples=samples,
                uncertainty_percent="2", materiality_percent="5", verifier_differs=domestic,
                statements=statements and not domestic, look_back_years=5 if domestic else 0,
            )  # fmt: skip
        return {}

    world.do(switch, by=HOST)
    return world


def opened(world: Programme, *, by: Actor = OWNER, **period: Any) -> dict[str, str]:
    """Open a period and read its meters; what they show by month."""
    one = FIRST | period
    world.do(monitoring.open_period, **one, by=by)
    world.do(meters.read, **one, by=by)
    with world.reading() as session:
        return own_readings(session, seat=by.seat, **one)


def report(
    world: Programme,
    figures: dict[str, str],
    *,
    by: Actor = OWNER,
    verifier: str = "VE1",
    **period: Any,
) -> dict[str, Any]:
    """Report these figures of a period."""
    given = [{"part": part, "mwh": mwh} for part, mwh in figures.items()]
    return world.do(monitoring.report, **FIRST | period, verifier=verifier, figures=given, by=by)


def sample(world: Programme, part: str, *, by: Actor = VERIFIER, **period: Any) -> dict[str, Any]:
    """Take one sample."""
    return world.do(sampling.sample, **FIRST | period, part=part, by=by)


def conclude(
    world: Programme, *, positive: bool, by: Actor = VERIFIER, **more: Any
) -> dict[str, Any]:
    """Conclude on the report of a period."""
    return world.do(concluding.conclude, **FIRST | more, positive=positive, by=by)


def verified(world: Programme, *, by: Actor = OWNER, **period: Any) -> int:
    """Open, read, report and verify a period as its meters show it; the verified tonnes."""
    report(world, opened(world, by=by, **period), by=by, **period)
    return int(conclude(world, positive=True, **period)["quantity"])
