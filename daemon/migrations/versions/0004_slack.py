"""Direct messages: whose a message is while it waits for more, what belongs to it, and the accounts that we met."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("lookup", name=op.f("uq_account_lookup")),
    )
    op.create_index(op.f("ix_account_handle"), "account", ["handle"], unique=False)
    op.add_column("inbox", sa.Column("sender", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("ready_at", sa.BigInteger(), nullable=True))
    op.add_column("inbox", sa.Column("part_of", sa.String(), nullable=True))
    op.create_index(op.f("ix_inbox_sender"), "inbox", ["sender"], unique=False)
    op.create_index(op.f("ix_inbox_part_of"), "inbox", ["part_of"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_inbox_part_of"), "inbox")
    op.drop_index(op.f("ix_inbox_sender"), "inbox")
    for column in ("part_of", "ready_at", "sender"):
        op.drop_column("inbox", column)
    op.drop_table("account")
