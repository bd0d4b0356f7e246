"""A small record of our own: rendered, joined, sealed and signed with keys in a folder of its own."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from registry.certificates import authority as certificate_authority
from registry.pdf import merge, render
from registry.pdf.signatures import seal
from registry.pdf.values import Level
from registry.records.models import Record
from registry.records.rules import Draft, Paper, Part, RecordKind
from registry.records.services import records
from registry.teams.models import Team

SECRET = "a secret that only the tests know"  # as in tests/databases.py
MADE_AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
#: When the tests examine.
AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
CODE = "0123-4567-89AB-CDEF"
ORGANIZATION = "Équipe de santé familiale communautaire de l’Est d’Ottawa"

BODY = """<!doctype html><html lang="en-CA"><head><title>The Statement</title></head><body>
<h1>The Statement</h1><h2>Purpose</h2><p>We care together.</p><ul><li>One</li><li>Two</li></ul>
</body></html>"""

OWN = f"""<!doctype html><html lang="en-CA"><head><title>The Statement</title></head><body>
<h2>Signature</h2>
<table><tbody><tr><th scope="row">Organization</th><td>{ORGANIZATION}</td></tr>
<tr><th scope="row">Other</th><td>De dwa da dehs nye&gt;s Aboriginal Health Centre</td></tr>
<tr><th scope="row">Combining</th><td>Cafe\u0301 de la sante\u0301</td></tr>
<tr><th scope="row">Syllabics</th><td>ᐃᓄᒃᑎᑐᑦ</td></tr></tbody></table>
<p><input type="checkbox" name="signature" title="Signature of Zoé"></p>
<p><input type="checkbox" name="seal" title="Seal of the registry"></p></body></html>"""


@dataclass(frozen=True)
class Made:
    """A record at each step of its making, and the authority behind it."""

    folder: Path
    authority: certificate_authority.Authority
    joined: bytes
    sealed: bytes
    signed: bytes


def sign_record(
    joined: bytes,
    authority: certificate_authority.Authority,
    *,
    code: str = CODE,
    name: str = "Zoé Tremblay",
    now: dt.datetime = MADE_AT,
) -> tuple[bytes, bytes]:
    """The file sealed, and the file sealed and signed."""
    sealing = seal.Sealing(authority)
    sealed = seal.seal(joined, sealing, reason=f"Record {code}")
    person = authority.issue_for(name=name, organization=ORGANIZATION, now=now)
    return sealed, seal.sign(sealed, sealing, person, reason=f"Record {code}: {name}, {ORGANIZATION}")


def make_record(folder: Path, now: dt.datetime = MADE_AT) -> Made:
    """The record, with keys kept in this folder."""
    authority = certificate_authority.load_authority(folder, secret=SECRET, now=now)
    body = render.render_pdf(BODY, render.Margins(header="Team", footer="Version 1", has_cover=True))
    own = render.render_pdf(OWN, render.Margins(header="Team", footer=CODE, first_page=2))
    joined = merge.append_pages(body, own)
    return Made(folder, authority, joined, *sign_record(joined, authority, now=now))


def rewritten(content: bytes, change: Callable[[pikepdf.Pdf], object], **how: Any) -> bytes:
    """The file opened, changed and saved anew, as another program does it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out, **how)
    return out.getvalue()


def attach(content: bytes, name: str, attached: bytes) -> bytes:
    """The file with another inside."""

    def put(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, attached, filename=name)

    return rewritten(content, put, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def keep(
    content: bytes,
    team: Team,
    *,
    facts: Mapping[str, Any],
    code: str = CODE,
    serials: Sequence[str] = ("a1", "b2"),
) -> Record:
    """A file noted as a record of a team; to be called inside `unit_of_work()`."""
    draft = Draft(
        code=code,
        kind=RecordKind.EDITION if "attached" in facts else RecordKind.COMMITMENT,
        language="en",
        title="The Statement, version 1",
        header="",
        body_footer="",
        body=None,
        own=Part("", {}),
    )
    paper = Paper(draft, content, 2, list(serials), Level.B_B, Level.B_B)
    return records.keep(paper, team_id=team.id, facts=facts, now=MADE_AT)
