"""The personal data in the audit trail."""

from registry.audit.models import Event
from registry.errors import N_
from registry.personal_data import Kept, keeps

keeps(
    Kept(
        key="trail",
        title=N_("Audit trail"),
        what=N_(
            "Which account or signatory did what, when: by number, without a name, an address or free text."
        ),
        why=N_("So that nothing can be changed or removed unseen."),
        how_long=N_("As long as the registry: each event is chained to the one before, so none can go."),
        seen_by=N_("Everyone with a role in the team, beside what they may see."),
        models=(Event,),
        is_evidence=True,
        for_public=True,
    )
)
