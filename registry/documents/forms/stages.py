"""Forms of a team's stages, and of whom a document is asked."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from registry.dates import Meaning
from registry.documents.forms.documents import BilingualForm
from registry.documents.services.stages import NAME_LENGTH
from registry.text import whole_number
from registry.web.fields import day, line, revision
from registry.web.forms import Form


class StageForm(BilingualForm):
    """A new stage: its name, and the day from which the team stands there."""

    name_en = line(_l("Name in English"), NAME_LENGTH)
    name_fr = line(_l("Name in French"), NAME_LENGTH)
    from_on = day(
        _l("The team stands there from"), _l("Left empty while it is not known."), meaning=Meaning.HOLDS
    )


class StageDayForm(Form):
    """The day from which the team stands at a stage."""

    from_on = day(
        _l("The team stands there from"),
        _l("Left empty: the day that was set is taken back."),
        meaning=Meaning.HOLDS,
    )


class ScopeForm(Form):
    """A document's date and stage, and the day before which partners must have joined to be asked."""

    dated_on = day(_l("Date it bears"), _l("Such as the day on which it was adopted."), meaning=Meaning.HOLDS)
    stage = SelectField(_l("Stage it belongs to"), coerce=str)
    joined_before = day(
        _l("Ask only partners who joined before"),
        _l("Left empty: all are asked. What others have signed still counts."),
        meaning=Meaning.HOLDS,
    )
    revision = revision()

    def stage_id(self) -> int | None:
        """The chosen stage; None for no stage."""
        return whole_number(self.stage.data)
