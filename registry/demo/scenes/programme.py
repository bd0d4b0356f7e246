"""The stages of the demonstration's programme, what they ask for, and an agreement of before the registry."""

from registry.commitments.services import paper_signatures
from registry.demo import cast, papers
from registry.demo.stage import Stage
from registry.documents import models
from registry.documents.models import Version
from registry.documents.rules.documents import DocumentKind, Source
from registry.documents.rules.texts import ByLanguage
from registry.documents.services import documents, drafts, earlier_versions, scopes, stages
from registry.files.intake import SCANS, accept
from registry.teams.rules import Requirement, Tier

#: What both papers of the programme ask of each tier.
ASKED = {
    Tier.ANCHOR.value: Requirement.SIGNS.value,
    Tier.ASSOCIATE.value: Requirement.SIGNS.value,
    Tier.OBSERVER.value: Requirement.NOTHING.value,
}


def walk(stage: Stage) -> None:
    """The team has left its first stage and stands at the second; the third has no day yet."""
    first, second, _third = _name_stages(stage)
    readiness = _submit(stage, papers.READINESS, days_ago=350)
    _belongs(stage, readiness, first, dated=-350, joined_before=None)
    for organization in (cast.HOSPITAL, cast.HOME_CARE):
        _sign_on_paper(stage, readiness, organization, day=-340)
    scopes.retire(readiness.document, act=stage.act(stage.actor, stage.ago(days=95)))
    application = _submit(stage, papers.APPLICATION, days_ago=80)
    _belongs(stage, application, second, dated=-80, joined_before=-30)
    for organization in (cast.HOSPITAL, cast.RESIDENCE, cast.PALLIATIVE):
        _sign_on_paper(stage, application, organization, day=-70)


def bring_what_was_signed_before(stage: Stage) -> None:
    """An agreement made before the registry, of which the Statement says nothing: a document of its own."""
    version = earlier_versions.add_earlier_document(
        stage.team,
        kind=DocumentKind.POLICY,
        titles=papers.REFERRALS,
        dated_on=stage.day(-1500),
        files={language: papers.shared_referrals(language) for language in stage.team.languages},
        act=stage.act(stage.coordinator, stage.ago(days=50)),
    )
    for organization in (cast.HOSPITAL, cast.HOME_CARE, cast.PHARMACY):
        person = organization.people[0]
        paper_signatures.enter_earlier_signature(
            version,
            stage.partners[organization],
            name=person.name,
            title=person.title,
            signed_on=stage.day(-1495),
            act=stage.act(stage.actor, stage.ago(days=50)),
        )


def _name_stages(stage: Stage) -> list[models.Stage]:
    return [
        stages.add_stage(
            stage.team,
            names=names,
            from_on=stage.day(begun) if begun else None,
            act=stage.act(stage.coordinator, stage.ago(days=ago)),
        )
        for names, begun, ago in (
            ({"en": "Ready to begin", "fr": "Prêts à commencer"}, -380, 380),
            ({"en": "Full application", "fr": "Demande complète"}, -90, 90),
            ({"en": "Designated team", "fr": "Équipe désignée"}, None, 90),
        )
    ]


def _submit(stage: Stage, paper: tuple[ByLanguage, ByLanguage], *, days_ago: int) -> Version:
    """Publish a paper of the programme, by its title and text."""
    titles, text = paper
    act = stage.act(stage.actor, stage.ago(days=days_ago))
    draft = documents.start_document(
        stage.team,
        kind=DocumentKind.SUBMISSION,
        titles=titles,
        requirements=ASKED,
        source=Source.WRITTEN,
        act=act,
    )
    [section] = draft.sections
    drafts.change_section(section, heading=titles, body=text, tiers=(), act=act)
    return documents.publish(draft, act=act)


def _belongs(
    stage: Stage, version: Version, to: models.Stage, *, dated: int, joined_before: int | None
) -> None:
    scopes.change_scope(
        version.document,
        dated_on=stage.day(dated),
        joined_before=stage.day(joined_before) if joined_before else None,
        stage_id=to.id,
        act=stage.act(stage.actor, stage.ago(days=-dated)),
    )


def _sign_on_paper(stage: Stage, version: Version, organization: cast.Organization, *, day: int) -> None:
    partner, person = stage.partners[organization], organization.people[0]
    scan = accept(papers.signed_page(partner.name, person.name), None, SCANS, field="scan")
    paper_signatures.enter_paper_signature(
        version,
        partner,
        name=person.name,
        title=person.title,
        signed_on=stage.day(day),
        language=organization.language,
        scan=scan.fingerprint,
        act=stage.act(stage.actor, stage.ago(days=-day)),
    )
