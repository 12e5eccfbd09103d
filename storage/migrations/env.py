"""Alembic's entry: runs on the connection that `storage.database` hands over."""

from alembic import context
from sqlmodel import SQLModel

import storage.approval_tables
import storage.identity_tables
import storage.tables
import storage.watch_tables  # noqa: F401 - the same for watching

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
