"""Run by alembic. The connection is handed in (daemon/store/schema.py): the migration is part of its transaction."""

from alembic import context

from daemon.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite alters a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
