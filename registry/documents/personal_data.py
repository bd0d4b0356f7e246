"""What is kept of persons in documents."""

from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, Kept, held, impersonal, keeps

keeps(
    Kept(
        key="documents",
        title=N_("Documents of the team"),
        what=N_("Who published a version, and persons named in its text."),
        why=N_("The documents are what partners sign."),
        how_long=N_(
            "Published versions as long as the records that quote them; a draft goes when it is discarded."
        ),
        seen_by=SEEN_BY_TEAM,
        tables=(
            held("document_version", "published_by_id", "change_note fields"),
            held("document_section", "", "body"),
        ),
        is_evidence=True,
    )
)
impersonal(
    document="title_en title_fr requirements",
    document_section="key heading tiers",
    document_version="title languages requirements files",
)
