"""The floor: the same pages rendered whole, and two ordinary signatures, with the two libraries alone.

Written as their documentation shows it, and not hampered: style and fonts are read once; the certificates of
seal and signatory are issued and loaded beforehand and, like the filling of the templates, not counted.
"""

import io

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from flask import current_app, render_template
from flask_babel import force_locale
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from registry import clock
from registry.certificates.authority import Authority
from registry.certificates.x509 import Identity
from registry.pdf.fonts import STYLE
from registry.pdf.render import SCHEME, Margins, ShippedFiles
from registry.records.queries.authority import own_authority
from registry.records.rules import Draft, Part
from registry.records.services.drafts import verification_address

SEAL = SigFieldSpec("bare-seal", on_page=-1, box=(60, 60, 220, 100))
SIGNATURE = SigFieldSpec("bare-signature", on_page=-1, box=(260, 60, 420, 100))


class Bare:
    """One record's pages as one page of HTML, and who signs it."""

    def __init__(self, draft: Draft) -> None:
        self.html = _whole(draft)
        self.fonts = FontConfiguration()
        self.style = CSS(string=STYLE.read_text(encoding="utf-8"), **self._around())
        margins = Margins(header=draft.header, footer=draft.body_footer, has_cover=True)
        self.margins = CSS(string=margins.style(), **self._around())
        ours = own_authority(now=clock.now())
        self.seal = _signer(ours.seal, ours)
        person = ours.issue_for(name="Zoé Personne", organization="Organisme fictif", now=clock.now())
        self.person = _signer(person, ours)

    def render(self) -> bytes:
        """The pages."""
        document = HTML(string=self.html, base_url=f"{SCHEME}:///", url_fetcher=ShippedFiles())
        content: bytes = document.write_pdf(
            stylesheets=[self.style, self.margins],
            font_config=self.fonts,
            pdf_variant="pdf/a-3a",
            pdf_forms=True,
        )
        return content

    def render_and_sign(self) -> bytes:
        """The pages with seal and signature."""
        sealed = _sign(self.render(), self.seal, SEAL, certify=True)
        return _sign(sealed, self.person, SIGNATURE, certify=False)

    def _around(self) -> dict[str, object]:
        return {"font_config": self.fonts, "url_fetcher": ShippedFiles(), "base_url": f"{SCHEME}:///"}


def _sign(content: bytes, signer: signers.SimpleSigner, spec: SigFieldSpec, *, certify: bool) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name=spec.sig_field_name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    out: io.BytesIO = signers.PdfSigner(metadata, signer, new_field_spec=spec).sign_pdf(writer)
    return out.getvalue()


def _signer(identity: Identity, ours: Authority) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register_multiple([_asn1(ours.issuing), _asn1(ours.root)])
    key = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=_asn1(identity),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )


def _asn1(identity: Identity) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(identity.certificate.public_bytes(serialization.Encoding.DER))


def _whole(draft: Draft) -> str:
    """Shared and own pages as one page of HTML."""
    address = verification_address(draft.code)
    record = {
        "code": draft.code,
        "address": address,
        "qr": "",
        "serials": ["0" * 40, "0" * 40],
        "level_aimed": "B-B",
        "has_signature": draft.signer is not None,
    }
    own = _page(draft, draft.own, record)
    if draft.body is None:
        return own
    body = _page(draft, draft.body, None)
    return body[: body.rindex("</body>")] + own[own.index("<body>") + len("<body>") :]


def _page(draft: Draft, part: Part, record: dict[str, object] | None) -> str:
    with current_app.app_context(), force_locale(draft.language):
        return render_template(
            "records/_paper.html",
            content_template=part.template,
            language=draft.language,
            title=draft.title,
            record=record,
            **part.context,
        )
