"""The first tables of this room."""


import django.core.validators
import django.db.models.deletion
import ninefold.people.members.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('session_stamp', models.CharField(default=ninefold.people.members.models.new_stamp, max_length=32)),
                ('joined_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True)),
                ('time_zone', models.CharField(default='UTC', max_length=64)),
                ('language', models.CharField(default='en', max_length=10)),
                ('calendar', models.CharField(choices=[('gregory', 'Gregorian'), ('persian', 'Persian (Solar Hijri)')], default='gregory', max_length=10)),
                ('digits', models.CharField(choices=[('local', 'Digits of the language'), ('latin', '0 1 2 3 4 5 6 7 8 9')], default='local', max_length=5)),
                ('week_start', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (6, 'Saturday'), (7, 'Sunday')], default=1)),
                ('threshold', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(5)])),
                ('staff_threshold', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(5)])),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('threshold__gte', 5), ('staff_threshold__gte', 5)), name='thresholds_protect_people')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('language', models.CharField(blank=True, default='', max_length=10)),
                ('calendar', models.CharField(blank=True, choices=[('gregory', 'Gregorian'), ('persian', 'Persian (Solar Hijri)')], default='', max_length=10)),
                ('digits', models.CharField(blank=True, choices=[('local', 'Digits of the language'), ('latin', '0 1 2 3 4 5 6 7 8 9')], default='', max_length=5)),
                ('theme', models.CharField(blank=True, choices=[('light', 'Light'), ('dark', 'Dark')], default='', max_length=5)),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='AccessLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('first', 'Start the organisation'), ('invitation', 'Join the organisation'), ('reset', 'Set a new password')], max_length=10)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.member')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('user', 'organisation'), name='member_once_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='accesslink',
            constraint=models.CheckConstraint(condition=models.Q(('organisation__isnull', False), models.Q(('kind', 'invitation'), _negated=True), _connector='OR'), name='invitation_names_its_organisation'),
        ),
        migrations.AddConstraint(
            model_name='accesslink',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('kind', 'reset'), _negated=True), _connector='OR'), name='reset_names_its_user'),
        ),
    ]
