"""Definitions get rows of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0011_notebook_and_definitions"),
        ("understand", "0003_benchmarks"),
    ]

    operations = [
        migrations.CreateModel(
            name="MetricVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("meaning", models.CharField(blank=True, default="", max_length=200)),
                ("top", models.FloatField(null=True)),
                ("clamped", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member")),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "slug", "number"), name="version_once_a_metric")],
            },
        ),
        migrations.AddField(
            model_name="metricsetting",
            name="current",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="understand.metricversion"),
        ),
    ]
