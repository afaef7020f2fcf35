"""On PostgreSQL each practice's rows stand behind a wall of their own."""

from typing import ClassVar

from django.db import migrations

from segue.store.walls import make_in_migration


class Migration(migrations.Migration):
    """After the triggers of 0002."""

    dependencies: ClassVar = [("store", "0002_kept_rows")]
    operations: ClassVar = [migrations.RunPython(make_in_migration, migrations.RunPython.noop)]
