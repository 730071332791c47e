from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="proxy_document",
            field=models.CharField(blank=True, max_length=200, verbose_name="document that gives the authority"),
        ),
        migrations.AddField(
            model_name="consent",
            name="proxy_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="representative"),
        ),
        migrations.AddField(
            model_name="consent",
            name="proxy_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why the patient does not sign"),
        ),
        migrations.AddField(
            model_name="consent",
            name="proxy_relation",
            field=models.CharField(blank=True, max_length=100, verbose_name="relation to the patient"),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="renew_days",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="days until consents to earlier versions have to be renewed"
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="paper",
            field=models.CharField(blank=True, max_length=200, verbose_name="where the signed paper lies"),
        ),
    ]
