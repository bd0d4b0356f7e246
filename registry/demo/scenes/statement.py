"""The versions of the demonstration's Statement, and its paper signatures."""

from registry.commitments.services import paper_signatures
from registry.demo import cast, papers
from registry.demo.scenes.withdrawals import NOTICE_DAYS
from registry.demo.stage import Stage, Table
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.rules.provisions import Provisions
from registry.documents.services import documents, drafts, earlier_versions, provisions
from registry.files.intake import SCANS, accept


def publish_first_two(stage: Stage, table: Table) -> Version:
    """Publish an earlier agreement, and the Statement, with one signature on paper."""
    actor = stage.actor
    draft = documents.start_statement(stage.team, act=stage.act(actor, stage.ago(days=120)))
    first = earlier_versions.import_earlier_version(
        draft.document,
        dated_on=stage.day(-700),
        files={language: papers.earlier_agreement(language) for language in stage.team.languages},
        act=stage.act(actor, stage.ago(days=119)),
    )
    for organization in (cast.HOSPITAL, cast.HOUSING, cast.PUBLIC_HEALTH, cast.PHARMACY):
        person = organization.people[0]
        paper_signatures.enter_earlier_signature(
            first,
            stage.partners[organization],
            name=person.name,
            title=person.title,
            signed_on=stage.day(-690),
            act=stage.act(actor, stage.ago(days=119)),
        )
    drafts.set_fields(draft, values=papers.FIELDS, act=stage.act(actor, stage.ago(days=90)))
    provisions.set_provisions(
        draft,
        provisions=Provisions(notice_days=NOTICE_DAYS, steering_committee=table.steering.id),
        act=stage.act(actor, stage.ago(days=90)),
    )
    second = documents.publish(
        draft,
        change_kind=ChangeKind.MATERIAL,
        change_note={
            "en": "The working agreement becomes a full statement of partnership commitment.",
            "fr": "L’entente de travail devient un véritable énoncé d’engagement de partenariat.",
        },
        may_be_silent=True,
        act=stage.act(actor, stage.ago(days=60)),
    )
    _enter_from_paper(stage, second)
    return second


def publish_third(stage: Stage, second: Version) -> Version:
    """Publish an editorial version, to which earlier signatures carry over."""
    actor = stage.actor
    third = documents.start_next_version(second.document, act=stage.act(actor, stage.ago(days=25)))
    opening = third.sections[0]
    drafts.change_section(
        opening,
        heading=opening.heading,
        body={language: _clearer(opening.body[language], language) for language in stage.team.languages},
        tiers=opening.tiers,
        act=stage.act(actor, stage.ago(days=25)),
    )
    return documents.publish(
        third,
        change_kind=ChangeKind.EDITORIAL,
        change_note={
            "en": "Clearer wording of the opening; nobody’s duties change.",
            "fr": "Une ouverture mieux formulée; les obligations de personne ne changent.",
        },
        may_be_silent=True,
        act=stage.act(actor, stage.ago(days=22)),
    )


#: How the opening begins, and how the third version begins it.
_OPENINGS = {
    "en": ("We are ", "Together, we are "),
    "fr": ("Nous sommes ", "Ensemble, nous sommes "),
}


def _clearer(opening: str, language: str) -> str:
    """The opening as the third version words it."""
    before, after = _OPENINGS[language]
    if not opening.startswith(before):
        raise ValueError(f"the opening does not begin with “{before}”")
    return after + opening.removeprefix(before)


def _enter_from_paper(stage: Stage, version: Version) -> None:
    partner, person = stage.partners[cast.HOME_CARE], cast.HOME_CARE.people[0]
    paper_signatures.enter_paper_signature(
        version,
        partner,
        name=person.name,
        title=person.title,
        signed_on=stage.day(-40),
        language="en",
        scan=accept(papers.signed_page(partner.name, person.name), None, SCANS, field="scan").fingerprint,
        act=stage.act(stage.actor, stage.now),
    )
