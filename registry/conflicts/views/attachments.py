"""Pages for adding notes and files to a case."""

from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import FileForm, NoteForm
from registry.conflicts.services import attachments
from registry.conflicts.views._page import MAIL, case_page, sight_here
from registry.conflicts.views._page import acts as bp
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader, today
from registry.web.parameters import takes_files


@bp.route("/notes/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add_note(case_id: int) -> Page:
    """Add a note."""
    sight, form = sight_here(case_id), NoteForm()
    form.offer(sight)

    def add() -> object:
        visibility, party = form.readers(capacity.sight(sight.case, reader(), today()))
        return attachments.add_note(
            sight.case, text=form.text.data, visibility=visibility, party=party, act=act_of(reader())
        )

    return submit(
        form,
        add,
        done=_("Noted."),
        to=case_page(sight.case, "papers"),
        template="conflicts/act.html",
        wake=MAIL,
        case=sight.case,
        title=_("Write a note"),
    )


@bp.route("/files/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files
def add_file(case_id: int) -> Page:
    """Add a file."""
    sight, form = sight_here(case_id), FileForm()
    form.offer(sight)

    def add() -> object:
        visibility, party = form.readers(capacity.sight(sight.case, reader(), today()))
        return attachments.add_file(
            sight.case,
            name=form.file.data.filename,
            data=form.file.data.read(),
            visibility=visibility,
            party=party,
            act=act_of(reader()),
        )

    try:
        return submit(
            form,
            add,
            done=_("The file is kept."),
            to=case_page(sight.case, "papers"),
            template="conflicts/act.html",
            wake=MAIL,
            case=sight.case,
            title=_("Add a file"),
        )
    finally:
        if form.file.data:
            form.file.data.close()
