"""Let no blank tier win over a known one, and no link die before the board's day that was given for it.

A tier told, or put right, for a day before the listing was overruled by the "to be set" of that later day.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
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


WITH_BOARD = sa.text("""
SELECT request.id, request.board_until, team.timezone FROM signing_request AS request
JOIN partner ON partner.id = request.partner_id JOIN team ON team.id = partner.team_id
WHERE request.state = 'open' AND request.board_until IS NOT NULL
""").columns(id=sa.Integer, board_until=sa.Date, timezone=sa.String)
REQUESTS = sa.table(
    "signing_request", sa.column("id", sa.Integer), sa.column("expires_at", sa.DateTime(timezone=True))
)
DAYS_AFTER_BOARD = 30


def upgrade() -> None:
    op.execute(ANSWER)
    for request_id, until, zone in op.get_bind().execute(WITH_BOARD).all():
        last = dt.datetime.combine(
            until + dt.timedelta(days=DAYS_AFTER_BOARD + 1), dt.time(), ZoneInfo(zone)
        ).astimezone(dt.UTC)
        mine = REQUESTS.update().where(REQUESTS.c.id == request_id, REQUESTS.c.expires_at < last)
        op.execute(mine.values(expires_at=last))


def downgrade() -> None:
    """What is mended stays so: the rows before are the same, and none is lost."""
