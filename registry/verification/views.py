"""Public verification: what a record code stands for, and whether a file is a record."""

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.certificates.authority import published_names
from registry.commitments.models import Commitment
from registry.commitments.queries import requests, standings
from registry.commitments.rules.requests import Method
from registry.database.transactions import wake_for
from registry.errors import N_, Gone
from registry.records.queries import records
from registry.records.queries.authority import keys_folder, own_authority
from registry.records.rules import read_code
from registry.security import encryption
from registry.sign_in.rules import sign_in
from registry.teams.rules import StepUp
from registry.text import Finding
from registry.verification import services
from registry.verification.forms import CodeForm, RecordFileForm
from registry.verification.queries import certificates, checks, verdicts
from registry.verification.queries.checks import Check
from registry.verification.queries.verdicts import Brought, Outcome, RecordFacts, Verdict
from registry.verification.services import EXAMINE, TooBusy, TooManyFiles
from registry.web.access import public
from registry.web.forms import blame
from registry.web.page import Page

bp = Blueprint("verification", __name__)

#: The HTTP statuses of outcomes; all others answer 422.
STATUSES = {Outcome.KNOWN: 200, Outcome.INTACT_UNKNOWN: 200, Outcome.TOO_LARGE: 413}
#: After this time the page says that the wait is long.
LONG = dt.timedelta(minutes=3)


@dataclass(frozen=True)
class ShownRecord:
    """A record as the public page shows it."""

    record: RecordFacts
    #: The team's time zone, if it is known.
    zone: str = "UTC"
    standing: str = ""
    #: The statements about its certificates, and whether one was revoked.
    on_certificates: Sequence[Finding] = ()
    is_revoked: bool = False

    @property
    def made_at(self) -> dt.datetime | None:
        """When the file was made."""
        return _moment(self.record.made_at)

    @property
    def signed_at(self) -> dt.datetime | None:
        """When it was signed, with seconds; None when only the day is known."""
        return _moment(self.record.facts.get("signed_at", ""))

    @property
    def signed_on(self) -> dt.date | None:
        """The day it was signed."""
        day = self.record.facts.get("signed_on", "")
        return dt.date.fromisoformat(day) if day else None

    @property
    def asked_at(self) -> dt.datetime | None:
        """When an edition was requested: it shows the signatures of that moment."""
        return _moment(self.record.facts.get("requested_at", ""))

    @property
    def method(self) -> str:
        """How the signature was made, in words."""
        method = self.record.facts.get("method", "")
        return _(Method(method).hint) if method else ""

    @property
    def second_proof(self) -> str:
        """The channel of the second proof in words; empty when none was required."""
        proof = self.record.facts.get("second_proof", "")
        return _(StepUp(proof).in_public) if proof else ""

    @property
    def is_from_paper(self) -> bool:
        """Whether the signature is on paper, so that the file carries only the seal."""
        return bool(self.record.facts.get("method") == Method.PAPER.value)


@bp.get("/verify")
@public("anyone who holds a record may check it")
def index() -> str | Response | tuple[str, int]:
    """Enter a code or choose a file."""
    if "code" not in request.args:
        return _ask(CodeForm(formdata=None))
    form = CodeForm(request.args)
    if not form.validate():
        return _ask(form), 422
    code = read_code(form.code.data)
    if code is None:
        form.code.errors = [_("A code has 16 letters and digits, such as 7Q2M-04XK-9C3T-HW8E.")]
        return _ask(form), 422
    return redirect(url_for("verification.show", code=code), 303)


@bp.post("/verify")
@public("anyone who holds a record may check it")
def examine() -> Page:
    """Show the verdict on a file: at once when its bytes are known, otherwise on a page that waits for the
    worker.
    """
    form = RecordFileForm()
    if not form.validate_on_submit():
        return _ask(CodeForm(formdata=None), form), 422
    with closing(form.file.data) as upload:
        data, name = upload.read(), upload.filename or ""
    verdict = verdicts.verify_at_once(data, name=name)
    if verdict is not None:
        return _tell(verdict, name)
    try:
        check = services.bring(data, name=name, place=_place(), now=clock.now())
    except (TooManyFiles, TooBusy) as error:
        blame(form, error)
        return _ask(CodeForm(formdata=None), form), error.status
    wake_for(EXAMINE)
    return redirect(url_for("verification.examined", token=check.token), 303)


@bp.get("/verify/files/<token>")
@public("whoever brought a file has the address of what was found of it, and nobody guesses it")
def examined(token: str) -> Page:
    """The verdict on a file, or that it is still being examined."""
    now = clock.now()
    check = checks.find(token, now=now)
    if check is None:
        return _brought_long_ago()
    examination = check.found
    if examination is None:
        return _wait(check, now)
    return _tell(verdicts.judge(Brought(check.fingerprint, check.size, check.name), examination), check.name)


