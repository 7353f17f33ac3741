from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("understand", "0005_versions_keep_their_numbers")]

    operations = [migrations.RemoveField(model_name="metricsetting", name="version")]
