"""What a purge leaves: the hash of a row of the history in the place of its body, and how large a message was."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("history", sa.Column("body_hash", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("size", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("inbox", "size")
    op.drop_column("history", "body_hash")
