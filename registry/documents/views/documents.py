"""Document pages: the list, versions, their text, and what changed."""

import io

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.database.transactions import unit_of_work
from registry.documents import wording
from registry.documents.forms.documents import DocumentForm, EarlierDocumentForm, EarlierVersionForm
from registry.documents.forms.stages import ScopeForm
from registry.documents.models import Document, Version
from registry.documents.queries import documents as document_queries
from registry.documents.queries import provisions as provision_queries
from registry.documents.queries import stages as stage_queries
from registry.documents.queries.changes import changes_between
from registry.documents.rules.documents import DocumentKind, Source
from registry.documents.services import documents as document_services
from registry.documents.services import earlier_versions, reading_copies, scopes
from registry.documents.views._page import coordinators_act
from registry.errors import N_, NotFound
from registry.security.permissions import Permission
from registry.sentences import language_read
from registry.teams.rules import Requirement
from registry.unchanged.pages import unchanged
from registry.web.access import Menu, in_menu, may, requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number

bp = Blueprint("documents", __name__, url_prefix="/teams/<team>/documents")

bp.add_app_template_global(Requirement)
for _function in (
    wording.cite,
    wording.field_hint,
    wording.field_label,
    wording.level_or_better,
    wording.open_item_text,
    wording.section_words,
    wording.source_words,
    wording.tier_labels,
    wording.figure_words,
):
    bp.add_app_template_global(_function)

VERSION = "/<slug>/versions/<int:number>"


@bp.get("/")
@in_menu(Menu.TEAM, 30, N_("Documents"))
@requires(Permission.READ_TEAM)
@unchanged
def index() -> Page:
    """The team's foundational documents."""
    on, documents = today(), document_queries.documents_of(g.team.id)
    return render_template(
        "documents/index.html",
        documents=sorted(documents, key=lambda document: document.is_retired(on)),
        has_statement=any(document.slug == document_services.STATEMENT_SLUG for document in documents),
        stage=stage_queries.present_stage(g.team.id, on),
        on=on,
        form=ConfirmForm(),
    )


@bp.post("/statement")
@requires(Permission.EDIT_DOCUMENTS)
def start_statement() -> Response:
    """Begin the Statement from the shipped template."""
    with unit_of_work(g.team.id):
        draft = document_services.start_statement(g.team, act=act_of(actor()))
    flash(_("A draft of the Statement is ready to be revised."), "success")
    return redirect(_draft_page(draft.document), 303)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def add() -> Page:
    """Add a policy or a submission."""
    form = DocumentForm(g.team.languages)
    return submit(
        form,
        lambda: document_services.start_document(
            g.team,
            kind=DocumentKind(form.kind.data),
            titles=form.said("title"),
            requirements=form.requirements(),
            source=Source(form.source.data),
            act=act_of(actor()),
        ),
        done=_("The document is added. Its first version is a draft."),
        to=lambda draft: _draft_page(draft.document),
        template="documents/add.html",
    )


