"""Approvals are passed on or done without."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('delegate', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['request.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('request_id', 'round', 'by'),
    sa.UniqueConstraint('request_id', 'round', 'delegate')
    )
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegation_request_id'), ['request_id'], unique=False)

    op.create_table('review',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('signed_by', sa.String(), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('justified', sa.Boolean(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['request.id']),
    sa.PrimaryKeyConstraint('request_id')
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_signed_at'), ['signed_at'], unique=False)

    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('emergency', sa.String(), nullable=False, server_default=''))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('voice', sa.String(), nullable=False, server_default=''))
    op.execute('UPDATE decision SET voice = "by"')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_unique_constraint('decision_voice', ['request_id', 'round', 'voice'])


def downgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint('decision_voice', type_='unique')
        batch_op.drop_column('voice')
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.drop_column('emergency')
    op.drop_table('review')
    op.drop_table('delegation')
