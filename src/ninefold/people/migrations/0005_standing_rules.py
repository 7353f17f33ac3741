"""Positions and home units of members, and roles by rule."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_units_and_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='home',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='people.unit'),
        ),
        migrations.AddField(
            model_name='member',
            name='position',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.CreateModel(
            name='StandingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('lead', 'Programme lead'), ('analyst', 'Analyst'), ('manager', 'Manager'), ('touchpoint_owner', 'Touchpoint owner'), ('front_line', 'Front line'), ('executive', 'Executive'), ('auditor', 'Auditor')], max_length=20)),
                ('position', models.CharField(blank=True, default='', max_length=100)),
                ('own_unit', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('within', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='people.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role', 'owner'), _negated=True), name='nobody_owns_by_rule'), models.CheckConstraint(condition=models.Q(models.Q(('position', ''), _negated=True), ('within__isnull', False), _connector='OR'), name='rule_asks_for_something')],
            },
        ),
    ]
