"""Units, roles, and a role for every member there is."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def give_roles(apps: Any, _editor: Any) -> None:
    """Let whoever joined an organisation first own it, and the others lead its programme.

    So far every member could do everything; the settings of the organisation alone are the owner's now.
    """
    grants = apps.get_model("people", "RoleGrant").objects
    owned = set()
    for member in apps.get_model("people", "Member").objects.filter(left_at=None).order_by("joined_at", "pk"):
        role = "lead" if member.organisation_id in owned else "owner"
        owned.add(member.organisation_id)
        grants.create(
            organisation_id=member.organisation_id, member=member, role=role, given_at=member.joined_at
        )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_invitation_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='accesslink',
            name='role',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.CreateModel(
            name='Hierarchy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('column', models.CharField(blank=True, choices=[('unit', 'Unit'), ('touchpoint', 'Touchpoint'), ('channel', 'Channel'), ('segment', 'Segment'), ('', 'Does not stand in the data')], default='unit', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('path', models.CharField(db_index=True, default='', max_length=200)),
                ('created_at', models.DateTimeField()),
                ('hierarchy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='people.hierarchy')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='parts', to='people.unit')),
            ],
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('lead', 'Programme lead'), ('analyst', 'Analyst'), ('manager', 'Manager'), ('touchpoint_owner', 'Touchpoint owner'), ('front_line', 'Front line'), ('executive', 'Executive'), ('auditor', 'Auditor')], max_length=20)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.member')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='people.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='grants', to='people.unit')),
            ],
        ),
        migrations.AddField(
            model_name='accesslink',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.unit'),
        ),
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('hierarchy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.hierarchy')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='people.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='hierarchy',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='hierarchy_name_once'),
        ),
        migrations.AddConstraint(
            model_name='hierarchy',
            constraint=models.UniqueConstraint(condition=models.Q(('column', ''), _negated=True), fields=('organisation', 'column'), name='column_in_one_hierarchy'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='unit_name_once_below_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('hierarchy', 'name'), name='unit_name_once_at_the_top'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(fields=('member', 'role', 'unit'), name='role_once_in_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('member', 'role'), name='role_once_in_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'owner'), _negated=True), ('unit', None), _connector='OR'), name='owners_own_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='unitname',
            constraint=models.UniqueConstraint(fields=('hierarchy', 'text'), name='name_of_one_unit'),
        ),
        migrations.RunPython(give_roles, migrations.RunPython.noop),
    ]
