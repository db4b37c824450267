"""Long texts are stored compressed; LZ4 takes less time for it than PostgreSQL's own way, above all when they are read.

What is stored already stays as it is until it is written again. Nothing happens where the server knows no LZ4.
"""

from django.db import migrations


def _compress(method):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT %s = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'", [method])
            known = cursor.fetchone()
        if known and known[0]:
            table = schema_editor.quote_name(apps.get_model("resource_library", "Resource")._meta.db_table)
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN body SET COMPRESSION {method}")

    return alter


class Migration(migrations.Migration):
    dependencies = [("resource_library", "0010_redundant_indexes")]

    operations = [migrations.RunPython(_compress("lz4"), _compress("pglz"))]
