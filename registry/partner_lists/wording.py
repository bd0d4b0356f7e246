"""The possible meanings of a list's columns, in words."""

from flask_babel import gettext as _

from registry.dates import Order
from registry.partner_lists.rules.columns import DROP, KEEP, OF_PERSONS, Column, Meaning


def meaning_choices(own: Meaning) -> dict[str, str]:
    """The choices of meaning for a column, by stored name; always with `own`, the meaning of its heading."""
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
    label = _(meaning.column.label)
    if meaning.order is Order.DAY_FIRST:
        return _("%(column)s (the day first: 31/12/2026)", column=label)
    if meaning.order is Order.MONTH_FIRST:
        return _("%(column)s (the month first: 12/31/2026)", column=label)
    if meaning.rank == 1:
        return label
    return _("%(column)s (signatory %(number)s)", column=label, number=meaning.rank)
