"""Forms of the import: the file, what its labels mean, and the yes after looking."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from registry.forms import Form
from registry.inputs import choices
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.uploads import named_as_it_is


class UploadForm(Form):
    """The list as a file."""

    file = FileField(
        _l("List of partners"),
        description=_l(
            "A CSV or XLSX file of at most 5 MB, with a line of headings. Nothing is written yet."
        ),
        validators=[FileRequired(_l("Choose a file.")), named_as_it_is(".csv", ".txt", ".xlsx")],
        render_kw={"accept": ".csv,.txt,.xlsx"},
    )


class ImportForm(Form):
    """Yes to the plan that was shown."""

    plan = HiddenField()


class LabelsForm(Form):
    """Which tier each label means; a question is added for every label."""

    @classmethod
    def about(cls, labels: Sequence[str], team: Team) -> "LabelsForm":
        """The form that asks about these labels."""
        tiers = choices({tier.value: team.tier_label(tier) for tier in Tier})
        missing = _l("Choose the tier that it means.")
        questions = {
            f"label_{number}": RadioField(label, choices=tiers, validators=[InputRequired(missing)])
            for number, label in enumerate(labels)
        }
        form: LabelsForm = type("LabelsForm", (cls,), questions)()
        return form

    def answers(self) -> dict[str, Tier]:
        """What was chosen, by label."""
        return {field.label.text: Tier(field.data) for field in self if field.type == "RadioField"}
