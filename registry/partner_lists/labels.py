"""What the columns of a list are called on pages."""

from flask_babel import lazy_gettext as _l

from registry.partner_lists.rules import Column

COLUMN_LABELS = {
    Column.NAME: _l("Name"),
    Column.SECTOR: _l("Sector"),
    Column.TIER: _l("Tier"),
    Column.CITY: _l("City"),
    Column.LANGUAGE: _l("Language"),
    Column.SIGNATORY_NAME: _l("Signatory"),
    Column.SIGNATORY_TITLE: _l("Title of the signatory"),
    Column.EMAIL: _l("E-mail address"),
}
