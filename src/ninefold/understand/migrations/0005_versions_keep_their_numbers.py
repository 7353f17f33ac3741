"""A version that only a new target had made keeps its number.

By itself: PostgreSQL changes no table in the transaction that has changed its rows.
"""

from typing import Any

from django.db import migrations


def keep_numbers(apps: Any, _schema_editor: Any) -> None:
    setting_model = apps.get_model("understand", "MetricSetting")
    version_model = apps.get_model("understand", "MetricVersion")
    for setting in setting_model.objects.filter(version__gt=1):
        for number in range(2, setting.version + 1):
            setting.current = version_model.objects.create(
                organisation=setting.organisation,
                slug=setting.slug,
                number=number,
                reason="The target was changed.",
                made_at=setting.changed_at,
            )
        setting.save(update_fields=["current"])


class Migration(migrations.Migration):

    dependencies = [("understand", "0004_metric_versions")]

    operations = [migrations.RunPython(keep_numbers, migrations.RunPython.noop)]
