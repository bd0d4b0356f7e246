"""Forms for verifying a code or a file."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from registry.records.rules import LONGEST_PASTED
from registry.text import trimmed
from registry.web.forms import Form


class CodeForm(Form):
    """The code of a record."""

    class Meta:
        csrf = False  # nothing is changed by this form

    code = StringField(
        _l("Record code"),
        validators=[
            InputRequired(_l("Type the code.")),
            Length(max=LONGEST_PASTED, message=_l("This is too long for a code.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class RecordFileForm(Form):
    """The file of a record."""

    file = FileField(_l("PDF file"), validators=[FileRequired(_l("Choose a PDF."))])
