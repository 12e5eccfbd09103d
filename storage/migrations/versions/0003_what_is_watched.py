"""What is watched: how far the logs were read, and what people were told."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cursor',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trouble', sa.String(), nullable=False),
    sa.Column('trouble_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rest_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('seen_event',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source', 'id')
    )
    with op.batch_alter_table('seen_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_event_at'), ['at'], unique=False)

    op.create_table('watch_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('open_key', sa.String(), nullable=True),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('about_kind', sa.String(), nullable=False),
    sa.Column('about_id', sa.String(), nullable=False),
    sa.Column('about_name', sa.String(), nullable=False),
    sa.Column('about_title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('lasting', sa.Boolean(), nullable=False),
    sa.Column('alert', sa.JSON(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('of_many', sa.Boolean(), nullable=False),
    sa.Column('rolled_into', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('told', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_why', sa.String(), nullable=False),
    sa.Column('taken_by', sa.String(), nullable=True),
    sa.Column('muted_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('notes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['rolled_into'], ['watch_case.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('open_key')
    )
    with op.batch_alter_table('watch_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_watch_case_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_watch_case_about_name'), ['about_name'], unique=False)
        batch_op.create_index(batch_op.f('ix_watch_case_cause'), ['cause'], unique=False)
        batch_op.create_index(batch_op.f('ix_watch_case_opened_at'), ['opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_watch_case_rolled_into'), ['rolled_into'], unique=False)
        batch_op.create_index(batch_op.f('ix_watch_case_state'), ['state'], unique=False)

    op.create_table('expectation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('okta_id', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('jumpcloud_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('devices', sa.JSON(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['watch_case.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('expectation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expectation_okta_id'), ['okta_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_expectation_state'), ['state'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('expectation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expectation_state'))
        batch_op.drop_index(batch_op.f('ix_expectation_okta_id'))

    op.drop_table('expectation')
    with op.batch_alter_table('watch_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_watch_case_state'))
        batch_op.drop_index(batch_op.f('ix_watch_case_rolled_into'))
        batch_op.drop_index(batch_op.f('ix_watch_case_opened_at'))
        batch_op.drop_index(batch_op.f('ix_watch_case_cause'))
        batch_op.drop_index(batch_op.f('ix_watch_case_about_name'))
        batch_op.drop_index(batch_op.f('ix_watch_case_about_id'))

    op.drop_table('watch_case')
    with op.batch_alter_table('seen_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seen_event_at'))

    op.drop_table('seen_event')
    op.drop_table('cursor')
