"""What is done in a case: each act checks again, under the lock, who does it and as whom."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, requires
from registry.conflicts import deliberating, doing, outcomes, papers, proposals, queries, recusals, services
from registry.conflicts.case_pages import form_page, me, sight_here, to_case
from registry.conflicts.forms import (
    AnswerForm,
    CloseForm,
    DecideForm,
    DeciderForm,
    DeliberateForm,
    EndHelpForm,
    ExtensionForm,
    FileForm,
    HelperForm,
    NoteForm,
    ReasonForm,
    RecuseForm,
    RelayForm,
    TakeBackForm,
)
from registry.conflicts.models import Case
from registry.conflicts.rules import HelperRole, State
from registry.conflicts.seeing import Sight
from registry.edge import Page, attempt, today
from registry.inputs import takes_files
from registry.outbox import services as outbox
from registry.records import orders

bp = Blueprint("conflict_acts", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


@bp.route("/escalate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def escalate(case_id: int) -> Page:
    """Bring the case before the steering committee."""
    sight, form = _managed(case_id), ReasonForm()
    words = _("Bring the case before the steering committee")
    lead = _("From then on the steering committee has it, and no longer the committee where it arose.")
    return _act(
        sight,
        form,
        lambda case: services.escalate(case, reason=form.reason.data, user=me(), now=clock.now()),
        title=words,
        lead=lead,
        done=_("The case is before the steering committee."),
    )


@bp.route("/helper", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def helper(case_id: int) -> Page:
    """Bring in a facilitator or mediator."""
    sight, form = _managed(case_id), HelperForm()
    return _act(
        sight,
        form,
        lambda case: services.bring_in_helper(
            case,
            role=HelperRole(form.role.data),
            name=form.name.data,
            organization=form.organization.data,
            proposed_by=form.proposed_by.data,
            agreed_by=form.agreed_by.data,
            user=me(),
            now=clock.now(),
        ),
        title=_("Bring in a facilitator or mediator"),
        done=_("The parties are told who helps."),
    )


@bp.route("/helper/end", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def end_help(case_id: int) -> Page:
    """Note that facilitation or mediation has ended."""
    sight, form = _managed(case_id), EndHelpForm()
    return _act(
        sight,
        form,
        lambda case: services.end_help(case, words=form.words.data, user=me(), now=clock.now()),
        title=_("End facilitation or mediation"),
        lead=_("The steering committee goes on with the case."),
        done=_("Noted."),
    )


@bp.route("/notes/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add_note(case_id: int) -> Page:
    """Write something down."""
    sight, form = sight_here(case_id), NoteForm()
    form.offer(sight)

    def add(case: Case) -> object:
        visibility, party = form.readers(doing.sight(case, me(), today()))
        return papers.add_note(
            case, text=form.text.data, visibility=visibility, party=party, user=me(), now=clock.now()
        )

    return _act(sight, form, add, title=_("Write a note"), done=_("Noted."), anchor="papers")


@bp.route("/files/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files
def add_file(case_id: int) -> Page:
    """Bring in a file."""
    sight, form = sight_here(case_id), FileForm()
    form.offer(sight)

    def add(case: Case) -> object:
        visibility, party = form.readers(doing.sight(case, me(), today()))
        return papers.add_file(
            case,
            name=form.file.data.filename,
            data=form.file.data.read(),
            visibility=visibility,
            party=party,
            user=me(),
            now=clock.now(),
        )

    try:
        return _act(sight, form, add, title=_("Add a file"), done=_("The file is kept."), anchor="papers")
    finally:
        if form.file.data:
            form.file.data.close()


@bp.route("/recuse", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def recuse(case_id: int) -> Page:
    """Take no part in handling the case, or note that somebody said so."""
    sight, form = sight_here(case_id), RecuseForm()
    doing.handler(sight.case, me(), today())
    everyone = recusals.can_recuse(sight.case, today())
    offered = everyone if doing.may_manage(sight) else [one for one in everyone if one.id == me().id]
    form.offer(offered)
    return _act(
        sight,
        form,
        lambda case: recusals.recuse(
            case,
            whom=next(one for one in offered if one.id == form.whom.data),
            reason=form.reason.data,
            user=me(),
            now=clock.now(),
        ),
        title=_("Take no part in handling this case"),
        lead=_(
            "Who is recused reads nothing of the committee’s part and does not decide. "
            "Who leads the case can take it back; the case then shows both."
        ),
        done=_("Noted: this person takes no part in handling the case."),
        to_board=True,
    )


@bp.route("/recusals/<int:recusal_id>/take-back", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def take_back(case_id: int, recusal_id: int) -> Page:
    """Take back a recusal that was entered by mistake."""
    sight, form = sight_here(case_id), TakeBackForm()
    doing.manager(sight.case, me(), today())
    recusal = recusals.recusal_of(sight.case, recusal_id)
    return _act(
        sight,
        form,
        lambda case: recusals.take_back(
            recusals.recusal_of(case, recusal_id), reason=form.reason.data, user=me(), now=clock.now()
        ),
        title=_("Take back the recusal of %(name)s", name=recusal.name),
        lead=_("From then on they read the committee’s part again and may decide. The case shows both."),
        done=_("Noted: this person takes part in handling the case again."),
    )


@bp.route("/extension", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def extension(case_id: int) -> Page:
    """Propose another last day."""
    sight, form = sight_here(case_id), ExtensionForm()
    return _act(
        sight,
        form,
        lambda case: proposals.propose_extension(
            case, to_on=form.to_on.data, reason=form.reason.data, user=me(), now=clock.now()
        ),
        title=_("Propose an extension"),
        lead=_("Nothing moves until every party has said yes, yours too. One no ends the proposal."),
        done=_("Proposed. Every party is asked."),
        anchor="term",
    )


@bp.route("/decider", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decider(case_id: int) -> Page:
    """Propose who decides, where nobody of the steering committee is left to."""
    sight, form = sight_here(case_id), DeciderForm()
    return _act(
        sight,
        form,
        lambda case: proposals.propose_decider(
            case,
            name=form.name.data,
            organization=form.organization.data,
            reason=form.reason.data,
            user=me(),
            now=clock.now(),
        ),
        title=_("Propose who decides"),
        lead=_("It counts once every party has said yes."),
        done=_("Proposed. Every party is asked."),
        anchor="term",
    )


@bp.route("/proposals/<int:proposal_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(case_id: int, proposal_id: int) -> Page:
    """Answer a proposal for a party, or enter what a party said elsewhere."""
    sight = sight_here(case_id)
    proposal = queries.proposal_of(sight.case, proposal_id)
    relays = "relay" in request.args
    form: AnswerForm = RelayForm() if relays else AnswerForm()
    offered = proposals.can_relay(sight, proposal) if relays else proposals.can_answer(sight, proposal)
    form.offer(offered or list(sight.parties))

    def give(case: Case) -> object:
        return proposals.answer(
            queries.proposal_of(case, proposal_id),
            party=queries.party_of(case, form.party.data),
            is_yes=form.answer.data == "yes",
            words=form.words.data,
            relayed=form["relayed"].data if relays else "",
            user=me(),
            now=clock.now(),
        )

    return _act(
        sight,
        form,
        give,
        title=_("Enter a party’s answer") if relays else _("Answer for your party"),
        done=_("The answer is kept."),
        template="answer",
        anchor="term",
        proposal=proposal,
        can=bool(offered),
    )


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def close(case_id: int) -> Page:
    """Close the case: settled, taken back or referred."""
    sight = _managed(case_id)
    form = CloseForm(data={"on": today(), "revision": sight.case.revision})
    return _act(
        sight,
        form,
        lambda case: outcomes.close_without_decision(
            case,
            state=State(form.state.data),
            text=form.text.data,
            on=form.on.data,
            revision=form.revision.data,
            user=me(),
            now=clock.now(),
        ),
        title=_("Close the case"),
        lead=_("The clock stops. The parties get the sealed record of the case."),
        done=_("The case is closed; its record is being made."),
        wake=(orders.ISSUE, outbox.SEND),
        anchor="outcome",
    )


@bp.route("/decide", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decide(case_id: int) -> Page:
    """Record the final decision, which bears the signature of the chair or who stands in."""
    sight = sight_here(case_id)
    doing.handler(sight.case, me(), today())
    deciding = doing.deciding_on(sight.case, today())
    outcomes.check_may_decide(sight, deciding)
    form = DecideForm(data={"on": today(), "revision": sight.case.revision})
    form.offer(outcomes.can_link(sight.case, me(), today()))
    return _act(
        sight,
        form,
        lambda case: outcomes.decide(
            case,
            text=form.text.data,
            on=form.on.data,
            decision_id=form.chosen(),
            revision=form.revision.data,
            user=me(),
            now=clock.now(),
        ),
        title=_("Record the final decision"),
        done=_("Decided; the sealed record is being made."),
        wake=(orders.ISSUE, outbox.SEND),
        template="decide",
        anchor="outcome",
        deciding=deciding,
    )


@bp.route("/deliberate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def deliberate(case_id: int) -> Page:
    """Put the case before the steering committee as a decision that only those who handle it read."""
    sight = _managed(case_id)
    deliberating.check_can_deliberate(sight.case)
    form = DeliberateForm(title=_("Conflict case %(reference)s", reference=sight.case.reference))
    done = attempt(
        form,
        lambda: deliberating.deliberate(
            queries.case_of(g.team.id, case_id),
            title=form.title.data,
            question=form.question.data,
            user=me(),
            now=clock.now(),
        ),
        team_id=g.team.id,
        wake=(outbox.SEND,),
    )
    if done:
        flash(_("The decision is open; those who speak for a voice are asked by e-mail."), "success")
        return redirect(url_for("decisions.show", team=g.team.slug, decision_id=done.value.id), 303)
    names = ", ".join(deliberating.left_out(sight.case, today()))
    lead = _("Only the members who take part, and coordinators who are not recused, will know of it.")
    lead += " " + _("Left out: %(names)s.", names=names) if names else ""
    return form_page("act", form, sight, title=_("Put it before the committee"), lead=lead)


@bp.route("/reopen", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def reopen(case_id: int) -> Page:
    """Take a closed case up again."""
    sight, form = _managed(case_id), ReasonForm()
    return _act(
        sight,
        form,
        lambda case: outcomes.reopen(case, reason=form.reason.data, user=me(), now=clock.now()),
        title=_("Reopen the case"),
        lead=_("A new term of 45 days begins today. The earlier term and its outcome stay shown."),
        done=_("The case is open again."),
    )


def _managed(case_id: int) -> Sight:
    sight = sight_here(case_id)
    doing.manager(sight.case, me(), today())
    return sight


def _act(
    sight: Sight,
    form: FlaskForm,
    act: Callable[[Case], object],
    *,
    title: str,
    done: str,
    lead: str = "",
    template: str = "act",
    anchor: str | None = None,
    wake: tuple[str, ...] = (outbox.SEND,),
    to_board: bool = False,
    **context: Any,
) -> Page:
    """Do what a form asks in a case, on the case as it is under the lock; or show the form."""
    case_id = sight.case.id
    if attempt(form, lambda: act(queries.case_of(g.team.id, case_id)), team_id=g.team.id, wake=wake):
        flash(done, "success")
        return _onwards(case_id, anchor, to_board=to_board)
    return form_page(template, form, sight, title=title, lead=lead, **context)


def _onwards(case_id: int, anchor: str | None, *, to_board: bool) -> Response:
    """On to the case; who has just recused themselves may no longer know of it and goes to the list."""
    if to_board:
        return redirect(url_for("conflicts.index", team=g.team.slug), 303)
    return to_case(queries.case_of(g.team.id, case_id), anchor)
