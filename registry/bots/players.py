"""The bot of each role, and the strategies of owners, emitters and voluntary buyers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from ledger.kernel.clock import DAY
from matching.instruments import ALLOWANCE
from registry.bots import (
    bodies,
    deals,
    incidents,
    market_making,
    monitoring,
    officials,
    trading,
    undertakings,
)
from registry.bots import projects as cycle
from registry.bots.view import View, Wish, Worth
from registry.compliance import queries as compliance
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import covering
from registry.programme.ndc import queries as ndc
from registry.roles import CHINA, Role

OFFSETS = "CCER"
"""The instrument and the type of credit that the national market accepts as offsets."""

Player = Callable[[View, Random], Iterator[Wish]]


def act(view: View, random: Random) -> Iterator[Wish]:
    """The commands that the bot of this seat wants to give in its turn, one after another."""
    if view.approves:
        yield from officials.approvals(view)
    if view.incidents:
        yield from incidents.dealt_with(view)
    players = BETWEEN_ACTS if view.between_acts else PLAYERS
    for office in view.offices:
        yield from players[office](view, random)


def project_owner(view: View, random: Random) -> Iterator[Wish]:
    """Bring projects on and keep them up, request issuance, transfer half of the credits abroad to
    the market at home, sell.
    """
    yield from cycle.owner(view)
    if view.undertakes:
        yield from undertakings.kept(view)
    yield from officials.issuance_requests(view)
    if view.monitored:
        yield from monitoring.reports(view)
    yield from deals.trade(view, random)
    yield from _send_abroad(view, random)
    yield from trading.seller(view, random)


def _send_abroad(view: View, random: Random) -> Iterator[Wish]:
    """Sometimes request a transfer of credits to the partner's registry, where they fetch more."""
    for host in view.hosts:
        held = view.free(host)
        free = sum(tonnes for _, tonnes in held)
        if free >= 400 and random.randrange(100) < 15:
            target, asset, most = way_abroad(view, host, held)
            purpose = "NDC" if random.randrange(3) else "OIMP"
            if not target or not view.has_account(target):
                continue
            yield (
                "transfer.request",
                {
                    "source": host,
                    "target": target,
                    "unit": "BRC",
                    "asset": asset,
                    "quantity": min(free // 3, most, 4000),
                    "purpose": purpose,
                    "receiver": None,
                },
            )


def way_abroad(view: View, host: str, held: list[tuple[int, int]]) -> tuple[str, int | None, int]:
    """Where credits of a host go, which batch (None: the oldest first), and its tonnes at most.

    They go to the partner of their agreement. Where a host has several partners, or spares only so
    much, the largest batch goes that is authorised far enough; "" for none.
    """
    under = {o.code: o for o in view.ask(agreements.agreements) if o.host == host}
    partners = {one.partner for one in under.values()}
    unbounded = all(one.host_spares_t is None for one in under.values())
    if len(partners) == 1 and unbounded and host not in view.ask(ndc.parties):
        return partners.pop(), None, sum(tonnes for _, tonnes in held)
    for asset, tonnes in sorted(held, key=lambda lot: (-lot[1], lot[0])):
        standings = view.ask(covering.standings, project=view.project(asset))
        there = [one for one in standings if one.in_force and one.agreement in under]
        left = sum(tonnes if one.left_t is None else one.left_t for one in there)
        if left >= 1:
            return under[there[0].agreement].partner, asset, min(tonnes, left)
    return "", None, 0


def emitter(view: View, random: Random) -> Iterator[Wish]:
    """Buy the CCER that it is short of, up to the offset cap, and submit them at the end of some
    days; trade allowances.
    """
    yield from deals.trade(view, random)
    if view.every_order and random.randrange(100) < 40:
        yield from trading.trader(view, random)
    late = view.turn > 300 and (view.day % 4 == 0 or view.day == view.days)
    trading_now = OFFSETS in view.instruments() and view.quote(OFFSETS).open
    if not (late or trading_now):
        return
    usable, left = _usable(view), _left_t(view)
    owned = sum(tonnes for _, tonnes in usable)
    if late and owned and left:
        yield "offset.submit", {"lots": _up_to(usable, left)}
    if trading_now:
        yield from trading.buyer(
            view, random, OFFSETS, wanted_t=left - owned, patience=_patience(view)
        )


def _patience(view: View) -> int:
    """Percent of turns in which a buyer waits for its price: fewer, the nearer the end."""
    return max(10, 75 - 75 * view.day // view.days)


def _usable(view: View) -> list[tuple[int, int]]:
    """The (batch, free tonnes) of CCER that the seat owns."""
    return [(a, t) for a, t in view.free(CHINA) if view.unit(a) == OFFSETS]


def _left_t(view: View) -> int:
    """Tonnes that the seat is short of and may still submit as offsets."""
    # Of all seats and for the day, so that all emitters share one answer.
    offset = view.ask(compliance.offset_positions, at=view.at // DAY * DAY).get(view.seat)
    if offset is None:
        return 0
    short = offset.obligation_t - offset.allowances_t - offset.used_t
    return max(0, min(offset.left_t, short))


def _hand_in(view: View, random: Random) -> Iterator[Wish]:
    """Submit CCER as offsets, up to the cap."""
    usable = _usable(view)
    if usable and (left := _left_t(view)):
        yield "offset.submit", {"lots": _up_to(usable, left)}


def voluntary_buyer(view: View, random: Random) -> Iterator[Wish]:
    """Buy credits that cost less than they are worth to it, or a little each day; retire them."""
    retired = list(_retire(view, random))
    if retired:
        yield from retired
        return
    instruments = [
        code
        for code in view.instruments()
        if code != OFFSETS and view.instrument_unit(code) != ALLOWANCE
    ]
    worth = view.worth()
    if worth is not None:
        yield from _buy_worth(view, random, worth)
    elif instruments:
        instrument = random.choice(instruments)
        spare = view.cash_fen() // max(1, view.quote(instrument).last)
        wanted = min(spare, 40 + random.randrange(200))
        yield from trading.buyer(view, random, instrument, wanted_t=wanted, patience=60)


def _buy_worth(view: View, random: Random, worth: Worth) -> Iterator[Wish]:
    """Buy of the present step of its values, mostly where a tonne is offered cheapest."""
    codes = [code for code in view.instruments() if view.instrument_unit(code) == worth.unit]
    if not codes or not worth.tonnes:
        return
    quotes = {code: view.quote(code) for code in codes}
    cheapest = min(codes, key=lambda code: (quotes[code].ask or quotes[code].last, code))
    instrument = cheapest if random.randrange(100) < 60 else random.choice(codes)
    wanted = min(worth.tonnes, 30 + random.randrange(70))
    yield from trading.buyer(
        view, random, instrument, wanted_t=wanted, patience=_patience(view), most=worth.fen
    )


def _retire(view: View, random: Random) -> Iterator[Wish]:
    """Sometimes retire credits that were bought, one batch at a time."""
    for registry in (CHINA, *view.hosts):
        free = [(a, t) for a, t in view.free(registry) if t >= 100 and view.unit(a) != ALLOWANCE]
        if free and random.randrange(100) < 30:
            asset, tonnes = free[0]
            yield (
                "retirement.retire",
                {
                    "registry": registry,
                    "asset": asset,
                    "quantity": tonnes,
                    "purpose": "voluntary",
                    "beneficiary": view.seat,
                },
            )
            return


def _up_to(lots: list[tuple[int, int]], most: int) -> list[dict[str, int]]:
    """The first lots that fit into `most` tonnes."""
    bundle = []
    for asset, tonnes in lots:
        part = min(tonnes, most)
        if part > 0:
            bundle.append({"asset": asset, "quantity": part})
            most -= part
    return bundle


def trader(view: View, random: Random) -> Iterator[Wish]:
    """Quote around a private value; sometimes transfer credits between countries; make deals."""
    yield from deals.trade(view, random)
    if random.randrange(100) < 6:
        yield from _send_abroad(view, random)
    yield from trading.trader(view, random)


def government_partner(view: View, random: Random) -> Iterator[Wish]:
    """The steps of every government, those for domestic projects, allowances in the morning."""
    yield from officials.government(view, random)
    if view.governed:
        yield from bodies.domestic(view)
    if officials.in_the_morning(view):
        yield from deals.allowances(view)


def _rests(view: View, random: Random) -> Iterator[Wish]:
    """Nothing."""
    yield from ()


def _secretariat(view: View, random: Random) -> Iterator[Wish]:
    yield from officials.secretariat(view, random)
    if view.governed:
        yield from bodies.desk(view)


def third_party_entity(view: View, random: Random) -> Iterator[Wish]:
    """Answer the public, report on design documents, verify the reports that name this seat; in the
    morning apply for designations that are missing.
    """
    yield from cycle.entity(view)
    if view.monitored:
        yield from monitoring.verifications(view)
    if officials.in_the_morning(view):
        yield from bodies.applications(view)


PLAYERS: dict[Role, Player] = {
    Role.GOVERNMENT_PARTNER: government_partner,
    Role.GOVERNMENT_HOST: officials.host_government,
    Role.SECRETARIAT: _secretariat,
    Role.REGISTRY_MANAGER: officials.registry_manager,
    Role.THIRD_PARTY_ENTITY: third_party_entity,
    Role.PROJECT_OWNER: project_owner,
    Role.EMITTER: emitter,
    Role.TRADER: trader,
    Role.VOLUNTARY_BUYER: voluntary_buyer,
    Role.MARKET_MAKER: market_making.market_maker,
}


def _owner_between_acts(view: View, random: Random) -> Iterator[Wish]:
    yield from cycle.owner(view)
    if view.undertakes:
        yield from undertakings.kept(view)
    yield from officials.issuance_requests(view)
    if view.monitored:
        yield from monitoring.reports(view)
    yield from _send_abroad(view, random)


def _government_between_acts(view: View, random: Random) -> Iterator[Wish]:
    yield from officials.government(view, random)
    if view.governed:
        yield from bodies.domestic(view)


BETWEEN_ACTS: dict[Role, Player] = {
    Role.GOVERNMENT_PARTNER: _government_between_acts,
    Role.GOVERNMENT_HOST: officials.host_government,
    Role.SECRETARIAT: _secretariat,
    Role.REGISTRY_MANAGER: officials.registry_manager,
    Role.THIRD_PARTY_ENTITY: third_party_entity,
    Role.PROJECT_OWNER: _owner_between_acts,
    Role.EMITTER: _hand_in,
    Role.TRADER: _send_abroad,
    Role.VOLUNTARY_BUYER: _retire,
    Role.MARKET_MAKER: _rests,
}
"""The bot of each role between two acts, while the markets are closed: procedures, no orders."""
