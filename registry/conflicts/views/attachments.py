"""Notes and files that are added to a case."""

from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import FileForm, NoteForm
from registry.conflicts.models.cases import Case
from registry.conflicts.services import attachments
from registry.conflicts.views._page import act_on, sight_here
from registry.conflicts.views._page import acts as bp
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.page import Page, act_of, reader, today
from registry.web.parameters import takes_files


@bp.route("/notes/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add_note(case_id: int) -> Page:
    """Write something down."""
    sight, form = sight_here(case_id), NoteForm()
    form.offer(sight)

    def add(case: Case) -> object:
        visibility, party = form.readers(capacity.sight(case, reader(), today()))
        return attachments.add_note(
            case, text=form.text.data, visibility=visibility, party=party, act=act_of(reader())
        )

    return act_on(sight, form, add, title=_("Write a note"), done=_("Noted."), anchor="papers")


@bp.route("/files/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
@takes_files
def add_file(case_id: int) -> Page:
    """Bring in a file."""
    sight, form = sight_here(case_id), FileForm()
    form.offer(sight)

    def add(case: Case) -> object:
        visibility, party = form.readers(capacity.sight(case, reader(), today()))
        return attachments.add_file(
            case,
            name=form.file.data.filename,
            data=form.file.data.read(),
            visibility=visibility,
            party=party,
            act=act_of(reader()),
        )

    try:
        return act_on(sight, form, add, title=_("Add a file"), done=_("The file is kept."), anchor="papers")
    finally:
        if form.file.data:
            form.file.data.close()
