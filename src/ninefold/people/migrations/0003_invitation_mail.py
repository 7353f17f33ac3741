"""Where an invitation was mailed to, kept while it is open."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_audit_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='accesslink',
            name='email',
            field=models.EmailField(blank=True, default='', max_length=254),
        ),
        migrations.AddConstraint(
            model_name='accesslink',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), ('used_at__isnull', True), _connector='OR'), name='used_link_keeps_no_address'),
        ),
    ]
