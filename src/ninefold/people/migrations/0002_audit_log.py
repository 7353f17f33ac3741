"""The audit log, and the triggers that make its table refuse changes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from ninefold.people.audit.triggers import PROTECT, RELEASE


def protect(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def release(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off; the table goes next."""
    for statement in RELEASE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.BigIntegerField(null=True)),
                ('action', models.CharField(choices=[('signed_in', 'Sign-in'), ('sign_in_failed', 'Failed sign-in'), ('signed_out', 'Sign-out'), ('second_step_changed', 'Second step of signing in changed'), ('password_changed', 'Password changed'), ('member_joined', 'Member joined'), ('member_removed', 'Member removed'), ('invitation_made', 'Invitation made'), ('invitation_withdrawn', 'Invitation withdrawn'), ('access_reset', 'Access reset by a one-time link'), ('rights_given', 'Rights given'), ('rights_taken', 'Rights taken away'), ('unit_changed', 'Unit changed'), ('settings_changed', 'Settings changed'), ('export_made', 'Export made'), ('comments_read', 'Comments read'), ('audit_read', 'Audit log read'), ('previewed_as', 'Pages previewed as somebody else')], max_length=30)),
                ('subject', models.CharField(blank=True, default='', max_length=60)),
                ('details', models.JSONField(default=dict)),
                ('previous', models.CharField(blank=True, default='', max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'action', 'number'], name='audit_by_action'), models.Index(fields=['organisation', 'actor', 'number'], name='audit_by_actor'), models.Index(fields=['organisation', 'subject', 'number'], name='audit_by_subject'), models.Index(fields=['organisation', 'at'], name='audit_by_moment')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='audit_number_once')],
            },
        ),
        migrations.RunPython(protect, release),
    ]
