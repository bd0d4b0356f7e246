"""Fixes the provisions of a draft, and the day from which a version is in force."""

import datetime as dt

from registry.audit.services import events
from registry.clock import local_date
from registry.database.session import db
from registry.documents import hooks
from registry.documents.models import Version, VersionInForce
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.documents import ChangeKind, check_earlier_first, check_still_draft
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.figures import places_of
from registry.documents.rules.provisions import ProvisionKind, Provisions
from registry.documents.rules.texts import VersionText
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def set_provisions(version: Version, *, provisions: Provisions, act: Act) -> None:
    """Set the provisions of a draft of a Statement: its text shows them at once."""
    check_still_draft(version.state)
    if not version.carries_provisions:
        raise RuleBroken(N_("The provisions of this version are entered beside it, once it is published."))
    _check(version, provisions)
    version.provisions = provisions.as_json()
    db.session.flush()
    events.record(DocumentEvent.DRAFT_CHANGED, version, act, change="provisions-set", which="")


def check_draft(version: Version, text: VersionText, kind: ChangeKind, *, may_be_silent: bool) -> None:
    """A draft is published only with provisions that can run, that its text shows or is meant to be silent
    on, and whose change asks everyone to sign.
    """
    if text.provisions is None:
        return
    _check(version, Provisions.from_json(text.provisions))
    if silent_kinds(text) and not may_be_silent:
        raise RuleBroken(
            N_("Say that the text may be silent on what it does not show."), field="may_be_silent"
        )
    if kind is ChangeKind.EDITORIAL and provision_queries.changes_of(version):
        raise RuleBroken(
            N_("This version changes what the partners agreed to, so it is material."), field="change_kind"
        )


def silent_kinds(text: VersionText) -> list[ProvisionKind]:
    """The kinds that a text does not show."""
    shown = places_of(text)
    return [kind for kind in ProvisionKind if kind not in shown]


def begin(version: Version, *, from_on: dt.date, act: Act) -> None:
    """Put a version of a Statement that is being published in force from a day; other documents are not."""
    if version.fixes_provisions:
        field = "dated_on" if version.is_earlier else "in_force_from"
        _put_in_force(version, from_on=from_on, field=field, act=act)


def set_in_force(version: Version, *, from_on: dt.date, act: Act) -> None:
    """Set another day from which a published version of a Statement is in force. What began under the version
    that was in force until now is not affected.
    """
    if not (version.is_published and version.fixes_provisions):
        raise RuleBroken(N_("Only a published version of a Statement is in force from a day."))
    if from_on == provision_queries.in_force_from(version):
        raise RuleBroken(N_("It is in force from this day already."), field="from_on")
    _put_in_force(version, from_on=from_on, field="from_on", act=act)
    details = {"document": version.document_id, "number": version.number, "from_on": from_on.isoformat()}
    events.record(DocumentEvent.IN_FORCE_SET, version, act, **details)


def _put_in_force(version: Version, *, from_on: dt.date, field: str, act: Act) -> None:
    if from_on < _earliest(version):
        message = (
            N_("It is not in force before the date that it bears.")
            if version.is_earlier
            else N_("It is not in force before the day on which it is published.")
        )
        raise RuleBroken(message, field=field)
    _check_earlier_first(version, from_on, field)
    row = VersionInForce(version_id=version.id, from_on=from_on, set_at=act.at)
    row.done_by(act.by)
    db.session.add(row)
    db.session.flush()


def _check_earlier_first(version: Version, from_on: dt.date, field: str) -> None:
    others = [one for one in provision_queries.periods_of(version.team_id) if one.version != version]
    check_earlier_first(
        from_on,
        is_earlier=version.is_earlier,
        earlier=[one.from_on for one in others if one.version.is_earlier],
        published_here=[one.from_on for one in others if not one.version.is_earlier],
        field=field,
    )


def _earliest(version: Version) -> dt.date:
    assert version.published_at is not None
    return version.dated_on or local_date(version.published_at, version.document.team.timezone)


def _check(version: Version, provisions: Provisions) -> None:
    provisions.check()
    number = provisions.steering_committee
    if number is not None:
        body = hooks.committees_of(version.team_id).get(number)
        if body is None or not body.is_open:
            raise RuleBroken(N_("Choose a committee that is open."), field="steering_committee")
