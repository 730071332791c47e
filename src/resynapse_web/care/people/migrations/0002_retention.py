import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import resynapse_web.care.clock


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Purged",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(default=resynapse_web.care.clock.now, editable=False, verbose_name="recorded"),
                ),
                ("patient_key", models.UUIDField(unique=True)),
                ("rows", models.JSONField()),
                ("sealed", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(default=resynapse_web.care.clock.now, editable=False, verbose_name="recorded"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("holds", models.BooleanField(verbose_name="Nothing of this record may be purged")),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("patient", "version"), name="one_hold_version")],
            },
        ),
        migrations.CreateModel(
            name="RetentionYears",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(default=resynapse_web.care.clock.now, editable=False, verbose_name="recorded"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(default="years", editable=False, max_length=8)),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="years records are kept",
                    ),
                ),
                ("reason", models.TextField(verbose_name="the law of the place, and who has looked it up")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "version"), name="one_years_version")],
            },
        ),
    ]
