"""The personal data in documents."""

from registry.documents.models import EnteredProvision, Section, StageDay, Version, VersionInForce
from registry.errors import N_
from registry.personal_data import SEEN_BY_TEAM, Kept, keeps

keeps(
    Kept(
        key="documents",
        title=N_("Documents of the team"),
        what=N_(
            "Who published a version, entered or confirmed its provisions, and persons named in its text."
        ),
        why=N_("The documents are what partners sign."),
        how_long=N_(
            "Published versions as long as the records that quote them; a draft goes when it is discarded."
        ),
        seen_by=SEEN_BY_TEAM,
        models=(Version, Section, VersionInForce, EnteredProvision, StageDay),
        is_evidence=True,
    )
)
