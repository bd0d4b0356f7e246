"""What changed between two versions: in their provisions, and in their texts."""

from dataclasses import replace

from registry.documents.models import Version
from registry.documents.queries import documents, provisions
from registry.documents.rules import comparison
from registry.teams.rules import Tier


def changes_between(
    before: Version, after: Version, language: str, tier: Tier | None = None
) -> comparison.Comparison:
    """What changed between two versions, for readers of a language and of a tier."""
    texts = documents.text_of(before), documents.text_of(after)
    changes = comparison.compare(*texts, language, tier=tier.value if tier else None)
    return replace(changes, provisions=provisions.changes_of(after, before))
