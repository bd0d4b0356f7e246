"""Corrections of signatures that were entered from paper."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from registry.commitments.forms import CorrectSignatureForm
from registry.commitments.models import Commitment
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import standings
from registry.commitments.services import paper_signatures
from registry.dates import day
from registry.records.services import orders
from registry.security.permissions import Permission
from registry.spells import Spell
from registry.web.access import requires
from registry.web.corrections import correct
from registry.web.page import Page, today

bp = Blueprint("signature_corrections", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>")


@bp.route("/commitments/<int:commitment_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECORD_PAPER)
def correct_signature(partner_id: int, commitment_id: int) -> Page:
    """Correct a mistyped name or day of a signature from paper, or strike it out."""
    wrong = request_queries.commitment_of(g.team.id, partner_id, commitment_id)
    partner, version = wrong.partner, wrong.version
    form = CorrectSignatureForm(
        data={
            "name": wrong.signatory_name,
            "title": wrong.signatory_title,
            "signed_on": wrong.signed_on,
            "revision": partner.revision,
        }
    )

    return correct(
        form,
        lambda **why: paper_signatures.correct_signature(
            wrong, name=form.name.data, title=form.title.data, signed_on=form.signed_on.data, **why
        ),
        strike=partial(paper_signatures.strike_signature, wrong),
        holds=lambda: [Spell(_signatures(wrong) or _("no signature"))],
        also=lambda: _consequences(wrong),
        to=url_for("pages.partner_agreements", team=g.team.slug, partner_id=partner.id),
        template="commitments/correct_signature.html",
        seen=partner,
        wake=(orders.ISSUE,),
        partner=partner,
        version=version,
        document=version.document,
        wrong=wrong,
    )


def _signatures(wrong: Commitment) -> str:
    standing = request_queries.commitments_on(wrong.version_id, wrong.partner_id)
    return "; ".join(
        ", ".join(filter(None, (one.signatory_name, one.signatory_title, day(one.signed_on))))
        for one in standing
    )


def _consequences(wrong: Commitment) -> Sequence[str]:
    """Where the partner stands afterwards, and what becomes of the sealed record."""
    standing = standings.of_partner(wrong.partner, wrong.version, today())
    words = [_("On this version it will stand as: %(standing)s.", standing=_(standing.label))]
    if wrong.record_code is not None:
        words.append(
            _(
                "Record %(code)s stays as it was sealed. A new record follows that names it and corrects it.",
                code=wrong.record_code,
            )
        )
    return words
