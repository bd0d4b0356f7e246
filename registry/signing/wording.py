"""Second proofs in words: for the evidence in records, for the records' pages, and for the public."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from registry.dates import exact_moment
from registry.errors import N_
from registry.teams.rules import StepUp


def of_evidence(evidence: Mapping[str, Any], zone: str) -> str:
    """The channel of a second proof and its particulars, from the stored evidence."""
    proof = evidence.get("step_up")
    if proof is None:
        return _("not asked for by the team")
    return {StepUp.PHONE: _by_phone, StepUp.TOTP: _by_app, StepUp.SIGN_ON: _by_directory}[
        StepUp(proof["channel"])
    ](proof, zone)


def in_public(evidence: Mapping[str, Any]) -> dict[str, str]:
    """The public facts of a second proof: its channel; empty when none was required."""
    proof = evidence.get("step_up")
    return {"second_proof": proof["channel"]} if proof else {}


def _by_phone(proof: Mapping[str, Any], zone: str) -> str:
    text = _(
        "code read out by telephone by: %(who)s, on %(moment)s",
        who=_("%(name)s, coordinator", name=proof["read_by"]),
        moment=_moment(proof["read_at"], zone),
    )
    ending = proof.get("number_ending")
    if not ending:
        return text
    return _("%(words)s; number on file ending in %(digits)s", words=text, digits=ending)


def _by_app(proof: Mapping[str, Any], zone: str) -> str:
    return _(
        "code of the authenticator app of the account of: %(who)s, on %(moment)s; the app was on the account"
        " since %(since)s; tries: %(count)s",
        who=proof["account_name"],
        moment=_moment(proof["proved_at"], zone),
        since=_moment(proof["added_at"], zone),
        count=proof["tries"],
    )


def _by_directory(proof: Mapping[str, Any], zone: str) -> str:
    return _(
        "identified by the directory of: %(directory)s, on %(moment)s; directory’s address: %(issuer)s; known"
        " there as: %(subject)s",
        directory=proof["issuer_name"],
        moment=_moment(proof["proved_at"], zone),
        issuer=proof["issuer"],
        subject=proof["subject"],
    )


def _moment(stored: str, zone: str) -> str:
    return exact_moment(dt.datetime.fromisoformat(stored), zone)


CHANNELS = {"link-by-mail": N_("personal link sent to the e-mail address on file")}
