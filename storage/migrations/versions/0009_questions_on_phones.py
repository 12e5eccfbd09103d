"""People are asked on their phones whether it is them."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('push',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('okta_id', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('factor_id', sa.String(), nullable=False),
    sa.Column('transaction_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    stands = sa.text('ended_at IS NULL')
    with op.batch_alter_table('push', schema=None) as batch_op:
        for name in ('subject', 'request_id', 'okta_id'):
            batch_op.create_index(batch_op.f(f'ix_push_{name}'), [name], unique=False)
        batch_op.create_index(
            'ix_push_subject_open', ['subject'], unique=True,
            sqlite_where=stands, postgresql_where=stands,
        )
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('caller', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.drop_column('caller')
    op.drop_table('push')
