"""The pages of a team's stages."""

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext as _

from registry.documents.forms.stages import StageDayForm, StageForm
from registry.documents.queries import stages as stage_queries
from registry.documents.services import stages
from registry.documents.views._page import coordinators_act
from registry.security.permissions import Permission
from registry.unchanged.pages import unchanged
from registry.web.access import requires, stands_under
from registry.web.forms import submit
from registry.web.page import Page, today

bp = Blueprint("stages", __name__, url_prefix="/teams/<team>/stages")


@bp.get("/")
@stands_under("documents.index")
@requires(Permission.READ_TEAM)
@unchanged
def index() -> str:
    """The stages of the team's programme, their days and documents."""
    return render_template(
        "documents/stages/index.html",
        stages=stage_queries.stages_of(g.team.id),
        present=stage_queries.present_stage(g.team.id, today()),
        on=today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@stands_under("documents.index")
@requires(Permission.EDIT_DOCUMENTS)
def add() -> Page:
    """Add a stage by the team's own name."""
    form = StageForm(g.team.languages)
    return submit(
        form,
        lambda: stages.add_stage(
            g.team, names=form.said("name"), from_on=form.from_on.data, act=coordinators_act()
        ),
        done=_("The stage is added. Documents can belong to it now."),
        to=_index(),
        template="documents/stages/add.html",
    )


@bp.route("/<int:stage_id>/day", methods=["GET", "POST"])
@stands_under("documents.index")
@requires(Permission.EDIT_DOCUMENTS)
def set_day(stage_id: int) -> Page:
    """Set the day from which the team stands at a stage."""
    stage = stage_queries.stage_of(g.team.id, stage_id)
    form = StageDayForm(data={"from_on": stage.from_on})
    return submit(
        form,
        lambda: stages.set_day(stage, from_on=form.from_on.data, act=coordinators_act()),
        done=_("The day is set."),
        to=_index(),
        template="documents/stages/day.html",
        stage=stage,
    )


def _index() -> str:
    return url_for("stages.index", team=g.team.slug)
