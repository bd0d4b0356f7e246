"""What the demonstration has none of: texts with all marks, uploaded texts, strange names, a long case."""

import datetime as dt
from typing import Any

from registry.commitments.models import SigningRequest
from registry.commitments.services import editions
from registry.conflicts.models.cases import Case
from registry.conflicts.rules.cases import Visibility
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import Source
from registry.documents.services import documents, drafts
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.acts import act_of
from tests.cast import Cast, make_cast
from tests.commitments import builders as signing
from tests.conflicts import builders as conflicts
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_draft,
    make_partner,
    make_pdf,
    make_signatory,
    make_version,
)

LONG = (
    "Très longue association fictive des services de soutien à domicile et de répit pour les personnes "
    "proches aidantes du comté de Sainte-Invention-des-Érables"
)
STRANGE = ("St. Nobody’s & Sons <Residence> 🙂", "De ga wi hna nye>s ᐃᓄᒃᑎᑐᑦ", LONG, "Sansblancs" * 15)

#: Every mark that a text may have, its headings typed in no order.
MARKED = """### A heading first

Words with *stress*, **weight**, `a code` and [a link](https://a.example/path), over a line
that breaks.

1. First

   - inside
   - again

2. Second

> Somebody said this.

    As typed: 1 < 2

---

# Then a higher one

###### And the lowest
"""


def play() -> None:
    """Make a team of its own, in which all this happened."""
    cast = make_cast("rare")
    _argue(cast)
    partners = _add_strange(cast.team)
    for version in (_written(cast.team), _uploaded(cast.team)):
        _sign(version, partners)


def _argue(cast: Cast) -> Case:
    """A case decided after an extension and a mediation, reopened, and settled."""
    case = conflicts.raise_one(cast)
    conflicts.escalate(case, cast.coordinator)
    conflicts.bring_in(case, cast.chair)
    conflicts.note(case, cast.chair, Visibility.COMMITTEE)
    proposal = conflicts.extend_to(case, cast.chair)
    conflicts.say(proposal, cast.recused, party=0)
    conflicts.say(proposal, cast.for_maple, party=1, is_yes=True)
    conflicts.spend(case, cast.coordinator, {0: 100_01, 1: 100_00})
    conflicts.decide(case, cast.chair)
    conflicts.reopen(case, cast.chair, now=NOW + dt.timedelta(hours=1))
    conflicts.close(case, cast.chair, now=NOW + dt.timedelta(hours=2))
    return case


def _add_strange(team: Team) -> list[Partner]:
    with unit_of_work(team.id):
        partners = [make_partner(team, name) for name in STRANGE]
        for partner in partners:
            make_signatory(partner, name="Zoé Ng-O’Brien 李", title="Directrice générale adjointe")
    return partners


def _written(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_version(team, body={"en": MARKED, "fr": MARKED})


def _uploaded(team: Team) -> Version:
    with unit_of_work(team.id):
        draft = make_draft(team, source=Source.UPLOADED)
        for language in ("en", "fr"):
            drafts.attach_file(draft, language=language, data=make_pdf(language), **WHO_AND_WHEN)
        return documents.publish(draft, **WHO_AND_WHEN)


def _sign(version: Version, partners: list[Partner]) -> None:
    """All but one sign here, drawn or typed, in both languages, the last on paper; then the editions."""
    first, second, third, last = partners
    _sign_here(signing.ask_one(version, first), language="en")
    _sign_here(signing.ask_one(version, second), language="fr", typed="", strokes=signing.DRAWN)
    _sign_here(signing.ask_one(version, third), language="fr")
    signing.enter_paper(version, last)
    with unit_of_work(version.document.team_id):
        actor = WHO_AND_WHEN["act"].by
        for language in version.languages:
            editions.request_edition(version, language=language, act=act_of(actor, NOW))


def _sign_here(request: SigningRequest, **said: Any) -> None:
    name = request.signatory.name
    signing.sign(request, **({"name": name, "typed": name} | said))
