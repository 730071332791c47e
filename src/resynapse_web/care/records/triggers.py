"""The database refuses to change or delete what was recorded, whoever asks.

The classes in `entry.py` refuse first, with a better sentence; these triggers hold when someone goes around them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only: % of % is refused', TG_OP, TG_TABLE_NAME; END
$$ LANGUAGE plpgsql
"""


def tables() -> list[str]:
    """Tables whose rows are never changed: every `Entry`, and the audit."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def statements(vendor: str, table: str) -> Iterator[str]:
    """SQL that makes the triggers of one table, again and again without harm."""
    if vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{event.lower()}" BEFORE {event} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {event} of {table} is refused'); END"
            )
        return
    yield f'DROP TRIGGER IF EXISTS no_change ON "{table}"'
    yield f'CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION refuse_change()'
    yield f'DROP TRIGGER IF EXISTS no_truncate ON "{table}"'
    yield (
        f'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'
    )


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers of one table away; only a purge does, in the transaction in which it puts them back."""
    names = {"sqlite": ("{}_no_update", "{}_no_delete"), "postgresql": ("no_change", "no_truncate")}[connection.vendor]
    with connection.cursor() as cursor:
        for name in names:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name.format(table)}"{on}')


def put_back(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the triggers of one table again."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor, table):
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of every append-only table that exists."""
    present = set(connection.introspection.table_names())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_FUNCTION)
    for table in tables():
        if table in present:
            put_back(connection, table)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Append-only tables without their triggers; empty when all is well."""
    query = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgenabled = 'O'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {(table, name) for table, name in cursor.fetchall()}
    ends = {"sqlite": ("{}_no_update", "{}_no_delete"), "postgresql": ("no_change", "no_truncate")}[connection.vendor]
    return [table for table in tables() if not all((table, end.format(table)) in found for end in ends)]


def in_migration() -> migrations.RunPython:
    """A step of a migration that makes the triggers of the tables made so far."""
    return migrations.RunPython(lambda _, editor: install(editor.connection), migrations.RunPython.noop)
