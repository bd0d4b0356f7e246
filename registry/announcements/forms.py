"""Forms of announcements: what is written, its papers, answers."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from registry.announcements.rules.announcements import (
    ANSWER_LENGTH,
    MOST_PAPERS,
    NAME_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Wording,
)
from registry.documents.forms.documents import BilingualForm
from registry.files.intake import DOSSIER
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.web.fields import area, line, revision, upload
from registry.web.forms import Form


class AnnouncementForm(BilingualForm):
    """What an announcement says, in each language of the team, and to which tiers it goes."""

    tiers = SelectMultipleField(_l("To the partners of"), validate_choice=False)
    title_en = line(_l("Title in English"), TITLE_LENGTH)
    text_en = area(_l("Text in English"), TEXT_LENGTH, rows=8)
    title_fr = line(_l("Title in French"), TITLE_LENGTH)
    text_fr = area(_l("Text in French"), TEXT_LENGTH, rows=8)
    asks_answer = BooleanField(
        _l("Ask each organization for an answer"),
        description=_l("Anybody can answer. Where you ask for it, it waits on their home page, too."),
    )
    revision = revision()

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(team.languages, **values)
        self.tiers.choices = [SelectChoice(tier.value, team.tier_label(tier)) for tier in Tier]

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(
            self.said("title"), self.said("text"), self.tiers.data or (), asks_answer=self.asks_answer.data
        )


class SendForm(Form):
    """Sending an announcement as it was seen."""

    revision = revision()


class PaperForm(Form):
    """A paper that goes with the announcement."""

    paper = upload(
        _l("Paper"),
        DOSSIER,
        _l("A PDF, a picture or a Word file, up to 20 MB; at most %(count)s papers.", count=MOST_PAPERS),
        required=_l("Choose a file."),
    )


def _answer() -> Any:
    return area(_l("Your answer"), ANSWER_LENGTH, required=_l("Write your answer."), rows=6)


class LinkAnswerForm(Form):
    """An answer through a personal link."""

    name = line(_l("Your name"), NAME_LENGTH, required=_l("Give your name."), autocomplete="name")
    text = _answer()


class AnswerForm(Form):
    """An answer by somebody with an account, for one of the organizations that they act for."""

    partner = SelectField(_l("For"), coerce=int)
    text = _answer()

    def offer(self, partners: Iterable[Partner]) -> None:
        """Offer the organizations; with only one there is nothing to choose."""
        self.partner.choices = [SelectChoice(partner.id, partner.name) for partner in partners]
        if len(self.partner.choices) == 1:
            del self.partner
