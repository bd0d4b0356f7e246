"""The personal data in records."""

from registry.errors import N_
from registry.personal_data import STAYS, Kept, keeps
from registry.records.models import Record

keeps(
    Kept(
        key="records",
        title=N_("Records"),
        what=N_(
            "Sealed PDFs of what was signed and decided: names, titles, organizations, evidence of"
            " signatures."
        ),
        why=N_("So that everyone can prove what was agreed, without trusting the registry."),
        how_long=STAYS,
        seen_by=N_(
            "Whoever holds the file or its code can verify it; e-mail addresses are not shown."
            " Confidential ones"
            " only those who may see the matter."
        ),
        models=(Record,),
        is_evidence=True,
        for_public=True,
    )
)
