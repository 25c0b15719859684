"""Somebody has several ways to be reached. What 0001 wrote stays as it is: a party keeps its first way itself."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "way",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["incident_case.id"], name=op.f("fk_way_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_way_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way")),
        sa.UniqueConstraint("party_id", "lookup", name=op.f("uq_way_party_id_lookup")),
    )
    op.create_index(op.f("ix_way_case_id"), "way", ["case_id"], unique=False)
    op.create_index(op.f("ix_way_lookup"), "way", ["lookup"], unique=False)


def downgrade() -> None:
    op.drop_table("way")
