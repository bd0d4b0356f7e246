"""How many partners stand where: those that did nothing are counted by kind, and only the others are read."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from registry.commitments.models import SigningRequest
from registry.commitments.queries import standings
from registry.commitments.queries.standings import NO_MARKS, Chain
from registry.commitments.rules.standings import TO_INVITE, Standing
from registry.database.queries.statements import composed_once
from registry.documents.models import Version
from registry.partners.models.people import Signatory
from registry.partners.queries.authority import may_be_asked
from registry.partners.queries.register import kinds_of
from registry.signing.rules.requests import RequestState


def counts_on(version: Version, on: dt.date) -> dict[Standing, int]:
    """How many partners of a team have each standing on a version, including zeros, in order."""
    counted = Counter({standing: count for (standing,), count in counts_on_all([version], on).items()})
    return {standing: counted[standing] for standing in Standing}


def counts_on_all(versions: Sequence[Version], on: dt.date) -> Mapping[tuple[Standing, ...], int]:
    """How many partners of a team stand how on some of its versions, in the order of these.

    The versions of their documents are loaded.
    """
    if not versions:
        return {}
    judges = [
        standings.judge_of(version, Chain.of(version.document.versions).kinds, on) for version in versions
    ]
    with_days = any(map(_asks_for_days, versions))
    doers = [standings.doers_on(version, on, with_days=with_days) for version in versions]
    own = {partner_id: doer.kind for did in doers for partner_id, doer in did.items()}
    counted: Counter[tuple[Standing, ...]] = Counter()
    for partner_id, kind in own.items():
        marks = [did[partner_id].marks if partner_id in did else NO_MARKS for did in doers]
        counted[tuple(judge(kind, done) for judge, done in zip(judges, marks, strict=True))] += 1
    everyone = Counter(kinds_of(versions[0].team_id, on, with_days=with_days))
    for kind, count in (everyone - Counter(own.values())).items():
        counted[tuple(judge(kind, NO_MARKS) for judge in judges)] += count
    return counted


def _asks_for_days(version: Version) -> bool:
    """Whether it matters since when somebody is a partner."""
    return version.document.joined_before is not None


def wanted_on(version: Version, on: dt.date) -> int:
    """How many partners must answer and were not asked yet, whether or not they can be."""
    counts = counts_on(version, on)
    doers = standings.doers_on(version, on, with_days=_asks_for_days(version))
    judge = standings.judge_of(version, Chain.of(version.document.versions).kinds, on)
    asked = (doers[number] for number in _asked(version.id, on).scalars() if number in doers)
    again = sum(judge(doer.kind, doer.marks) in TO_INVITE for doer in asked)
    return sum(counts[standing] for standing in TO_INVITE) - again


@composed_once
def _asked(version_id: int, on: dt.date) -> sa.Select[int]:
    """The partners with an open request, of which somebody has an address."""
    return (
        sa.select(SigningRequest.partner_id)
        .join(Signatory, Signatory.partner_id == SigningRequest.partner_id)
        .where(SigningRequest.version_id == version_id, SigningRequest.state == RequestState.OPEN.value)
        .where(may_be_asked(on))
        .distinct()
    )
