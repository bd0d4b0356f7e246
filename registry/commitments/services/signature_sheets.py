"""Makes the sheets on which a version is signed on paper: a page for each partner, or a table of all."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby

from flask_babel import force_locale
from flask_babel import gettext as _

from registry.commitments.queries import schedules
from registry.commitments.queries.signature_sheets import Line
from registry.commitments.rules.signature_sheets import SheetLayout
from registry.documents.models import Version
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Contribution
from registry.pdf.render import QR_SCHEME
from registry.records.rules import Part
from registry.records.services import drafts


def signature_sheet(
    version: Version,
    lines: Sequence[Line],
    layout: SheetLayout,
    *,
    language: str,
    on: dt.date,
    entry_of: Callable[[Partner], str],
) -> bytes:
    """A PDF to print and to sign by hand, with the schedules of a day. It names the version and its
    fingerprint, and on the page of a partner the address `entry_of` at which its scan is entered.
    """
    team, title = version.document.team, version.title[language]
    with force_locale(language):
        footer = _(
            "Signature sheet of version %(number)s. Fingerprint %(fingerprint)s…",
            number=version.number,
            fingerprint=version.fingerprint[:16],
        )
    return drafts.reading_copy(
        language=language,
        title=title,
        header=f"{team.name(language)} · {title}",
        footer=footer,
        part=Part(
            "records/commitments/sheet.html",
            {
                "version": version,
                "team": team,
                "layout": layout.value,
                "lines": lines,
                "partners": [(one, list(own)) for one, own in groupby(lines, lambda line: line.partner)],
                "schedule_of": lambda partner: schedules.schedule_of(partner, language, on),
                "contribution_label": lambda kind: _(Contribution(kind).label),
                "entry_of": entry_of,
                "qr_scheme": QR_SCHEME,
            },
        ),
    )
