"""Statements to test with: short ones that show every provision, each version with values of its own."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules.documents import ChangeKind, DocumentKind, Part
from registry.documents.rules.provisions import Provisions
from registry.documents.services import documents, drafts, provisions
from registry.security.actors import Act
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import BY_AND_WHEN, NOW

#: The sections of the text, in order: their part, and the fields that they show.
SECTIONS = (
    (Part.DECISIONS, "{{ voice_anchor }} {{ voice_associate }} {{ voice_observer }}"),
    (Part.DECISIONS, "{{ consensus_rule }}"),
    (Part.DECISIONS, "{{ recorded_vote_rule }}"),
    (Part.CONFLICT, "{{ conflict_time_rule }}"),
    (Part.CONFLICT, "{{ conflict_expenses_rule }}"),
    (Part.WITHDRAWAL, "{{ notice_rule }}"),
)
#: Only where a committee is named: without one this would be a blank.
NAMES_COMMITTEE = (Part.DECISIONS, "{{ steering_committee_rule }}")

NOTE = {"en": "Other figures.", "fr": "D’autres chiffres."}


def agree_on(
    team: Team,
    *,
    at: dt.datetime = NOW,
    from_on: dt.date | None = None,
    opening: Sequence[tuple[Part, str]] = (),
    **values: Any,
) -> Version:
    """A version of the team's Statement that is in force from the day of its publication, or a later one; the
    provisions that are not named have their defaults. Sections that open the parts move the others on.
    """
    agreed = Provisions(**values)
    with unit_of_work(team.id):
        act = act_of(BY_AND_WHEN["act"].by, at)
        draft = _draft(team, act)
        wanted = [*opening, *SECTIONS, *([NAMES_COMMITTEE] if agreed.steering_committee else [])]
        for part, fields in wanted[len(draft.sections) :]:
            _add_section(draft, part, fields, act)
        if not agreed.steering_committee:
            _leave_out(draft, NAMES_COMMITTEE, act)
        provisions.set_provisions(draft, provisions=agreed, act=act)
        kind = {"change_kind": ChangeKind.MATERIAL, "change_note": NOTE} if draft.number > 1 else {}
        return documents.publish(draft, in_force_from=from_on, may_be_silent=True, act=act, **kind)


def _leave_out(draft: Version, shown: tuple[Part, str], act: Act) -> None:
    for section in [one for one in draft.sections if one.body["en"] == shown[1]]:
        drafts.remove_section(section, act=act)


def _draft(team: Team, act: Act) -> Version:
    statement = next(
        (one for one in document_queries.documents_of(team.id) if one.kind is DocumentKind.STATEMENT), None
    )
    if statement is not None:
        return documents.start_next_version(statement, act=act)
    document = documents.add_document(
        team,
        kind=DocumentKind.STATEMENT,
        titles={"en": "Statement", "fr": "Énoncé"},
        requirements={"anchor": "signs", "associate": "signs", "observer": "acknowledges"},
        act=act,
    )
    draft = documents.start_next_version(document, act=act)
    draft.sections.clear()  # the shipped text, which is longer
    db.session.flush()
    return draft


def _add_section(draft: Version, part: Part, fields: str, act: Act) -> None:
    drafts.add_section(
        draft,
        part=part,
        heading={"en": f"Rule {len(draft.sections) + 1}", "fr": f"Règle {len(draft.sections) + 1}"},
        body={"en": fields, "fr": fields},
        act=act,
    )
