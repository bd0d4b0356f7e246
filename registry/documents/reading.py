"""What readers get of a version: its text, what changed since another, its PDF."""

from registry.documents import comparing, queries, rendering
from registry.documents.models import Version
from registry.teams.rules import Tier


def text_for(version: Version, language: str, tier: Tier | None = None) -> list[rendering.TextPart]:
    """The text in a language as partners of a tier read it; every clause where no tier is given."""
    return rendering.render(queries.text_of(version), language=language, tier=tier.value if tier else None)


def changes_between(
    before: Version, after: Version, language: str, tier: Tier | None = None
) -> comparing.Comparison:
    """What changed from one version to another, for readers of a language and of a tier."""
    texts = queries.text_of(before), queries.text_of(after)
    return comparing.compare(*texts, language, tier=tier.value if tier else None)
