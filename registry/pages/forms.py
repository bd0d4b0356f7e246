"""Forms of the public pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from registry.text import trimmed


class CodeForm(FlaskForm):
    """The code of a record, as somebody read it."""

    class Meta:
        csrf = False  # it is only looked up

    code = StringField(
        _l("Record code"),
        validators=[
            InputRequired(_l("Type the code.")),
            Length(max=60, message=_l("This is too long for a code.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class RecordFileForm(FlaskForm):
    """The file of a record."""

    file = FileField(_l("PDF file"), validators=[FileRequired(_l("Choose a PDF."))])
