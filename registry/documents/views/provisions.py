"""Pages for provisions: of a draft, of a version, and what older agreements say."""

from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext as _

from registry.documents import access, hooks, wording
from registry.documents.forms.provisions import (
    ConfirmingForm,
    EnteringForm,
    InForceForm,
    ProvisionsForm,
    form_data,
    readings_data,
)
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.services import entered_provisions, provisions
from registry.documents.views._page import confirm_page, coordinators_act
from registry.errors import N_, NotFound
from registry.security.actors import Capacity
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.unchanged.pages import unchanged
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader, today

bp = Blueprint("provisions", __name__, url_prefix="/teams/<team>/documents/<slug>")

bp.add_app_template_global(ProvisionKind)
for _function in (
    wording.value_words,
    wording.reading_words,
    wording.place_in_text,
    wording.effect_words,
):
    bp.add_app_template_global(_function)

VERSION = "/versions/<int:number>"


@bp.route("/draft/provisions", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def edit(slug: str) -> Page:
    """Change the provisions of the draft; the page says what each change does."""
    draft = document_queries.open_draft(document_queries.document_of(g.team.id, slug))
    fixed = document_queries.provisions_of(draft)
    if fixed is None:
        raise NotFound(N_("This draft carries no provisions."))
    saved = form_data(fixed.by_kind)
    open_ones = {number: body for number, body in _committees().items() if body.is_open}
    form = ProvisionsForm(g.team, open_ones, data=saved | {"revision": draft.revision})
    return submit(
        form,
        lambda: provisions.set_provisions(draft, provisions=form.provisions(), act=coordinators_act()),
        done=_("The provisions are saved. The text shows them."),
        to=url_for("drafts.show", team=g.team.slug, slug=slug, _anchor="provisions"),
        template="documents/provisions/edit.html",
        seen=draft,
        saved=lambda: saved,
        draft=draft,
        document=draft.document,
    )


@bp.get(f"{VERSION}/provisions")
@requires(Permission.READ_TEAM)
@unchanged
def show(slug: str, number: int) -> str:
    """By what the registry works while a version is in force, and what each figure rests on."""
    version = _statement(slug, number)
    return render_template("documents/provisions/show.html", **_shown(version))


@bp.route(f"{VERSION}/provisions/enter", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def enter(slug: str, number: int) -> Page:
    """Enter what an older or uploaded agreement says, with the section or page."""
    version = _takes_entries(slug, number)
    comparisons = provision_queries.comparisons_of(version)
    known = {one.figure.kind: one.read for one in comparisons if one.read is not None}
    form = EnteringForm(g.team, _committees(), data=_usual(comparisons) | readings_data(known))
    return submit_and_tell(
        form,
        lambda: entered_provisions.enter(version, readings=form.readings(), act=coordinators_act()),
        done=_("What you have entered waits for a second person. Until then all runs on as it did."),
        to=_page(version),
        template="documents/provisions/enter.html",
        wake=("outbox.send",),
        comparisons={one.figure.kind: one for one in comparisons},
        version=version,
        document=version.document,
    )


@bp.route(f"{VERSION}/provisions/confirm", methods=["GET", "POST"])
@requires(Permission.READ_TEAM)
def confirm(slug: str, number: int) -> Page:
    """Confirm what somebody else entered, as far as it is for this person to do."""
    version, form = _takes_entries(slug, number), ConfirmingForm()
    return confirm_page(form, version, act_of(reader()), to=_page(version))


@bp.route(f"{VERSION}/in-force", methods=["GET", "POST"])
@requires(Permission.PUBLISH_DOCUMENTS)
def set_in_force(slug: str, number: int) -> Page:
    """Set another day from which a version is in force."""
    version = _statement(slug, number)
    form = InForceForm(data={"from_on": provision_queries.in_force_from(version)})
    return submit(
        form,
        lambda: provisions.set_in_force(version, from_on=form.from_on.data, act=coordinators_act()),
        done=_("The day is set."),
        to=url_for("documents.version", team=g.team.slug, slug=slug, number=number),
        template="documents/provisions/in_force.html",
        version=version,
        document=version.document,
    )


def _shown(version: Version) -> dict[str, Any]:
    return {
        "version": version,
        "document": version.document,
        "figures": provision_queries.figures_of(version).figures,
        "comparisons": (
            {one.figure.kind: one for one in provision_queries.comparisons_of(version)}
            if version.takes_entries
            else {}
        ),
        "from_on": provision_queries.in_force_from(version),
        "waits_for": _waits_for(version),
        "followed_on": provision_queries.followed_on(version),
        "on": today(),
    }


def _waits_for(version: Version) -> set[Capacity]:
    """In which capacities the entries of a version are to be confirmed."""
    waiting = [entry for entry in provision_queries.entries_of(version).values() if not entry.is_confirmed]
    return {
        access.second_persons(version.team_id, entered_by_id=entry.by_id, on=today())[0] for entry in waiting
    }


def _usual(comparisons: list[provision_queries.Comparison]) -> dict[str, Any]:
    """What runs so far, offered as the value to be read."""
    return form_data({one.figure.kind: one.figure.value for one in comparisons})


def _committees() -> dict[int, hooks.Body]:
    return dict(hooks.committees_of(g.team.id))


def _statement(slug: str, number: int) -> Version:
    """A published version of a Statement; raises `NotFound`."""
    version = document_queries.version_of(document_queries.document_of(g.team.id, slug), number)
    if not (version.is_published and version.fixes_provisions):
        raise NotFound(N_("There is no such version."))
    return version


def _takes_entries(slug: str, number: int) -> Version:
    version = _statement(slug, number)
    if not version.takes_entries:
        raise NotFound(N_("The provisions of this version are part of it."))
    return version


def _page(version: Version) -> str:
    return url_for("provisions.show", team=g.team.slug, slug=version.document.slug, number=version.number)
