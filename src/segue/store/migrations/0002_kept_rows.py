"""The record and its like are append-only: triggers refuse to change or drop their rows."""

from typing import ClassVar

from django.db import migrations

from segue.store.triggers import make_in_migration


class Migration(migrations.Migration):
    """After the tables of 0001."""

    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make_in_migration, migrations.RunPython.noop)]
