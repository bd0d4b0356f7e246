"""Pages for a draft: overview, sections, fields, requirements, files and publication."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from registry.database.transactions import unit_of_work
from registry.documents import hooks, wording
from registry.documents.forms.documents import (
    FileForm,
    PublishForm,
    SectionForm,
    TermsForm,
    by_language,
    fields_form,
)
from registry.documents.models import Section, Version
from registry.documents.queries import documents as document_queries
from registry.documents.queries import outline
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.completeness import fields_used, open_items, own_fields
from registry.documents.rules.documents import PART_TITLES, ChangeKind, Part, check_not_retired, parts_for
from registry.documents.rules.statement_template import note_for
from registry.documents.rules.texts import fingerprint_of
from registry.documents.services import documents, drafts, provisions
from registry.documents.views._page import coordinators_act
from registry.errors import NotFound
from registry.outbox.rules.reach import NOBODY, LeftOut
from registry.security.permissions import Permission
from registry.teams.rules import Tier
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("drafts", __name__, url_prefix="/teams/<team>/documents/<slug>/draft")


@bp.get("/")
@requires(Permission.EDIT_DOCUMENTS)
def show(slug: str) -> Page:
    """The overview of the draft: its sections and their state, and what is open."""
    draft = _draft(slug)
    glance = outline.outline_of(draft)
    return render_template(
        "documents/draft.html",
        document=draft.document,
        draft=draft,
        outline=glance,
        unused_names=[wording.field_label(name) for name in glance.unused_fields],
        before=document_queries.version_before(draft),
        fixed=provision_queries.fixed_by(draft),
        provision_changes=provision_queries.changes_of(draft),
        on=today(),
        form=ConfirmForm(),
    )


@bp.route("/sections/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def add_section(slug: str) -> Page:
    """Add a section to a part."""
    form = _section_form(None)
    draft = _draft_or_none(slug)
    if draft is None:
        return _not_saved(form)
    part = _part(draft)
    if request.method == "GET" and request.args.get("offered"):
        for language, text in hooks.offered_text(part, g.team.id).items():
            form[f"body_{language}"].data = text
    return submit(
        form,
        lambda: drafts.add_section(
            draft,
            part=part.value,
            heading=form.said("heading"),
            body=form.said("body"),
            tiers=form.tiers.data or [],
            act=act_of(actor()),
        ),
        done=_("The section is saved."),
        to=_after_saving,
        template="documents/section.html",
        draft=draft,
        document=draft.document,
        section=None,
        part=part,
        part_titles=PART_TITLES[part],
        note=note_for(part),
    )


@bp.route("/sections/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def change_section(slug: str, key: str) -> Page:
    """Edit a section in each language."""
    draft = _draft_or_none(slug)
    section = _section_or_none(draft, key)
    form = _section_form(section)
    if draft is None or section is None:
        return _not_saved(form)
    part = Part(section.part)
    return submit(
        form,
        lambda: drafts.change_section(
            section,
            heading=form.said("heading"),
            body=form.said("body"),
            tiers=form.tiers.data or [],
            act=act_of(actor()),
        ),
        done=_("The section is saved."),
        to=_after_saving(section),
        template="documents/section.html",
        seen=section,
        load=lambda: {"previews": outline.section_previews(draft, section)},
        draft=draft,
        document=draft.document,
        section=section,
        part=part,
        part_titles=PART_TITLES[part],
        note=note_for(part),
    )


@bp.post("/sections/<key>/move")
@requires(Permission.EDIT_DOCUMENTS)
def move_section(slug: str, key: str) -> Response:
    """Move a section up or down within its part."""
    draft = _draft(slug)
    section = document_queries.section_of(draft, key)
    by = -1 if request.form.get("to") == "up" else 1
    with unit_of_work(g.team.id):
        drafts.move_section(section, by=by, act=act_of(actor()))
    return redirect(_page("show", anchor=f"section-{key}"), 303)


@bp.route("/sections/<key>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def remove_section(slug: str, key: str) -> Page:
    """Remove a section, after confirmation."""
    draft, form = _draft(slug), ConfirmForm()
    section = document_queries.section_of(draft, key)
    return submit(
        form,
        lambda: drafts.remove_section(section, act=act_of(actor())),
        done=_("The section is removed from this draft."),
        to=_page("show"),
        template="documents/remove_section.html",
        draft=draft,
        document=draft.document,
        section=section,
    )


@bp.route("/fields", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def set_fields(slug: str) -> Page:
    """Set the values of the named fields."""
    draft = _draft_or_none(slug)
    text = document_queries.text_of(draft) if draft else None
    names = own_fields(text, fields_used(text)) if text else []
    languages = tuple(g.team.languages)
    form = fields_form(names, languages, _field_data(draft))
    if draft is None:
        return _not_saved(form)
    return submit(
        form,
        lambda: drafts.set_fields(
            draft,
            values={
                name: {language: form[f"field_{name}_{language}"].data or "" for language in languages}
                for name in names
            },
            act=act_of(actor()),
        ),
        done=_("The fields are saved."),
        to=_page("show"),
        template="documents/fields.html",
        seen=draft,
        draft=draft,
        document=draft.document,
        names=names,
        languages=languages,
    )


@bp.route("/terms", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def change_terms(slug: str) -> Page:
    """Change the document's title and its requirement of each tier."""
    draft = _draft(slug)
    document = draft.document
    data = by_language("title", document.titles) | document.requirements | {"revision": document.revision}
    form = TermsForm(g.team.languages, data=data)
    return submit(
        form,
        lambda: drafts.change_document(
            document,
            titles=document.titles | form.said("title"),
            requirements=form.requirements(),
            act=act_of(actor()),
        ),
        done=_("Saved. It holds from this version on."),
        to=_page("show"),
        template="documents/terms.html",
        seen=document,
        draft=draft,
        document=draft.document,
    )


