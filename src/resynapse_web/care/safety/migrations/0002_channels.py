from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="channeltested",
            name="channel",
            field=models.CharField(default="e-mail", max_length=20),
        ),
    ]
