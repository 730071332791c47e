from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("treatments", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="thresholdset",
            name="oxygen_not_measured",
            field=models.BooleanField(
                default=False,
                verbose_name="Oxygen saturation is not measured before a dose of this product in the office",
            ),
        ),
    ]