@bp.route("/files/<any(en, fr):language>", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def attach_file(slug: str, language: str) -> Page:
    """Upload the PDF of a version in a language."""
    draft, form = _draft(slug), FileForm()
    return submit(
        form,
        lambda: drafts.attach_file(draft, language=language, data=form.file.data.read(), act=act_of(actor())),
        done=_("The file is kept."),
        to=_page("show"),
        template="documents/file.html",
        draft=draft,
        document=draft.document,
        file_language=language,
    )


@bp.route("/publish", methods=["GET", "POST"])
@requires(Permission.PUBLISH_DOCUMENTS)
def publish(slug: str) -> Page:
    """Publish the draft; the page says what that means for existing signatures. Where it may be editorial,
    who is told of it is shown first.
    """
    draft = _draft(slug)
    if request.method == "GET":
        check_not_retired(draft.document.retired_on, today())
    text = document_queries.text_of(draft)
    before = document_queries.version_before(draft)
    form = PublishForm(g.team.languages, seen=fingerprint_of(text))
    silent = provisions.silent_kinds(text) if draft.carries_provisions else []
    changes = provision_queries.changes_of(draft)
    _leave_out(
        form,
        change_kind=before is None or bool(changes),
        in_force_from=not draft.fixes_provisions,
        may_be_silent=not silent,
    )

    def publish_it(_left_out: LeftOut = NOBODY) -> Version:
        return documents.publish(
            draft,
            change_kind=_change_kind(form, is_material=bool(changes)),
            change_note=form.said("change_note"),
            in_force_from=form.in_force_from.data if "in_force_from" in form else None,
            may_be_silent="may_be_silent" in form and form.may_be_silent.data,
            seen=form.seen.data,
            act=coordinators_act(),
        )

    page: dict[str, Any] = {
        "done": _("Version %(number)s is published.", number=draft.number),
        "to": url_for("documents.version", team=g.team.slug, slug=slug, number=draft.number),
        "template": "documents/publish.html",
        "load": lambda: {
            "signatures": len(hooks.signers_of(before, today())) if before else 0,
            "open_items": outline.with_links(open_items(document_queries.text_of(draft)), draft),
        },
        "draft": draft,
        "document": draft.document,
        "before": before,
        "provision_changes": changes,
        "silent_kinds": silent,
    }
    if before is None or changes:
        return submit(form, publish_it, **page)
    return submit_after_preview(
        form,
        publish_it,
        title=_("Publish version %(number)s", number=draft.number),
        note=_("A version that is to be signed is sent out afterwards, when you invite those who sign."),
        **page,
    )


@bp.route("/discard", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def discard(slug: str) -> Page:
    """Delete the draft, after confirmation."""
    draft, form = _draft(slug), ConfirmForm()
    return submit(
        form,
        lambda: documents.discard_draft(draft, act=act_of(actor())),
        done=_("The draft is discarded."),
        to=url_for("documents.show", team=g.team.slug, slug=slug),
        template="documents/discard.html",
        draft=draft,
        document=draft.document,
    )


def _leave_out(form: PublishForm, **not_asked: bool) -> None:
    """Remove the fields that are not asked of this version."""
    for name, is_left_out in not_asked.items():
        if is_left_out:
            del form[name]


def _change_kind(form: PublishForm, *, is_material: bool) -> ChangeKind | None:
    """What was chosen; where the form left no choice, a version is material or the first one."""
    if "change_kind" in form:
        return form.chosen_kind()
    return ChangeKind.MATERIAL if is_material else None


def _draft(slug: str) -> Version:
    return document_queries.open_draft(document_queries.document_of(g.team.id, slug))


def _draft_or_none(slug: str) -> Version | None:
    """The draft that a submitted form changes.

    None when it no longer exists; a page that was only opened then answers 404.
    """
    draft = document_queries.draft_of(document_queries.document_of(g.team.id, slug))
    return draft if draft or request.method == "POST" else _draft(slug)


def _section_or_none(draft: Version | None, key: str) -> Section | None:
    if draft is None:
        return None
    try:
        return document_queries.section_of(draft, key)
    except NotFound:
        if request.method == "POST":
            return None
        raise


def _part(draft: Version) -> Part:
    parts = parts_for(draft.document.kind)
    chosen = request.form.get("part") or request.args.get("part")
    return Part(chosen) if chosen in parts else parts[0]


def _section_form(section: Section | None) -> SectionForm:
    form = SectionForm(g.team.languages, data=_section_data(section))
    form.tiers.choices = [SelectChoice(tier.value, g.team.tier_label(tier)) for tier in Tier]
    return form


def _section_data(section: Section | None) -> dict[str, Any]:
    if section is None:
        return {}
    texts = by_language("heading", section.heading) | by_language("body", section.body)
    return texts | {"tiers": section.tiers, "revision": section.revision}


def _field_data(draft: Version | None) -> dict[str, Any]:
    if draft is None:
        return {}
    values = {
        f"field_{name}_{language}": value
        for name, said in draft.fields.items()
        for language, value in said.items()
    }
    return values | {"revision": draft.revision}


def _after_saving(section: Section) -> str:
    """The address after saving: the overview, or the same page with a preview below."""
    if "preview" in request.form:
        return _page("change_section", key=section.key, anchor="preview")
    return _page("show", anchor=f"section-{section.key}")


def _not_saved(form: FlaskForm) -> Page:
    """Explain that the draft was deleted or published meanwhile, and show what was typed so that it can be
    copied.
    """
    typed = [
        (field.label.text, field.data)
        for field in form
        if isinstance(field.data, str) and field.name != "csrf_token"
    ]
    return render_template("documents/not_saved.html", typed=typed), 409


def _page(endpoint: str, *, anchor: str | None = None, **values: Any) -> str:
    slug = str((request.view_args or {})["slug"])
    return url_for(f"drafts.{endpoint}", team=g.team.slug, slug=slug, _anchor=anchor, **values)
