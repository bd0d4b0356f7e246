"""What pages of documents share."""

from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from registry.documents import access
from registry.documents.forms.provisions import ConfirmingForm
from registry.documents.models import EnteredProvision, Version
from registry.documents.queries import provisions as provision_queries
from registry.documents.services import entered_provisions
from registry.security import actors
from registry.security.actors import Act, Capacity
from registry.web.forms import submit
from registry.web.page import Page, act_of


def coordinators_act() -> Act:
    """An act on this page, now, of the reader, who coordinates the team."""
    return act_of(actors.person(current_user.id, current_user.name, Capacity.COORDINATOR))


def confirm_page(form: ConfirmingForm, version: Version, act: Act, *, to: str, **context: Any) -> Page:
    """The page on which a second person confirms what was entered of a version, as far as it is theirs."""
    entries = [entry for entry in provision_queries.entries_of(version).values() if not entry.is_confirmed]
    theirs = [entry for entry in entries if _is_theirs(entry, version, act)]
    form.entries.choices = [(str(entry.id), str(entry.id)) for entry in theirs]
    return submit(
        form,
        lambda: entered_provisions.confirm(version, entry_ids=form.entry_ids(), act=act),
        done=_("Confirmed. It runs for what begins from now on."),
        to=to,
        team_id=version.team_id,
        template="documents/provisions/confirm.html",
        comparisons=[one for one in provision_queries.comparisons_of(version) if one.entry in theirs],
        others=[entry for entry in entries if entry not in theirs],
        version=version,
        document=version.document,
        **context,
    )


def _is_theirs(entry: EnteredProvision, version: Version, act: Act) -> bool:
    assert act.by.id is not None
    capacity = access.capacity_to_confirm(
        act.by.id, team_id=version.team_id, entered_by_id=entry.by_id, on=act.on
    )
    return capacity is not None
