"""What must follow is looked for at a time of its own."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('expectation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('look_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('missed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column('jumpcloud_id', sa.String(), nullable=False, server_default='')
        )
        batch_op.create_index(batch_op.f('ix_expectation_look_at'), ['look_at'], unique=False)
    op.execute("UPDATE expectation SET missed_at = due_at WHERE state = 'missed'")
    with op.batch_alter_table('expectation', schema=None) as batch_op:
        batch_op.alter_column('jumpcloud_id', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('expectation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expectation_look_at'))
        batch_op.drop_column('jumpcloud_id')
        batch_op.drop_column('missed_at')
        batch_op.drop_column('look_at')
