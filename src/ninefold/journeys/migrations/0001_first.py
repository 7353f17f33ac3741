"""Touchpoints, maps of journeys, and owners."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0007_journeys_in_the_audit_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('goal', models.TextField(blank=True, default='')),
                ('key', models.CharField(choices=[('customer', 'The customer'), ('case', 'The case: an order, a ticket, a claim')], default='case', max_length=10)),
                ('starts', models.JSONField(blank=True, default=list)),
                ('ends', models.JSONField(blank=True, default=list)),
                ('timeout_days', models.PositiveSmallIntegerField(default=30)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('phase', models.CharField(choices=[('before', 'Before purchase'), ('purchase', 'Purchase'), ('delivery', 'Delivery'), ('use', 'Use'), ('support', 'Help'), ('loyalty', 'Loyalty'), ('after', 'After loyalty')], default='use', max_length=10)),
                ('position', models.PositiveIntegerField()),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='journeys.journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Touchpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('web_page', 'Web page'), ('app', 'App'), ('store', 'Store or branch'), ('person', 'Person on site'), ('phone', 'Phone call'), ('chat', 'Chat'), ('email', 'E-mail'), ('message', 'Text message'), ('letter', 'Letter or catalogue'), ('delivery', 'Delivery'), ('invoice', 'Invoice'), ('product', 'The product or service itself'), ('self_service', 'Machine or self-service'), ('event', 'Event or meeting'), ('search_result', 'Search result'), ('advertisement', 'Billboard or advertisement'), ('review_site', 'Review site'), ('social_network', 'Social network'), ('word_of_mouth', 'Word of mouth'), ('third_party_site', "Somebody else's site or shop"), ('partner', 'Partner or carrier'), ('hold_music', 'Hold music')], max_length=20)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('goal', models.TextField(blank=True, default='')),
                ('problem', models.TextField(blank=True, default='')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='journeys.stage')),
                ('touchpoint', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='steps', to='journeys.touchpoint')),
            ],
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('cover_since', models.DateField(blank=True, null=True)),
                ('cover_until', models.DateField(blank=True, null=True)),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.member')),
                ('journey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='ownerships', to='journeys.journey')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.unit')),
                ('touchpoint', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='ownerships', to='journeys.touchpoint')),
            ],
        ),
        migrations.CreateModel(
            name='TouchpointName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('where', models.CharField(choices=[('feedback', 'Answers'), ('event', 'Events')], max_length=10)),
                ('text', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('touchpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='journeys.touchpoint')),
            ],
        ),
        migrations.AddConstraint(
            model_name='journey',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='journey_name_once'),
        ),
        migrations.AddConstraint(
            model_name='journey',
            constraint=models.CheckConstraint(condition=models.Q(('timeout_days__gte', 1)), name='journey_waits_a_day'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('journey', 'name'), name='stage_name_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('journey', 'position'), name='stage_position_once'),
        ),
        migrations.AddConstraint(
            model_name='touchpoint',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='touchpoint_name_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('stage', 'touchpoint'), name='touchpoint_once_in_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('stage', 'position'), name='step_position_once'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('journey__isnull', False), ('touchpoint', None)), models.Q(('journey', None), ('touchpoint__isnull', False)), _connector='OR'), name='owner_of_a_touchpoint_or_a_journey'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='ownership_begins_before_it_ends'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('cover', None), models.Q(('cover_since__gte', models.F('since')), ('cover_since__isnull', False), models.Q(('cover_until', None), ('cover_until__gte', models.F('cover_since')), _connector='OR'), models.Q(('until', None), ('cover_until', None), ('cover_until__lte', models.F('until')), _connector='OR')), _connector='OR'), name='cover_lies_within'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('cover', None), models.Q(('cover', models.F('member')), _negated=True), _connector='OR'), name='nobody_covers_self'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', True), ('until', None), models.Q(('touchpoint', None), _negated=True)), fields=('touchpoint',), name='one_open_owner_of_a_touchpoint_everywhere'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False), ('until', None), models.Q(('touchpoint', None), _negated=True)), fields=('touchpoint', 'unit'), name='one_open_owner_of_a_touchpoint_in_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', True), ('until', None), models.Q(('journey', None), _negated=True)), fields=('journey',), name='one_open_owner_of_a_journey_everywhere'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False), ('until', None), models.Q(('journey', None), _negated=True)), fields=('journey', 'unit'), name='one_open_owner_of_a_journey_in_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='touchpointname',
            constraint=models.UniqueConstraint(fields=('organisation', 'where', 'text'), name='data_name_of_one_touchpoint'),
        ),
    ]
