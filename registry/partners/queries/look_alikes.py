"""Names that are easily confused or cannot be printed: a remark to the person who enters one; never a reason
to refuse it.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.names import fold_name, mixes_alphabets, skeleton
from registry.records.wording import words_on_signs


def words_on_partner(partner: Partner) -> Iterator[str]:
    """Remarks on an organization's name compared with the others of its team."""
    others = sa.select(Partner.name).where(
        Partner.team_id == partner.team_id, Partner.id != partner.id, Partner.stands
    )
    yield from _words(partner.name, others)
    yield from words_on_signs(partner.name)


def words_on_signatory(signatory: Signatory) -> Iterator[str]:
    """Remarks on a person's name compared with the team's other signatories."""
    others = (
        sa.select(Signatory.name)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(Partner.team_id == signatory.partner.team_id, Signatory.id != signatory.id)
    )
    yield from _words(signatory.name, others)
    yield from words_on_signs(signatory.name, signatory.title)


def _words(name: str, others: sa.Select[str]) -> Iterator[str]:
    if mixes_alphabets(name):
        yield _("“%(name)s” has letters of two alphabets in one word. Make sure that it is meant.", name=name)
    shape, folded = skeleton(name), fold_name(name)
    for other in db.session.scalars(others.distinct()):
        if skeleton(other) == shape and fold_name(other) != folded:
            yield _(
                "“%(name)s” looks like “%(other)s”, which is written with other letters. "
                "Make sure that they are two.",
                name=name,
                other=other,
            )
