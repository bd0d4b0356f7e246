"""The list of cases, the page of one case, its files and records, raising a case, and the team's settings."""

import io
from functools import partial
from typing import Any

from flask import Blueprint, g, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.committees.queries import committees, steering_committees
from registry.conflicts import wording
from registry.conflicts.access import capacity, payers, visibility
from registry.conflicts.forms import SettingsForm, raise_form
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.queries import overview, parties, to_do
from registry.conflicts.rules.cases import FEWEST_PARTIES, MOST_PARTIES, PROVISIONS
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import cases, settings
from registry.conflicts.views._page import note_reading, page, sight_here
from registry.documents.models import Version
from registry.documents.queries import documents, provisions
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.services.documents import STATEMENT_SLUG
from registry.errors import N_, NotFound, Refused
from registry.files import storage
from registry.outbox import queries as outbox_queries
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.rules.reach import LeftOut
from registry.records.queries import records
from registry.records.views import download
from registry.security.permissions import Permission
from registry.sentences import language_read
from registry.teams.views.previews import submit_after_preview
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, actor, reader, today

bp = Blueprint("conflicts", __name__, url_prefix="/teams/<team>/conflicts")
BESIDE["conflict_case"] = Beside(
    "conflicts.show",
    "case_id",
    lambda team_id, case_id, who, on: case_queries.see(team_id, case_id, who, on).handles,
)

for _function in (
    wording.short_day,
    wording.dollars,
    wording.sum_of,
    wording.bare_sum_of,
    wording.days_words,
    wording.days_tone,
):
    bp.add_app_template_global(_function)


@bp.get("")
@in_menu(Menu.TEAM, 70, N_("Conflicts"))
@requires(Permission.READ_TEAM)
def index() -> Page:
    """The cases the reader may know of, fewest days left first."""
    board = overview.board_for(reader(), g.team, today())
    return page("index", board=board, today=today())


@bp.get("/<int:case_id>")
@requires(Permission.READ_TEAM)
def show(case_id: int) -> Page:
    """A case, as far as the reader may see it."""
    sight = sight_here(case_id)
    case, on = sight.case, today()
    deciding = capacity.deciding_on(case, on) if case.is_open and case.at_steering else None
    return page(
        "show",
        sight=sight,
        case=case,
        today=on,
        standing=case.term.standing(on),
        bound=case_queries.bound_of(case),
        notes=[note for note in case_queries.notes_of(case.id) if sight.may_read(note)],
        files=[case_file for case_file in case_queries.files_of(case.id) if sight.may_read(case_file)],
        waits=to_do.waiting_for(case, on),
        deciding=deciding,
        may_manage=capacity.may_manage(sight),
        may_decide=deciding is not None and capacity.may_decide(sight, deciding),
        can_answer=lambda proposal: capacity.can_answer(sight, proposal),
        can_relay=lambda proposal: capacity.can_relay(sight, proposal),
        to_confirm={share.id for share in case_queries.to_confirm(sight)},
        relays=partial(payers.relays, sight),
        orders=[
            (term, records.orders_about(("conflict_term", term.id))) for term in case.terms if term.outcome
        ],
        messages=outbox_queries.messages_about([case.subject]) if sight.handles else [],
        form=ConfirmForm(formdata=None),
    )


@bp.get("/<int:case_id>/files/<int:file_id>")
@requires(Permission.READ_TEAM)
def file(case_id: int, file_id: int) -> Response:
    """A file of a case, for its readers."""
    sight = sight_here(case_id)
    case_file = next(
        (other_file for other_file in case_queries.files_of(sight.case.id) if other_file.id == file_id), None
    )
    if case_file is None or not sight.may_read(case_file):
        raise NotFound(N_("There is no such file."))
    content = io.BytesIO(storage.read_file(case_file.fingerprint))
    media_type, name = case_file.media_type, case_file.name
    note_reading(CaseEvent.FILE_READ, sight.case, file=file_id)
    return send_file(content, media_type, as_attachment=True, download_name=name)


