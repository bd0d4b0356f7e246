"""Says of whom a document is asked, dates it, retires it and asks it again."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.documents import hooks
from registry.documents.models import Document, Stage
from registry.documents.rules.documents import check_not_retired
from registry.documents.rules.events import DocumentEvent
from registry.errors import N_, NotFound, RuleBroken
from registry.security.actors import Act


def change_scope(
    document: Document,
    *,
    dated_on: dt.date | None,
    joined_before: dt.date | None,
    stage_id: int | None,
    act: Act,
) -> Document:
    """Set the date that a document bears, the stage it belongs to, and the day before which partners must
    have joined to be asked; raises `NotFound` for a stage of another team.
    """
    stage = db.session.get(Stage, stage_id) if stage_id is not None else None
    if stage_id is not None and (stage is None or stage.team_id != document.team_id):
        raise NotFound(N_("There is no such stage."))
    document.dated_on, document.joined_before, document.stage = dated_on, joined_before, stage
    db.session.flush()
    events.record(
        DocumentEvent.SCOPE_CHANGED,
        document,
        act,
        dated_on=dated_on.isoformat() if dated_on else None,
        joined_before=joined_before.isoformat() if joined_before else None,
        stage=stage_id,
    )
    return document


def retire(document: Document, *, act: Act) -> Document:
    """Ask a document of nobody any more; it is kept, and so is all that was signed."""
    check_not_retired(document.retired_on, act.on)
    document.retired_on = act.on
    db.session.flush()
    hooks.end_asking(document, act)
    events.record(DocumentEvent.RETIRED, document, act)
    return document


def ask_again(document: Document, *, act: Act) -> Document:
    """Ask a retired document again; who was asked before is not asked by itself."""
    if document.retired_on is None:
        raise RuleBroken(N_("This document is not retired."))
    document.retired_on = None
    db.session.flush()
    events.record(DocumentEvent.ASKED_AGAIN, document, act)
    return document
