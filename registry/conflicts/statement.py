"""What the team's Statement says of conflicts: which version is in force, and under which number."""

from registry.documents import queries as documents
from registry.documents.models import Version
from registry.documents.rules import DocumentKind, Part
from registry.documents.texts import parts_of


def in_force(team_id: int) -> tuple[Version | None, int | None]:
    """The Statement in force and the number of its part on conflicts; nothing while none is published.

    The number is None where the version was uploaded, or has no such part.
    """
    for document in documents.documents_of(team_id):
        if document.kind == DocumentKind.STATEMENT:
            version = documents.current_version(document)
            if version is not None:
                return version, _clause(version)
    return None, None


def _clause(version: Version) -> int | None:
    if version.is_uploaded:
        return None
    present = [part for part, _ in parts_of(documents.text_of(version).sections)]
    return present.index(Part.CONFLICT) + 1 if Part.CONFLICT in present else None
