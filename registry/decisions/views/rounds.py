"""Positions: given online, relayed or entered in a meeting; closing rounds and opening new ones."""

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from registry.decisions import access
from registry.decisions.forms.decisions import CloseForm, PointForm, RoundForm, seen_before
from registry.decisions.forms.positions import (
    AgreedForm,
    ConfirmPositionForm,
    PositionForm,
    RelayForm,
    choice_of,
    meeting_form,
)
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.rules.decisions import Channel, Mark, State
from registry.decisions.services import decisions, positions
from registry.decisions.views._page import about, decision_here, on_page, page_of, run_here
from registry.errors import N_, NotFound
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import attempt, status_of, submit
from registry.web.page import Page, act_of, reader, today

bp = Blueprint("rounds", __name__, url_prefix="/teams/<team>/decisions/<int:decision_id>")

MAIL = ("outbox.send",)


@bp.route("/voices/<int:voice_id>/position", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def position(decision_id: int, voice_id: int) -> Page:
    """Give the position of one's own voice."""
    decision = decision_here(decision_id, to=State.NO_CONSENSUS)
    voice = decision_queries.voice_of(decision, voice_id)
    by, standing = access.as_speaker(voice, act_of(reader())).by, _standing(decision, voice)
    form = PositionForm(decision.scale, data=_as_said(standing))
    return submit(
        form,
        lambda: positions.state_position(
            voice, form.given(), seen=seen_before(form.seen.data), act=act_of(reader())
        ),
        done=_("The position of %(name)s is recorded.", name=voice.name),
        to=page_of(decision),
        template="decisions/position.html",
        load=lambda: _show(form, decision, _number(decision, voice)),
        voice=voice,
        by=by,
    )


@bp.route("/voices/<int:voice_id>/relay", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def relay(decision_id: int, voice_id: int) -> Page:
    """Enter a position given by phone, e-mail or letter."""
    decision = run_here(decision_id, to=State.NO_CONSENSUS)
    voice = decision_queries.voice_of(decision, voice_id)
    standing = _standing(decision, voice)
    marks = (Mark.PENDING, Mark.ABSTAINS, Mark.ABSENT)
    form = RelayForm(decision.scale, marks=marks, data={"said_on": today(), **_as_said(standing)})
    return submit_and_tell(
        form,
        lambda: positions.relay_position(
            voice,
            form.given(),
            channel=Channel(form.channel.data),
            said_by=form.said_by.data,
            said_on=form.said_on.data,
            seen=seen_before(form.seen.data),
            act=act_of(reader()),
        ),
        done=_("Entered for %(name)s, which confirms or replaces it.", name=voice.name),
        to=page_of(decision),
        template="decisions/relay.html",
        wake=MAIL,
        load=lambda: _show(form, decision, _number(decision, voice)),
        voice=voice,
    )


@bp.post("/voices/<int:voice_id>/confirm")
@requires(Permission.TAKE_PART)
def confirm(decision_id: int, voice_id: int) -> Page:
    """Confirm a relayed position."""
    decision = decision_here(decision_id, to=State.NO_CONSENSUS)
    voice, form = decision_queries.voice_of(decision, voice_id), ConfirmPositionForm()
    done = attempt(
        form,
        lambda: positions.confirm_position(voice, seen=seen_before(form.seen.data), act=act_of(reader())),
        team_id=decision.team_id,
    )
    if done:
        flash(_("Confirmed: the position is your own."), "success")
    else:
        flash(" ".join(form.form_errors), "warning")
    return redirect(page_of(decision), 303)


@bp.route("/meeting", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def meeting(decision_id: int) -> Page:
    """The meeting page: a whole round on one screen."""
    decision = run_here(decision_id, to=State.NO_CONSENSUS)
    present = decision.present_round
    data = {"met_on": present.met_on or today(), "attendance": present.attendance}
    form = meeting_form(decision, _standing_of_all(decision), data=data)
    done = None
    if not form.is_submitted() or (form.validate() and form.check(decision, today())):
        done = attempt(
            form,
            lambda: positions.enter_meeting(
                decision,
                met_on=form.met_on.data,
                attendance=form.attendance.data or "",
                given=form.given(decision),
                seen=form.seen_numbers(decision),
                act=act_of(reader()),
            ),
            team_id=decision.team_id,
        )
    if done:
        flash(_("The round is entered. See below what it comes to."), "success")
        return redirect(page_of(decision), 303)
    standing = _standing_of_all(decision)
    theirs = form.changed_meanwhile(standing) if form.is_submitted() else {}
    if request.method == "GET" or theirs:
        form.show({voice_id: standing[voice_id] for voice_id in theirs or standing})
    return on_page("meeting", status_of(form), form=form, theirs=theirs, **about(decision))


@bp.route("/agreed", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def agreed(decision_id: int) -> Page:
    """Enter that everybody present agreed, without levels."""
    decision = run_here(decision_id, to=State.NO_CONSENSUS)
    said = decision_queries.said_in(decision.present_round)
    present_ids = [
        voice_said.voice.id
        for voice_said in said
        if voice_said.given.mark not in (Mark.ABSENT, Mark.ABSTAINS)
    ]
    form = AgreedForm(data={"met_on": today(), "present": present_ids})
    form.present.choices = [(voice.id, voice.name) for voice in decision.voices]

    def shown() -> dict[str, Any]:
        present = decision.present_round
        replaced = [one for one in decision_queries.said_in(present) if one.position is not None]
        return {"replaced": replaced, **_show(form, decision, len(present.positions))}

    return submit(
        form,
        lambda: positions.enter_plain_agreement(
            decision,
            met_on=form.met_on.data,
            attendance=form.attendance.data or "",
            present_voices=form.present.data or [],
            seen=seen_before(form.seen.data),
            act=act_of(reader()),
        ),
        done=_("The agreement is entered. See below what it comes to."),
        to=page_of(decision),
        template="decisions/agreed.html",
        load=shown,
    )


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def close(decision_id: int) -> Page:
    """Close the round, with a statement about voices that gave no position."""
    decision = run_here(decision_id, to=State.NO_CONSENSUS)
    form = CloseForm()

    def shown() -> dict[str, Any]:
        left = decisions.left_without(decision, today())
        form.without.process(None, " ".join(map(str, left)))
        names = [voice.name for voice in decision.voices if voice.id in left]
        return {"names": names, **_show(form, decision, len(decision.present_round.positions))}

    return submit(
        form,
        lambda: decisions.close_round(
            decision, without=form.left_behind(), seen=seen_before(form.seen.data), act=act_of(reader())
        ),
        done=_("The round is closed."),
        to=page_of(decision),
        template="decisions/close.html",
        load=shown,
    )


@bp.route("/round", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def go_round(decision_id: int) -> Page:
    """Open the next round, with an amended question."""
    decision = run_here(decision_id, to=State.IN_ROUND)
    form = RoundForm(question=decision.present_round.question)
    return submit_after_preview(
        form,
        lambda _left_out: decisions.open_round(
            decision, question=form.question.data, closes_on=form.closes_on.data, act=act_of(reader())
        ),
        done=lambda opened: _("Round %(number)s is open.", number=opened.number),
        to=page_of(decision),
        template="decisions/round.html",
        title=_("Open the round"),
        load=lambda: about(decision),
    )


@bp.route("/positions/<int:position_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(decision_id: int, position_id: int) -> Page:
    """Respond to a reservation, a need or a proposal."""
    decision = run_here(decision_id)
    form = PointForm()
    everything = [other for each in decision.rounds for other in each.positions]
    found = next((other for other in everything if other.id == position_id), None)
    if found is None:
        raise NotFound(N_("There is no such position."))
    return submit(
        form,
        lambda: positions.answer_point(found, text=form.text.data, act=act_of(reader())),
        done=_("The answer is recorded."),
        to=page_of(decision, "points"),
        template="decisions/answer.html",
        load=lambda: about(decision),
        position=found,
    )


def _number(decision: Decision, voice: Voice) -> int:
    """The number of a voice's standing position; 0 when it has none."""
    position = _standing(decision, voice).position
    return position.number if position else 0


def _standing(decision: Decision, voice: Voice) -> decision_queries.VoiceSaid:
    return next(
        voice_said
        for voice_said in decision_queries.said_in(decision.present_round)
        if voice_said.voice is voice
    )


def _standing_of_all(decision: Decision) -> dict[int, decision_queries.VoiceSaid]:
    return {
        voice_said.voice.id: voice_said for voice_said in decision_queries.said_in(decision.present_round)
    }


def _as_said(standing: decision_queries.VoiceSaid) -> dict[str, object]:
    if standing.position is None:
        return {}
    given = standing.given
    return {
        "said": choice_of(given),
        "reason": given.reason,
        "need": given.need,
        "proposal": given.proposal,
        "until": given.until,
    }


def _show(form: FlaskForm, decision: Decision, present: int) -> dict[str, Any]:
    """Template variables about a decision; `present`, the number of what the person now sees, is stored in
    the form.
    """
    if request.method == "GET" or form.form_errors:
        form.seen.process(None, present)
    return about(decision)
