"""Forms of privacy: retention periods, and the person an export is about."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from registry.personal_data import BOUNDS, Period
from registry.privacy.rules.retention import LONGEST, OF_TEAMS
from registry.web.fields import WholeNumber, line, revision
from registry.web.forms import Form


class PeriodsForm(Form):
    """Retention periods in days."""

    revision = revision()

    def chosen(self) -> dict[Period, int]:
        """The typed days, by period."""
        return {period: self[period.value].data for period in OF_TEAMS}


for _period in OF_TEAMS:
    _bounds = BOUNDS[_period]
    setattr(
        PeriodsForm,
        _period.value,
        WholeNumber(
            _l(_period.label),
            description=_l("Days, between %(least)s and %(most)s.", least=_bounds.least, most=_bounds.most),
            validators=[InputRequired(_l("Enter a number of days."))],
            render_kw={"inputmode": "numeric"},
        ),
    )


class PersonForm(Form):
    """The person whose data a team asks for."""

    sought = line(
        _l("E-mail address or name"),
        LONGEST,
        _l("The whole name as it is written in the registry, or the whole address."),
        required=_l("Enter an e-mail address or a whole name."),
        autocomplete="off",
        spellcheck="false",
    )