@bp.get("/<int:case_id>/records/<int:order_id>")
@requires(Permission.READ_TEAM)
def record_pdf(case_id: int, order_id: int) -> Response:
    """The record of a closed case, for people who may know of it."""
    case = sight_here(case_id).case
    return download(
        order_id,
        *(("conflict_term", term.id) for term in case.terms),
        note=lambda: note_reading(CaseEvent.RECORD_READ, case, order=order_id),
        prefix=f"{case.reference}-",
        as_attachment=True,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add() -> Page:
    """Raise a case: a coordinator for others, anybody else for their own party."""
    on, language = today(), language_read()
    possible = parties.possible(g.team, on)
    bodies = steering_committees.open_on(g.team.id, on)
    onlooker = visibility.onlooker(reader(), g.team.id, on)
    if not (onlooker.is_coordinator or onlooker.represented or onlooker.seats):
        raise Refused(N_("You can raise a case once a seat or a partner is yours."))
    wants_more = "more" in request.form
    in_force = provisions.in_force(g.team.id, on)
    form = raise_form(_places(more=wants_more), possible, bodies, language, in_force.values.counted_from)
    days = in_force[ProvisionKind.CONFLICT_DAYS]
    if not form.is_submitted():
        form.raised_on.data = on
        form.committee.data = bodies[0].id if len(bodies) == 1 else None
    if wants_more:
        return page("add", form=form, bodies=bodies, who=onlooker, most=MOST_PARTIES, days=days)
    return submit_after_preview(
        form,
        lambda left_out: _raise(form, possible, left_out),
        title=_("Raise it formally"),
        leaves_out=True,
        note=_("The reference of the case is drawn when it is raised: the message names that one."),
        done=_("The case is raised."),
        to=lambda case_id: url_for("conflicts.show", team=g.team.slug, case_id=case_id),
        template="conflicts/add.html",
        bodies=bodies,
        who=onlooker,
        most=MOST_PARTIES,
        days=days,
    )


@bp.route("/settings", methods=["GET", "POST"])
@in_menu(Menu.SETTINGS, 30, N_("How the team handles conflicts"))
@requires(Permission.RUN_CONFLICTS)
def set_up() -> Page:
    """What the agreement says on conflicts, and whether others learn that cases exist."""
    form = SettingsForm(data=_settings())
    in_force = provisions.in_force(g.team.id, today())
    return submit(
        form,
        lambda: settings.set_up(
            g.team,
            shows_existence=form.shows_existence.data,
            act=act_of(actor()),
        ),
        done=_("Saved."),
        to=url_for("conflicts.index", team=g.team.slug),
        template="conflicts/settings.html",
        seen=lambda: case_queries.setting_of(g.team.id),
        saved=_settings,
        figures=[in_force[kind] for kind in (ProvisionKind.STEERING_COMMITTEE, *PROVISIONS)],
        sharing=case_queries.sharing_words(g.team.id),
        draft=_statement_draft(),
    )


def _statement_draft() -> Version | None:
    """The draft of the team's Statement, if there is one."""
    statement = documents.find_document(g.team.id, STATEMENT_SLUG)
    return documents.draft_of(statement) if statement else None


def _settings() -> dict[str, Any]:
    """The present settings, by field name."""
    setting = case_queries.setting_of(g.team.id)
    return {
        "shows_existence": setting.shows_existence,
        "revision": setting.revision,
    }


def _raise(form, possible, left_out: LeftOut) -> int:  # type: ignore[no-untyped-def]
    chosen = [form[f"party_{place}"].data for place in range(1, _places(more=False) + 1)]
    return cases.raise_case(
        g.team,
        committee=committees.committee_of(g.team.id, form.committee.data),
        named=[possible[key] for key in chosen if key],
        subject=form.subject.data,
        account=form.account.data,
        raised_on=form.raised_on.data,
        left_out=left_out,
        act=act_of(reader()),
    ).id


def _places(*, more: bool) -> int:
    """The number of party fields in the form."""
    asked = request.form.get("count", 3, type=int)
    return min(MOST_PARTIES, max(FEWEST_PARTIES, asked + (2 if more else 0)))
