"""What the columns of a list are called on pages, and why a line is left out."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.dates import Order
from registry.partner_lists.rules.columns import DROP, KEEP, OF_PERSONS, Column, Meaning
from registry.partner_lists.rules.totals import LeftOut

COLUMN_LABELS = {
    Column.NAME: _l("Name"),
    Column.SECTOR: _l("Sector"),
    Column.TIER: _l("Tier"),
    Column.CITY: _l("City"),
    Column.LANGUAGE: _l("Language"),
    Column.SIGNATORY_NAME: _l("Signatory"),
    Column.SIGNATORY_TITLE: _l("Title of the signatory"),
    Column.EMAIL: _l("E-mail address"),
    Column.SINCE: _l("Partner since"),
}
LEFT_OUT_LABELS = {
    LeftOut.CHOSEN: _l("You left it out"),
    LeftOut.TOTAL: _l("Likely a total, no organization"),
    LeftOut.HEADINGS: _l("The headings again"),
}


def meaning_choices(own: Meaning) -> dict[str, str]:
    """What can be said of a column, by the word that is kept; `own` is among them."""
    persons = [Meaning(column, 2) for column in Column if column in OF_PERSONS]
    days = [Meaning(Column.SINCE, order=order) for order in Order]
    meanings = [*map(Meaning, Column), *days, *persons]
    offered = meanings if own in meanings or own.column is None else [*meanings, own]
    return {
        KEEP: _("Only keep it: the export gives it back"),
        DROP: _("Leave it out"),
        **{str(meaning): _called(meaning) for meaning in offered},
    }


def _called(meaning: Meaning) -> str:
    assert meaning.column is not None
    label = str(COLUMN_LABELS[meaning.column])
    if meaning.order is Order.DAY_FIRST:
        return _("%(column)s (the day first: 31/12/2026)", column=label)
    if meaning.order is Order.MONTH_FIRST:
        return _("%(column)s (the month first: 12/31/2026)", column=label)
    if meaning.rank == 1:
        return label
    return _("%(column)s (signatory %(number)s)", column=label, number=meaning.rank)
