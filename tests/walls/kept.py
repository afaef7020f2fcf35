"""What the tables hold, in figures: how many rows, and how often they were written."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connection

# A wrong code is counted, that it was counted is remembered, and a session may begin: none of it is a person's word.
COUNTED = {"store_linktry", "store_linkcode"}


def kept(*, but: frozenset[str] = frozenset()) -> Mapping[str, tuple[int, int]]:
    """For each table its rows and the sum of their versions; one statement."""
    left_out = COUNTED | but
    tables = {
        model._meta.db_table: any(field.name == "version" for field in model._meta.fields)
        for model in apps.get_app_config("store").get_models()
        if model._meta.db_table not in left_out
    }
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum({'version' if has_version else '0'}), 0) FROM {table}"  # noqa: S608
        for table, has_version in sorted(tables.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (int(rows), int(written)) for table, rows, written in cursor.fetchall()}
