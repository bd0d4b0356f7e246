"""Words for what committees are made of, in the reader's language: for pages and forms."""

from flask_babel import lazy_gettext as _l

from registry.committees.rules import Occasion, TermKind

KIND_LABELS = {
    TermKind.HOLDER: _l("Holds the seat"),
    TermKind.ALTERNATE: _l("Alternate, when the holder cannot come"),
}
OCCASION_LABELS = {
    Occasion.JOINING: _l("On joining the committee"),
    Occasion.MEETING: _l("At a meeting"),
}
