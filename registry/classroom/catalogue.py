"""Every command of a lesson by its name, collected from the modules that declare them.

The API, the pages, bots and scripts all use these.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.kernel.errors import name_codes
from registry.classroom import announcements, build, halts, helping, raising, role_bots
from registry.classroom import commands as classroom
from registry.command import Command
from registry.compliance import commands as compliance
from registry.market import accounts as account_states
from registry.market import bidding, deals
from registry.market import commands as market
from registry.programme.accounts import commands as accounts
from registry.programme.accounts import freezing
from registry.programme.agreements import commands as agreements
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation import use as authorised_use
from registry.programme.committee import amendment, meeting, motions, voting
from registry.programme.committee import commands as committee
from registry.programme.entities import commands as entities
from registry.programme.entities import motions as designations
from registry.programme.finance import commands as finance
from registry.programme.issuance import allowances, ccer, correction, imports
from registry.programme.issuance import commands as issuance
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies import desk as proposals
from registry.programme.methodologies import motions as decided_methodologies
from registry.programme.monitoring import commands as monitoring
from registry.programme.monitoring import concluding, meters, sampling
from registry.programme.movements import commands as movements
from registry.programme.movements import trust
from registry.programme.ndc import commands as ndc
from registry.programme.permanence import commands as permanence
from registry.programme.projects import (
    allocating,
    clock,
    designing,
    registering,
    revising,
    validating,
)
from registry.programme.projects import motions as projects
from registry.programme.reports import clock as reports_clock
from registry.programme.reports import commands as reports
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import ordered, replaced, reversal
from registry.programme.risks import commands as risks
from registry.programme.risks import handling
from registry.programme.transfers import commands as transfers
from registry.programme.transfers import faults, host_first, repairs, within

_DECLARED = (
    market.COMMANDS,
    deals.COMMANDS,
    bidding.COMMANDS,
    accounts.COMMANDS,
    account_states.COMMANDS,
    freezing.COMMANDS,
    movements.COMMANDS,
    trust.COMMANDS,
    allowances.COMMANDS,
    agreements.COMMANDS,
    committee.COMMANDS,
    voting.COMMANDS,
    meeting.COMMANDS,
    motions.COMMANDS,
    amendment.COMMANDS,
    entities.COMMANDS,
    designations.COMMANDS,
    methodologies.COMMANDS,
    proposals.COMMANDS,
    decided_methodologies.COMMANDS,
    designing.COMMANDS,
    validating.COMMANDS,
    allocating.COMMANDS,
    registering.COMMANDS,
    revising.COMMANDS,
    clock.COMMANDS,
    projects.COMMANDS,
    monitoring.COMMANDS,
    meters.COMMANDS,
    sampling.COMMANDS,
    concluding.COMMANDS,
    issuance.COMMANDS,
    host_first.COMMANDS,
    ccer.COMMANDS,
    correction.COMMANDS,
    imports.COMMANDS,
    permanence.COMMANDS,
    finance.COMMANDS,
    ndc.COMMANDS,
    authorisation.COMMANDS,
    authorised_use.COMMANDS,
    transfers.COMMANDS,
    within.COMMANDS,
    repairs.COMMANDS,
    faults.COMMANDS,
    retirement.COMMANDS,
    ordered.COMMANDS,
    replaced.COMMANDS,
    reversal.COMMANDS,
    reports.COMMANDS,
    reports_clock.COMMANDS,
    risks.COMMANDS,
    handling.COMMANDS,
    compliance.COMMANDS,
    classroom.COMMANDS,
    halts.COMMANDS,
    announcements.COMMANDS,
    helping.COMMANDS,
    role_bots.COMMANDS,
    raising.COMMANDS,
    build.COMMANDS,
)


def collected(declared: Sequence[Sequence[Command]]) -> dict[str, Command]:
    """Commands by name, in this order; asserts that no code and no name is used twice."""
    found: dict[str, Command] = {}
    taken: dict[str, str] = {}
    for command in (one for of_package in declared for one in of_package):
        for called in (command.name, command.en, command.zh):
            before = taken.setdefault(called, command.name)
            assert called != command.name or command.name not in found, f"{called} is there twice"
            assert before == command.name, f"{before} and {command.name} are both called {called}"
        found[command.name] = command
    return found


CATALOGUE = collected(_DECLARED)
"""Every command by its name."""

MINDING = frozenset(name for name, command in CATALOGUE.items() if command.minding)
"""The commands that a bot may give for a person who is away."""

name_codes("command", {name: (command.en, command.zh) for name, command in CATALOGUE.items()})
