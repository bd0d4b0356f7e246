"""The end of a decision, by vote, by resolution or by setting it aside; and the follow-up."""

from flask import Blueprint
from flask_babel import gettext as _

from registry.decisions import access
from registry.decisions.forms.decisions import (
    ACTION_LINES,
    BallotForm,
    CloseVoteForm,
    FollowUpForm,
    ReasonForm,
    RecordForm,
    VoteForm,
    ballots_form,
    ballots_given,
    seen_before,
)
from registry.decisions.models.decisions import Decision
from registry.decisions.models.resolutions import Action
from registry.decisions.models.votes import RecordedVote
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.rules.decisions import Ballot, State, VoteResult
from registry.decisions.services import decisions, resolutions, votes
from registry.decisions.views._page import about, decision_here, page_of, run_here
from registry.errors import N_, NotFound, RuleBroken
from registry.partners.models.partners import Partner
from registry.security.permissions import Permission
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader, today

bp = Blueprint("decision_endings", __name__, url_prefix="/teams/<team>/decisions/<int:decision_id>")


@bp.route("/vote", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def vote(decision_id: int) -> Page:
    """Open a recorded vote, with the efforts made, and the pass rule where the agreement leaves it open."""
    decision = run_here(decision_id, to=State.IN_VOTE)
    form = VoteForm(rule_is_open=decision.values.pass_rule is None)
    return submit(
        form,
        lambda: votes.open_vote(
            decision, efforts=form.efforts.data, pass_rule=form.chosen_rule(), act=act_of(reader())
        ),
        done=_("The vote is open."),
        to=page_of(decision, "vote"),
        template="decisions/vote.html",
        load=lambda: about(decision),
        quorum=decision.values.vote_quorum.of(len(decision.counted_voices)),
    )


@bp.route("/voices/<int:voice_id>/ballot", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def ballot(decision_id: int, voice_id: int) -> Page:
    """Give the ballot of one's own voice."""
    decision = decision_here(decision_id)
    found, voice = _vote(decision), decision_queries.voice_of(decision, voice_id)
    by = access.as_speaker(voice, act_of(reader())).by
    standing = decision_queries.ballots_by_voice(found).get(voice.id)
    number = standing.number if standing else 0
    form = BallotForm(ballot=standing.ballot if standing else None, seen=number)
    return submit(
        form,
        lambda: votes.cast_ballot(
            voice, Ballot(form.ballot.data), seen=seen_before(form.seen.data), act=act_of(reader())
        ),
        done=_("The vote of %(name)s is recorded.", name=voice.name),
        to=page_of(decision, "vote"),
        template="decisions/ballot.html",
        load=lambda: about(decision),
        voice=voice,
        by=by,
    )


@bp.route("/ballots", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def ballots(decision_id: int) -> Page:
    """Enter the ballots of a meeting."""
    decision = run_here(decision_id)
    found = _vote(decision)
    standing = decision_queries.ballots_by_voice(found)
    data = {f"ballot_{voice_id}": cast.ballot for voice_id, cast in standing.items()}
    form = ballots_form(decision, data={**data, "seen": len(found.ballots)})
    return submit(
        form,
        lambda: votes.enter_ballots(
            decision, ballots_given(form, decision), seen=seen_before(form.seen.data), act=act_of(reader())
        ),
        done=_("The votes are entered."),
        to=page_of(decision, "vote"),
        template="decisions/ballots.html",
        load=lambda: about(decision),
    )


@bp.route("/vote/close", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def close_vote(decision_id: int) -> Page:
    """Close the vote; its result follows."""
    decision = run_here(decision_id)
    found = _vote(decision)
    form = CloseVoteForm(seen=len(found.ballots))
    return submit(
        form,
        lambda: votes.close_vote(decision, seen=seen_before(form.seen.data), act=act_of(reader())),
        done=lambda closed: (
            _("The vote has ended as not held.")
            if closed.result is VoteResult.NOT_HELD
            else _("The vote is closed.")
        ),
        to=page_of(decision, "vote"),
        template="decisions/close_vote.html",
        load=lambda: {"tally": decision_queries.tally(found), **about(decision)},
    )


@bp.route("/record", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def record(decision_id: int) -> Page:
    """Record the resolution, who carries it out, and due dates."""
    decision = run_here(decision_id, to=State.DECIDED)
    partners = _implementing(decision)
    form = RecordForm(
        [(partner.id, partner.name) for partner in partners],
        data={"decided_on": decision.present_round.met_on or today()},
    )
    return submit_after_preview(
        form,
        lambda _left_out: resolutions.record_decision(
            decision,
            text=form.text.data,
            decided_on=form.decided_on.data,
            actions=form.lines(partners),
            act=act_of(reader()),
        ),
        done=_("The decision is recorded; its record is being made."),
        to=page_of(decision),
        template="decisions/record.html",
        wake=("records.issue_ordered",),
        title=_("Record the decision"),
        load=lambda: {
            "aside": resolutions.standing_aside(decision),
            "outcome": resolutions.outcome_of(decision),
            **about(decision),
        },
        lines=range(1, ACTION_LINES + 1),
    )


@bp.route("/set-aside", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def set_aside(decision_id: int) -> Page:
    """End a matter without deciding it."""
    decision = run_here(decision_id, to=State.SET_ASIDE)
    form = ReasonForm()
    return submit(
        form,
        lambda: decisions.set_aside(decision, reason=form.reason.data, act=act_of(reader())),
        done=_("The matter is set aside."),
        to=page_of(decision),
        template="decisions/set_aside.html",
        load=lambda: about(decision),
    )


@bp.route("/tasks/<int:task_id>", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def follow_up(decision_id: int, task_id: int) -> Page:
    """Record the progress of carrying out the decision."""
    decision = decision_here(decision_id)
    action = _action(decision, task_id)
    access.as_follower(action, act_of(reader()))
    form = FollowUpForm(noted_on=today())
    return submit(
        form,
        lambda: resolutions.note_progress(
            action,
            text=form.text.data or "",
            is_done=form.is_done.data,
            noted_on=form.noted_on.data,
            act=act_of(reader()),
        ),
        done=_("Noted."),
        to=page_of(decision, "tasks"),
        template="decisions/follow_up.html",
        load=lambda: about(decision),
        action=action,
    )


def _action(decision: Decision, action_id: int) -> Action:
    actions = decision.resolution.actions if decision.resolution else []
    found = next((action for action in actions if action.id == action_id), None)
    if found is None:
        raise NotFound(N_("There is no such line."))
    return found


def _vote(decision: Decision) -> RecordedVote:
    if decision.vote is None or decision.vote.closed_at is not None:
        raise RuleBroken(N_("No vote is open now."))
    return decision.vote


def _implementing(decision: Decision) -> list[Partner]:
    """The organizations of the roll that can carry the decision out; those that stand aside cannot."""
    aside = {voice.id for voice in resolutions.standing_aside(decision)}
    theirs = [voice.partner for voice in decision.voices if voice.id not in aside]
    return list({partner.id: partner for partner in theirs if partner is not None}.values())
