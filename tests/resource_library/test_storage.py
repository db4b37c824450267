"""How texts lie in the database."""

import pytest
from django.db import connection

from resource_library.models import Resource

pytestmark = pytest.mark.django_db


def test_long_texts_are_compressed_by_the_quick_way_where_the_server_knows_it():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite does not compress")
    with connection.cursor() as cursor:
        cursor.execute("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
        [known] = cursor.fetchone()
        cursor.execute(
            "SELECT attcompression FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'body'",
            [Resource._meta.db_table],
        )
        [used] = cursor.fetchone()

    assert used == ("l" if "lz4" in known else "")
