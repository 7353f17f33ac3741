"""Acts around customers that the audit log knows of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_journeys_in_the_audit_log'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed_in', 'Sign-in'), ('sign_in_failed', 'Failed sign-in'), ('signed_out', 'Sign-out'), ('second_step_changed', 'Second step of signing in changed'), ('password_changed', 'Password changed'), ('member_joined', 'Member joined'), ('member_removed', 'Member removed'), ('invitation_made', 'Invitation made'), ('invitation_withdrawn', 'Invitation withdrawn'), ('access_reset', 'Access reset by a one-time link'), ('rights_given', 'Rights given'), ('rights_taken', 'Rights taken away'), ('unit_changed', 'Unit changed'), ('journey_changed', 'Journey changed'), ('owner_changed', 'Owner of a touchpoint or journey changed'), ('settings_changed', 'Settings changed'), ('export_made', 'Export made'), ('comments_read', 'Comments read'), ('audit_read', 'Audit log read'), ('customer_read', 'Customer’s page read'), ('customers_merged', 'Customers merged'), ('customers_parted', 'Merge of customers taken back'), ('consent_changed', 'Consent of a customer changed'), ('previewed_as', 'Pages previewed as somebody else')], max_length=30),
        ),
    ]
