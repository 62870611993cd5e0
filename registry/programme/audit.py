"""The invariants of all procedures; each is defined in its procedure's `audit.py`.

They read tables only, like the audit of the books.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.audit import Check, Finding, asked
from registry.programme.accounts.audit import (
    account_states_are_their_changes,
    frozen_credits_are_never_spent,
    no_account_moved_units_against_its_state,
)
from registry.programme.adjustments.audit import (
    a_serial_is_first_transferred_once,
    adjustments_equal_first_transfers,
    credits_abroad_were_first_transferred,
    what_left_for_oimp_was_sent_once,
)
from registry.programme.agreements.audit import agreements_are_where_their_acts_left_them
from registry.programme.authorisation.audit import (
    authorisations_are_where_their_acts_left_them,
    changes_leave_first_transfers_as_they_were,
    first_transfers_happen_when_their_terms_say,
    first_transfers_stay_within_their_authorisation,
)
from registry.programme.committee.audit import (
    amendments_are_published_motions,
    decisions_have_the_consent_of_both_sides,
    each_decision_is_used_once,
    motions_hold_from_their_publication,
    papers_are_what_was_circulated,
    recused_members_have_no_vote,
)
from registry.programme.documents.audit import documents_have_their_digest
from registry.programme.entities.audit import (
    an_entity_has_a_designation_once,
    designations_are_decided_by_whom_they_concern,
    designations_are_where_their_acts_left_them,
    entities_hold_no_units,
)
from registry.programme.finance.audit import (
    funders_have_their_first_credits,
    nothing_is_requested_with_unpaid_costs,
    projects_pay_what_is_due,
)
from registry.programme.issuance.audit import (
    another_registrys_serials_are_imported_once,
    corrections_cancel_what_was_ordered,
    deregistered_projects_start_nothing,
    each_side_issues_what_was_decided,
    imported_credits_are_those_admitted,
    issued_is_what_was_decided,
    levies_are_issued_by_the_host,
    no_installation_is_claimed_twice,
    no_reduction_is_issued_twice,
    nothing_is_issued_under_a_virtual_agreement,
    what_is_not_tradable_was_never_traded,
)
from registry.programme.methodologies.audit import (
    baselines_are_tightened_by_decisions,
    methodologies_are_decided_by_whom_they_concern,
    methodologies_are_where_their_steps_left_them,
    steps_of_methodologies_take_turns,
)
from registry.programme.monitoring.audit import (
    monitoring_is_where_its_steps_left_it,
    no_more_is_issued_than_was_verified,
    readings_and_samples_are_of_the_meters,
    reports_are_what_was_submitted,
    verified_amounts_are_those_of_reports_and_samples,
)
from registry.programme.movements.audit import (
    movements_block_what_they_move,
    two_persons_move_units,
    what_goes_to_an_untrusted_account_has_waited,
)
from registry.programme.ndc.audit import (
    ambition_never_falls,
    authorisations_follow_the_initial_report,
    figures_are_of_years_that_are_over,
    metrics_are_kept_apart,
    nothing_is_entered_for_a_closed_period,
    reported_methods_stay,
)
from registry.programme.permanence.audit import (
    buffers_are_released_by_decision,
    buffers_hold_what_they_kept,
    nothing_is_requested_while_a_replacement_is_overdue,
    reversals_are_made_good_to_the_tonne,
)
from registry.programme.projects.audit import (
    crediting_periods_follow_one_another,
    credits_come_from_registered_projects,
    monitoring_periods_share_no_day,
    projects_go_by_their_machine,
    registered_projects_were_validated,
)
from registry.programme.reports.audit import (
    frozen_holdings_are_those_of_the_books,
    reports_equal_adjustments,
    what_one_party_sent_the_other_acquired,
    what_was_reported_as_used_is_held_no_more,
    what_was_submitted_is_its_draft,
)
from registry.programme.retirement.audit import (
    credits_stay_with_the_parties_of_their_authorisation,
    reversals_give_back_what_was_used,
    uses_subtract_what_was_used,
)
from registry.programme.risks.audit import (
    each_side_speaks_for_itself_in_an_incident,
    incidents_are_where_their_team_left_them,
    incidents_end_by_their_deadline,
    responses_come_from_who_answers_for_the_risk,
)
from registry.programme.transfers.audit import (
    a_share_issued_first_is_asked_for_by_its_recipients,
    blocked_accounts_send_nothing,
    each_keeper_has_what_the_state_says,
    in_transit_is_what_was_sent,
    messages_follow_one_another,
    nothing_is_first_transferred_in_a_suspension,
    pledges_are_those_of_open_transfers,
    requests_block_what_they_ask,
    the_log_equals_the_registries,
)

INVARIANTS: dict[str, Check] = {
    check.__name__: check
    for check in (
        documents_have_their_digest,
        agreements_are_where_their_acts_left_them,
        issued_is_what_was_decided,
        each_decision_is_used_once,
        decisions_have_the_consent_of_both_sides,
        recused_members_have_no_vote,
        papers_are_what_was_circulated,
        motions_hold_from_their_publication,
        amendments_are_published_motions,
        designations_are_where_their_acts_left_them,
        designations_are_decided_by_whom_they_concern,
        an_entity_has_a_designation_once,
        entities_hold_no_units,
        methodologies_are_where_their_steps_left_them,
        methodologies_are_decided_by_whom_they_concern,
        steps_of_methodologies_take_turns,
        baselines_are_tightened_by_decisions,
        deregistered_projects_start_nothing,
        corrections_cancel_what_was_ordered,
        each_side_issues_what_was_decided,
        levies_are_issued_by_the_host,
        buffers_hold_what_they_kept,
        reversals_are_made_good_to_the_tonne,
        buffers_are_released_by_decision,
        nothing_is_requested_while_a_replacement_is_overdue,
        projects_pay_what_is_due,
        funders_have_their_first_credits,
        nothing_is_requested_with_unpaid_costs,
        nothing_is_issued_under_a_virtual_agreement,
        what_is_not_tradable_was_never_traded,
        monitoring_periods_share_no_day,
        projects_go_by_their_machine,
        registered_projects_were_validated,
        credits_come_from_registered_projects,
        crediting_periods_follow_one_another,
        reports_are_what_was_submitted,
        readings_and_samples_are_of_the_meters,
        verified_amounts_are_those_of_reports_and_samples,
        monitoring_is_where_its_steps_left_it,
        no_more_is_issued_than_was_verified,
        no_reduction_is_issued_twice,
        authorisations_are_where_their_acts_left_them,
        no_installation_is_claimed_twice,
        another_registrys_serials_are_imported_once,
        imported_credits_are_those_admitted,
        first_transfers_stay_within_their_authorisation,
        changes_leave_first_transfers_as_they_were,
        first_transfers_happen_when_their_terms_say,
        what_left_for_oimp_was_sent_once,
        a_serial_is_first_transferred_once,
        adjustments_equal_first_transfers,
        credits_abroad_were_first_transferred,
        authorisations_follow_the_initial_report,
        reported_methods_stay,
        nothing_is_entered_for_a_closed_period,
        figures_are_of_years_that_are_over,
        ambition_never_falls,
        metrics_are_kept_apart,
        a_share_issued_first_is_asked_for_by_its_recipients,
        in_transit_is_what_was_sent,
        requests_block_what_they_ask,
        credits_stay_with_the_parties_of_their_authorisation,
        reversals_give_back_what_was_used,
        uses_subtract_what_was_used,
        reports_equal_adjustments,
        what_one_party_sent_the_other_acquired,
        frozen_holdings_are_those_of_the_books,
        what_was_reported_as_used_is_held_no_more,
        what_was_submitted_is_its_draft,
        movements_block_what_they_move,
        two_persons_move_units,
        what_goes_to_an_untrusted_account_has_waited,
        each_keeper_has_what_the_state_says,
        the_log_equals_the_registries,
        messages_follow_one_another,
        nothing_is_first_transferred_in_a_suspension,
        pledges_are_those_of_open_transfers,
        blocked_accounts_send_nothing,
        account_states_are_their_changes,
        no_account_moved_units_against_its_state,
        frozen_credits_are_never_spent,
        incidents_are_where_their_team_left_them,
        each_side_speaks_for_itself_in_an_incident,
        incidents_end_by_their_deadline,
        responses_come_from_who_answers_for_the_risk,
    )
}
"""The invariants by name, from the decision to the transfer, then the accounts and incidents."""


def audit(connection: Connection) -> list[Finding]:
    """Every breach in the programme's tables; empty when all invariants hold."""
    return asked(INVARIANTS, connection)
