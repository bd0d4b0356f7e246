"""A version as a PDF for reading before signing: the text only, marked as unsigned, and not sealed."""

from flask_babel import force_locale
from flask_babel import gettext as _

from registry.documents.models import Version
from registry.documents.queries import documents
from registry.files import storage
from registry.records import rules as record_rules
from registry.records.services import drafts
from registry.teams.rules import Tier


def reading_copy(version: Version, *, language: str, tier: Tier | None = None) -> bytes:
    """The PDF of a version in a language: the uploaded file, or the text typeset like a record.

    Raises `StorageFailed` when the uploaded file is lost.
    """
    if version.is_uploaded:
        return storage.read_file(version.files[language])
    team, title = version.document.team, documents.text_of(version).title[language]
    return drafts.reading_copy(
        language=language,
        title=title,
        header=f"{team.name(language)} · {title}",
        footer=_what_it_is(version, language),
        part=record_rules.Part(
            "records/documents/text.html",
            {
                "version": version,
                "team": team,
                "parts": documents.text_for(version, language, tier),
            },
        ),
    )


def _what_it_is(version: Version, language: str) -> str:
    """A line on every page, so that no print is mistaken for a signed record."""
    with force_locale(language):
        if version.is_published:
            return str(
                _(
                    "Version %(number)s, to be read. Fingerprint %(fingerprint)s…",
                    number=version.number,
                    fingerprint=version.fingerprint[:16],
                )
            )
        return str(_("Draft of version %(number)s. Not published, not to be signed.", number=version.number))
