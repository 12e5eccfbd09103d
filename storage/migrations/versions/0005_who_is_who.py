"""Slack accounts are bound to people in Okta."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slack_id', sa.String(), nullable=False),
    sa.Column('okta_id', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    stands = sa.text('ended_at IS NULL')
    with op.batch_alter_table('link', schema=None) as batch_op:
        for name in ('slack_id', 'okta_id'):
            batch_op.create_index(batch_op.f(f'ix_link_{name}'), [name], unique=False)
            batch_op.create_index(
                f'ix_link_{name}_stands', [name], unique=True,
                sqlite_where=stands, postgresql_where=stands,
            )


def downgrade() -> None:
    op.drop_table('link')
