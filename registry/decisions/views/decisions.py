"""Decisions: lists, the team's rules, opening one, and the page of one."""

from flask import Blueprint, g, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry.committees.models import Committee
from registry.committees.queries import committees, steering_committees
from registry.decisions import wording
from registry.decisions.access import as_opener, runner
from registry.decisions.forms.decisions import OpenForm
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.decisions import decision_of, decisions_page
from registry.decisions.queries.previews import preview_of
from registry.decisions.queries.rolls import possible_roll
from registry.decisions.rules.decisions import PROVISIONS, Audience, Ballot, RollKind
from registry.decisions.rules.events import DecisionEvent
from registry.decisions.services import decisions
from registry.decisions.services.decisions import Matter
from registry.decisions.views._page import note_reading, on_page, page_of, read_here, show_page
from registry.documents.queries import provisions, sections
from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_
from registry.records.views import download
from registry.security.permissions import Permission
from registry.teams.queries import memberships
from registry.teams.views.previews import submit_after_preview
from registry.web.access import Menu, in_menu, requires
from registry.web.page import Page, act_of, reader, today
from registry.web.parameters import row_number

bp = Blueprint("decisions", __name__, url_prefix="/teams/<team>/decisions")

bp.add_app_template_global(Ballot)
for _function in (
    wording.ballots_needed,
    wording.level_tone,
    wording.level_words,
    wording.place_words,
    wording.scale_levels,
):
    bp.add_app_template_global(_function)


@bp.get("/")
@in_menu(Menu.TEAM, 50, N_("Decisions"))
@requires(Permission.READ_TEAM)
def index() -> Page:
    """The decisions the reader may know of, newest first."""
    open_only = request.args.get("show") != "all"
    found = decisions_page(
        g.team.id,
        user_id=current_user.id,
        on=today(),
        open_only=open_only,
        after=request.args.get("before", type=row_number),
    )
    return on_page("index", found=found, open_only=open_only, may_open=bool(_bodies()))


@bp.get("/settings")
@in_menu(Menu.SETTINGS, 10, N_("How we decide"))
@requires(Permission.RUN_DECISIONS)
def deciding() -> Page:
    """How the team decides: the provisions in force today."""
    return on_page("settings", figures=provisions.in_force(g.team.id, today()).only(PROVISIONS).values())


@bp.get("/new")
@requires(Permission.TAKE_PART)
def choose() -> Page:
    """Choose the body that decides, and whose voices."""
    bodies = _bodies()
    if not bodies:
        as_opener(g.team, None, act_of(reader()))
    in_order = steering_committees.in_order(bodies, steering_committees.committee_on(g.team.id, today()))
    return on_page("choose", bodies=in_order, roll_kinds=tuple(RollKind), whole_team=_runs(None))


@bp.route("/open", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def open_() -> Page:
    """Open a decision: its question and roll, by the provisions in force."""
    committee, kind = _body(), _roll_kind()
    as_opener(g.team, committee, act_of(reader()))
    possible = possible_roll(g.team, committee, kind, on=today())
    in_force = provisions.in_force(g.team.id, today())
    form = OpenForm(
        possible,
        _readers(),
        sections.sections_on(g.team.id, today()),
        quorum_is_open=in_force.values.quorum.is_chosen,
    )

    def open_as_seen() -> Decision:
        possible.check_seen(form.roll_seen.data)
        return decisions.open_decision(
            g.team,
            Matter(
                title=form.title.data,
                question=form.question.data,
                background=form.background.data or "",
                committee=committee,
                roll_kind=kind,
                roll=possible.chosen(form.roll.data or []),
                vacant=possible.vacant,
                quorum=form.chosen_quorum(),
                rests_on=form.chosen_section(),
                audience=Audience(form.audience.data),
                named_readers=[key for key in form.readers.data or [] if key in dict(_readers())],
                closes_on=form.closes_on.data,
            ),
            act=act_of(reader()),
        )

    return submit_after_preview(
        form,
        lambda _left_out: open_as_seen(),
        done=_("The decision is open."),
        to=page_of,
        template="decisions/open.html",
        title=_("Open the decision"),
        committee=committee,
        kind=kind,
        figures=[in_force[which] for which in PROVISIONS if which is not ProvisionKind.VOICES],
        scale=in_force.values.scale,
        load=lambda: {"preview": form.shows(preview_of(g.team, committee, possible, today()))},
    )


@bp.get("/<int:decision_id>")
@requires(Permission.READ_TEAM)
def show(decision_id: int) -> Page:
    """One decision: its state, the explanation, and the possible actions."""
    return show_page(read_here(decision_id))


@bp.get("/<int:decision_id>/records/<int:order_id>.pdf")
@requires(Permission.READ_TEAM)
def record_pdf(decision_id: int, order_id: int) -> Response:
    """The record of a decision."""
    decision = decision_of(g.team.id, decision_id, user_id=current_user.id, on=today())
    return download(
        order_id,
        decision.subject,
        note=lambda: note_reading(DecisionEvent.RECORD_READ, decision, order=order_id),
    )


def _bodies() -> list[Committee]:
    """The bodies whose decisions the reader may run; for a coordinator also the whole team."""
    bodies = committees.committees_of(g.team.id)
    return [body for body in bodies if not body.is_closed(today()) and _runs(body)]


def _runs(committee: Committee | None) -> bool:
    return runner(current_user, g.role, committee, today()) is not None


def _body() -> Committee | None:
    number = request.args.get("committee", type=row_number)
    return committees.committee_of(g.team.id, number) if number else None


def _roll_kind() -> RollKind:
    chosen = request.args.get("roll", "")
    return RollKind(chosen) if chosen in set(RollKind) else RollKind.ORGANIZATION


def _readers() -> list[tuple[int, str]]:
    return [(person.user.id, person.user.name) for person in memberships.people_of(g.team.id)]