@bp.route("/earlier", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def add_earlier() -> Page:
    """Add an agreement made before the registry, at any time."""
    form = EarlierDocumentForm(g.team.languages)
    return submit(
        form,
        lambda: earlier_versions.add_earlier_document(
            g.team,
            kind=DocumentKind(form.kind.data),
            titles=form.said("title"),
            dated_on=form.dated_on.data,
            files=form.files(),
            act=coordinators_act(),
        ),
        done=_("The earlier agreement is kept. Now enter who signed it."),
        to=_version_page,
        template="documents/add_earlier.html",
        has_statement=_has_statement(),
    )


@bp.get("/<slug>")
@requires(Permission.READ_TEAM)
@unchanged
def show(slug: str) -> Page:
    """A document: its versions, who signs it, its draft."""
    document = _document(slug)
    return render_template(
        "documents/show.html",
        document=document,
        published=document_queries.published_of(document)[::-1],
        current=document_queries.current_version(document),
        draft=document_queries.draft_of(document),
        periods=_periods(document),
        on=today(),
        form=ConfirmForm(),
    )


@bp.post("/<slug>/draft")
@requires(Permission.EDIT_DOCUMENTS)
def start_next_version(slug: str) -> Response:
    """Start the next version, to be written or uploaded."""
    document = _document(slug)
    chosen = request.form.get("source")
    source = Source(chosen) if chosen in set(Source) else None
    with unit_of_work(g.team.id):
        document_services.start_next_version(document, source=source, act=act_of(actor()))
    flash(_("A draft of the next version is ready."), "success")
    return redirect(_draft_page(document), 303)


@bp.route("/<slug>/scope", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def change_scope(slug: str) -> Page:
    """Give a document its date and stage, and say of whom it is asked."""
    document = _document(slug)
    form = ScopeForm(
        data={
            "dated_on": document.dated_on,
            "stage": str(document.stage_id or ""),
            "joined_before": document.joined_before,
            "revision": document.revision,
        }
    )
    names = {stage.id: stage.name(language_read()) for stage in stage_queries.stages_of(g.team.id)}
    form.stage.choices = [("", _("no stage")), *((str(number), name) for number, name in names.items())]
    return submit(
        form,
        lambda: scopes.change_scope(
            document,
            dated_on=form.dated_on.data,
            joined_before=form.joined_before.data,
            stage_id=form.stage_id(),
            act=act_of(actor()),
        ),
        done=_("Saved."),
        to=url_for("documents.show", team=g.team.slug, slug=slug),
        template="documents/scope.html",
        seen=document,
        document=document,
    )


@bp.post("/<slug>/retire")
@requires(Permission.PUBLISH_DOCUMENTS)
def retire(slug: str) -> Response:
    """Ask a document of nobody any more; it is kept."""
    document = _document(slug)
    with unit_of_work(g.team.id):
        scopes.retire(document, act=act_of(actor()))
    flash(_("Retired: it is no longer asked of anybody, and kept."), "success")
    return redirect(url_for("documents.show", team=g.team.slug, slug=slug), 303)


@bp.post("/<slug>/ask-again")
@requires(Permission.PUBLISH_DOCUMENTS)
def ask_again(slug: str) -> Response:
    """Ask a retired document again."""
    document = _document(slug)
    with unit_of_work(g.team.id):
        scopes.ask_again(document, act=act_of(actor()))
    flash(_("It is asked again. Nobody is invited by itself: that is for you to do."), "success")
    return redirect(url_for("documents.show", team=g.team.slug, slug=slug), 303)


@bp.route("/<slug>/earlier", methods=["GET", "POST"])
@requires(Permission.EDIT_DOCUMENTS)
def import_earlier(slug: str) -> Page:
    """Import an agreement made before the registry."""
    document, form = _document(slug), EarlierVersionForm(g.team.languages)
    return submit(
        form,
        lambda: earlier_versions.import_earlier_version(
            document, dated_on=form.dated_on.data, files=form.files(), act=coordinators_act()
        ),
        done=_("The earlier agreement is kept. Now enter who signed it."),
        to=_version_page,
        template="documents/earlier.html",
        document=document,
    )


@bp.get(VERSION)
@requires(Permission.READ_TEAM)
@unchanged
def version(slug: str, number: int) -> Page:
    """A published version."""
    version_shown = _published(slug, number)
    language = _language_of(version_shown)
    return render_template(
        "documents/version.html",
        document=version_shown.document,
        version=version_shown,
        before=document_queries.version_before(version_shown),
        current=document_queries.current_version(version_shown.document),
        from_on=provision_queries.in_force_from(version_shown),
        followed_on=provision_queries.followed_on(version_shown),
        on=today(),
        text_language=language,
        parts=document_queries.text_for(version_shown, language),
    )


@bp.get(f"{VERSION}/changes")
@requires(Permission.READ_TEAM)
@unchanged
def changes(slug: str, number: int) -> Page:
    """What changed between another version, or the draft, and this one."""
    after = _readable(slug, number)
    choices = [known for known in after.document.versions if known.number < number]
    if not choices:
        raise NotFound(N_("There is no version before this one to compare with."))
    since = request.args.get("since", type=row_number)
    before = next((known for known in choices if known.number == since), choices[-1])
    language = _language_of(after)
    return render_template(
        "documents/changes.html",
        document=after.document,
        before=before,
        after=after,
        choices=choices,
        text_language=language,
        text_languages=document_queries.languages_of(after),
        changes=changes_between(before, after, language),
    )


@bp.get(f"{VERSION}/preview.pdf")
@requires(Permission.READ_TEAM)
def preview_pdf(slug: str, number: int) -> Response:
    """The text of a version as an unsealed PDF that is marked as such."""
    found = _readable(slug, number)
    language = _language_of(found)
    content = reading_copies.reading_copy(found, language=language)
    return send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{slug}-{number}-{language}.pdf",
    )


def _document(slug: str) -> Document:
    return document_queries.document_of(g.team.id, slug)


def _published(slug: str, number: int) -> Version:
    found = document_queries.version_of(_document(slug), number)
    if not found.is_published:
        raise NotFound(N_("There is no such version."))
    return found


def _readable(slug: str, number: int) -> Version:
    """A version that the reader may read: drafts are visible only to people who may edit them."""
    found = document_queries.version_of(_document(slug), number)
    if found.is_published or may(Permission.EDIT_DOCUMENTS):
        return found
    raise NotFound(N_("There is no such version."))


def _language_of(version: Version) -> str:
    """The language to read a version in: as requested, else the reader's, else the version's first."""
    languages = document_queries.languages_of(version)
    for wanted in (request.args.get("language"), language_read()):
        if wanted in languages:
            return str(wanted)
    return languages[0]


def _has_statement() -> bool:
    """Whether the team has its Statement, if only as a draft."""
    return document_queries.find_document(g.team.id, document_services.STATEMENT_SLUG) is not None


def _periods(document: Document) -> list[provision_queries.Period]:
    """The versions of a Statement that are in force today or later."""
    if document.kind != DocumentKind.STATEMENT:
        return []
    on, in_force = today(), provision_queries.version_in_force(g.team.id, today())
    return [
        period
        for period in provision_queries.periods_of(g.team.id)
        if period.version.document_id == document.id and (period.version == in_force or period.from_on > on)
    ]


def _draft_page(document: Document) -> str:
    return url_for("drafts.show", team=g.team.slug, slug=document.slug)


def _version_page(version: Version) -> str:
    return url_for("documents.version", team=g.team.slug, slug=version.document.slug, number=version.number)
