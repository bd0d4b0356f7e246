"""Proposals that need every party's consent: extensions, and another decider."""

from flask import request
from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import AnswerForm, DeciderForm, ExtensionForm, RelayForm
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.services import proposals
from registry.conflicts.views._page import MAIL, case_page, sight_here
from registry.conflicts.views._page import acts as bp
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.page import Page, act_of, reader


@bp.route("/extension", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def extension(case_id: int) -> Page:
    """Propose a new last day."""
    sight, form = sight_here(case_id), ExtensionForm()
    return submit_after_preview(
        form,
        lambda left_out: proposals.propose_extension(
            sight.case,
            to_on=form.to_on.data,
            reason=form.reason.data,
            left_out=left_out,
            act=act_of(reader()),
        ),
        leaves_out=True,
        done=_("Proposed. It counts once every party has said yes."),
        to=case_page(sight.case, "term"),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Propose an extension"),
        lead=_("Nothing moves until every party has said yes, yours too. One no ends the proposal."),
    )


@bp.route("/decider", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decider(case_id: int) -> Page:
    """Propose who decides, when nobody on the steering committee may."""
    sight, form = sight_here(case_id), DeciderForm()
    return submit_after_preview(
        form,
        lambda _left_out: proposals.propose_decider(
            sight.case,
            name=form.name.data,
            organization=form.organization.data,
            reason=form.reason.data,
            act=act_of(reader()),
        ),
        done=_("Proposed. It counts once every party has said yes."),
        to=case_page(sight.case, "term"),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Propose who decides"),
        lead=_("It counts once every party has said yes."),
    )


@bp.route("/proposals/<int:proposal_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(case_id: int, proposal_id: int) -> Page:
    """Answer a proposal for a party, or enter an answer given elsewhere."""
    sight = sight_here(case_id)
    proposal = case_queries.proposal_of(sight.case, proposal_id)
    relays = "relay" in request.args
    form: AnswerForm = RelayForm() if relays else AnswerForm()
    offered = capacity.can_relay(sight, proposal) if relays else capacity.can_answer(sight, proposal)
    form.offer(offered or list(sight.parties))

    def give() -> object:
        return proposals.answer(
            proposal,
            party=case_queries.party_of(sight.case, form.party.data),
            is_yes=form.answer.data == "yes",
            words=form.words.data,
            relayed=form["relayed"].data if relays else "",
            act=act_of(reader()),
        )

    return submit_and_tell(
        form,
        give,
        done=_("The answer is kept."),
        to=case_page(sight.case, "term"),
        template="conflicts/answer.html",
        wake=MAIL,
        case=sight.case,
        title=_("Enter a party’s answer") if relays else _("Answer for your party"),
        proposal=proposal,
        can=bool(offered),
    )
