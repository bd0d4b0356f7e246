"""Let no blank tier win over a known one: the "to be set" that a partner was listed with is answered.

A tier told, or put right, for a day before the listing was overruled by the blank of that later day.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

#: The first row of a partner says nothing of its tier; the latest known one by its day takes its place.
ANSWER = """
UPDATE partner_tier SET superseded_by_id = (
    SELECT known.id FROM partner_tier AS known
    WHERE known.partner_id = partner_tier.partner_id AND known.tier <> '' AND known.superseded_by_id IS NULL
    AND known.effective_on < partner_tier.effective_on
    ORDER BY known.effective_on DESC, known.id DESC LIMIT 1
)
WHERE tier = '' AND superseded_by_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM partner_tier AS earlier
    WHERE earlier.partner_id = partner_tier.partner_id AND earlier.id < partner_tier.id
)
"""


def upgrade() -> None:
    op.execute(ANSWER)


def downgrade() -> None:
    """What is answered stays so: the rows before are the same, and none is lost."""
