"""Recusals of a case."""

from functools import partial

from flask import g, url_for
from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import RecuseForm, TakeBackForm
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.services import recusals
from registry.conflicts.views._page import MAIL, case_page, sight_here
from registry.conflicts.views._page import acts as bp
from registry.security.permissions import Permission
from registry.spells import Spell
from registry.teams.views.notices import submit_and_tell
from registry.web.access import requires
from registry.web.corrections import correct
from registry.web.page import Page, act_of, reader, today


@bp.route("/recuse", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def recuse(case_id: int) -> Page:
    """Recuse oneself, or record that somebody has done so."""
    sight, form = sight_here(case_id), RecuseForm()
    capacity.handler(sight.case, reader(), today())
    everyone = case_queries.can_recuse(sight.case, today())
    offered = (
        everyone if capacity.may_manage(sight) else [user for user in everyone if user.id == reader().id]
    )
    form.offer(offered)
    return submit_and_tell(
        form,
        lambda: recusals.recuse(
            sight.case,
            whom=next(user for user in offered if user.id == form.whom.data),
            reason=form.reason.data,
            act=act_of(reader()),
        ),
        done=_("Noted: this person takes no part in handling the case."),
        to=url_for("conflicts.index", team=g.team.slug),
        template="conflicts/act.html",
        wake=MAIL,
        case=sight.case,
        title=_("Take no part in handling this case"),
        lead=_(
            "Who is recused reads nothing of the committee’s part and does not decide. "
            "Who leads the case can take it back; the case then shows both."
        ),
    )


@bp.route("/recusals/<int:recusal_id>/take-back", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def take_back(case_id: int, recusal_id: int) -> Page:
    """Take back a mistaken recusal."""
    sight = sight_here(case_id)
    case = sight.case
    capacity.manager(case, reader(), today())
    recusal = case_queries.recusal_of(case, recusal_id)
    form = TakeBackForm(data={"revision": case.revision, "whom": ""})
    offered = {str(user.id): user for user in case_queries.can_recuse(case, today())}
    form.offer(list(offered.values()))

    return correct(
        form,
        lambda **why: recusals.correct(recusal, whom=offered[form.whom.data], **why),
        strike=partial(recusals.take_back, recusal),
        by=reader,
        holds=lambda: [Spell(", ".join(one.name for one in case.recusals) or _("nobody is recused"))],
        done=_("Noted: this person takes part in handling the case again."),
        to=case_page(case),
        template="conflicts/take_back.html",
        seen=case,
        wake=MAIL,
        case=case,
        title=_("Take back the recusal of %(name)s", name=recusal.name),
        lead=_("From then on they read the committee’s part again and may decide. The case shows both."),
    )