@bp.get("/verify/<code>")
@public("the code is on the record, and its facts are meant for everyone")
def show(code: str) -> str | tuple[str, int]:
    """What a record code stands for."""
    record = records.find(code)
    if record is None:
        form = CodeForm(formdata=None, code=code[:60])
        if records.is_owed(code):
            form.code.errors = [_("This record is being made. Look again in a few minutes.")]
        else:
            form.code.errors = [_("There is no record with this code. Check each letter and digit.")]
        return _ask(form), 404
    statements = certificates.words_on_record(record)
    shown = replace(
        _shown(RecordFacts.of(record), requests.commitment_of_record(record)),
        on_certificates=statements.findings,
        is_revoked=statements.revoked,
    )
    return render_template("verification/show.html", shown=shown, file_to_check=RecordFileForm(formdata=None))


@bp.get("/verify/authority.pem")
@public("who trusts this root can check a record without us")
def authority() -> Response:
    """The root certificates, present one first."""
    content = own_authority(now=clock.now()).root_pem()
    return _file(content, "application/x-pem-file", "partnership-registry-root.pem")


@bp.get("/verify/<issuer>.crl")
@public("revocation lists are published")
def revocation_list(issuer: str) -> Response:
    """The revocation list of a present or replaced issuer."""
    crl = own_authority(now=clock.now()).published.get(issuer)
    if crl is None:
        abort(404)
    return _file(crl.public_bytes(Encoding.DER), "application/pkix-crl", f"{issuer}.crl")


@bp.get("/verify/<issuer>.cer")
@public("revocation lists are published, and who signs them")
def list_signer(issuer: str) -> Response:
    """The certificate of the list signer of a replaced issuer; its lists name this address."""
    certificate = own_authority(now=clock.now()).list_signer(issuer)
    if certificate is None:
        abort(404)
    return _file(certificate.public_bytes(Encoding.DER), "application/pkix-cert", f"{issuer}.cer")


def _place() -> str:
    """A digest of the sender's network address, for counting files per sender."""
    network = sign_in.network_of(request.remote_addr or "")
    return encryption.keyed_digest("accounts:verified from", network, secret=settings.secret()).hex()


def _tell(verdict: Verdict, name: str) -> tuple[str, int]:
    """The page with the verdict on a file, and news for its holder."""
    page = render_template(
        "verification/verdict.html",
        verdict=verdict,
        file_name=name,
        shown=_shown_with(verdict),
        file_to_check=RecordFileForm(formdata=None),
    )
    return page, STATUSES.get(verdict.outcome, 422)


def _wait(check: Check, now: dt.datetime) -> str:
    return render_template(
        "verification/wait.html",
        file_name=check.name,
        ahead=checks.ahead_of(check),
        takes_long=now - check.brought_at > LONG,
    )


def _brought_long_ago() -> tuple[str, int]:
    form = RecordFileForm(formdata=None)
    blame(
        form,
        Gone(
            N_("This file and what was found of it are no longer kept. Please bring it again."), field="file"
        ),
    )
    return _ask(CodeForm(formdata=None), form), Gone.status


@bp.context_processor
def _for_templates() -> dict[str, object]:
    return {"list_names": lambda: published_names(keys_folder())}


def _ask(code_form: CodeForm, file_form: RecordFileForm | None = None) -> str:
    """The page with both ways to verify."""
    return render_template(
        "verification/index.html",
        code_form=code_form,
        file_to_check=file_form or RecordFileForm(formdata=None),
        form=file_form if file_form and file_form.errors else code_form,
    )


def _shown_with(verdict: Verdict) -> ShownRecord | None:
    """The facts of the record, if the file is its own; a file that only claims to be a record gets a link to
    the record's page.
    """
    if verdict.outcome is not Outcome.KNOWN or verdict.record is None:
        return None
    record = records.find(verdict.record.code)
    assert record is not None
    return _shown(verdict.record, requests.commitment_of_record(record))


def _shown(record: RecordFacts, commitment: Commitment | None) -> ShownRecord:
    if record.confidential or commitment is None:
        return ShownRecord(record)
    zone = commitment.version.document.team.timezone
    return ShownRecord(record, zone, _standing_words(commitment, clock.today(zone)))


def _standing_words(commitment: Commitment, on: dt.date) -> str:
    """The partner's present standing on the newest version of the document, in words."""
    newest = requests.latest_published(commitment.version.document_id) or commitment.version
    standing = standings.of_partner(commitment.partner, newest, on)
    return _(standing.hint, number=newest.number)


def _moment(moment: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(moment) if moment else None


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
