"""The audit is a chain: each entry has the hash of the one before, and nothing of it changes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.chain import GENESIS, hash_of, plain, timestamp
from storage.tables import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

MANY = 1_000
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
REFUSED = 'an entry of the audit is never changed, removed or put in between'

SQLITE = (
    f"""
    CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry)
      OR NEW.previous IS NOT coalesce(
           (SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1), '{GENESIS}')
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    # What the newest checkpoint covers may go: the checkpoint is an entry of the chain itself.
    f"""
    CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
    WHEN OLD.seq > coalesce(
           (SELECT json_extract(detail, '$.through') FROM audit_entry
            WHERE act = 'audit pruned' ORDER BY seq DESC LIMIT 1), 0)
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE newest record;
    BEGIN
      IF TG_OP = 'INSERT' THEN
        SELECT seq, hash INTO newest FROM audit_entry ORDER BY seq DESC LIMIT 1;
        IF NEW.seq = coalesce(newest.seq, 0) + 1
          AND NEW.previous = coalesce(newest.hash, '{GENESIS}') THEN
          RETURN NEW;
        END IF;
      ELSIF TG_OP = 'DELETE' THEN
        SELECT (detail->>'through')::bigint AS through INTO newest FROM audit_entry
          WHERE act = 'audit pruned' ORDER BY seq DESC LIMIT 1;
        IF OLD.seq <= newest.through THEN
          RETURN OLD;
        END IF;
      END IF;
      RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_row BEFORE INSERT OR UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()
    """,
    """
    CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard()
    """,
)


def upgrade() -> None:
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_request_id'))
    op.rename_table('audit_entry', 'audit_unchained')
    op.create_table('audit_entry',
    sa.Column('seq', NUMBER, autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name='pk_audit_entry')
    )
    _chain(op.get_bind())
    op.drop_table('audit_unchained')
    op.create_index('ix_audit_entry_request_id', 'audit_entry', ['request_id'], unique=False)
    only = sa.text("act = 'audit pruned'")
    op.create_index(
        'ix_audit_entry_pruned', 'audit_entry', ['seq'], unique=False,
        sqlite_where=only, postgresql_where=only,
    )
    lite = op.get_bind().dialect.name == 'sqlite'
    for statement in SQLITE if lite else POSTGRESQL:
        op.execute(statement)


def _chain(connection: sa.Connection) -> None:
    shared: list[sa.ColumnClause[Any]] = [
        sa.column('at', UtcDateTime()), sa.column('actor', sa.String()),
        sa.column('act', sa.String()), sa.column('request_id', sa.Integer()),
        sa.column('detail', sa.JSON()),
    ]
    before = sa.table('audit_unchained', sa.column('id', sa.Integer()), *shared)
    after = sa.table(
        'audit_entry', sa.column('seq', sa.BigInteger()), *(sa.column(each.name, each.type) for each in shared),
        sa.column('previous', sa.String()), sa.column('hash', sa.String()),
    )
    last, seq, digest = 0, 0, GENESIS
    while True:
        part = connection.execute(
            sa.select(before).where(before.c.id > last).order_by(before.c.id).limit(MANY)
        ).mappings().all()
        if not part:
            return
        rows = []
        for entry in part:
            last, seq = entry['id'], seq + 1
            row = {
                'seq': seq, 'at': entry['at'], 'actor': plain(entry['actor']),
                'act': plain(entry['act']), 'request_id': entry['request_id'],
                'detail': plain(entry['detail']), 'previous': digest,
            }
            digest = hash_of(row | {'at': timestamp(row['at'])})
            rows.append(row | {'hash': digest})
        connection.execute(sa.insert(after), rows)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('insert', 'update', 'delete'):
            op.execute(f'DROP TRIGGER audit_entry_{event}')
    else:
        op.execute('DROP FUNCTION audit_entry_guard() CASCADE')
    op.drop_index('ix_audit_entry_pruned', table_name='audit_entry')
    op.drop_index('ix_audit_entry_request_id', table_name='audit_entry')
    op.rename_table('audit_entry', 'audit_chained')
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.execute(
        'INSERT INTO audit_entry (id, at, actor, act, request_id, detail) '
        'SELECT seq, at, actor, act, request_id, detail FROM audit_chained'
    )
    op.drop_table('audit_chained')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_request_id'), ['request_id'], unique=False)
