"""A person may end a wait, and a request may follow another."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('follow_up_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column('followed', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('step_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waived_by', sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column('waived_why', sa.String(), nullable=False, server_default='')
        )


def downgrade() -> None:
    with op.batch_alter_table('step_run', schema=None) as batch_op:
        batch_op.drop_column('waived_why')
        batch_op.drop_column('waived_by')
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.drop_column('followed')
        batch_op.drop_column('follow_up_at')
