"""What versions under way say: changed in place where a change of the row alone would be undone by the next save.

The editor's form reads the newest version, not the row. So an act that changes metadata of a resource past the editor
changes the newest version too; older ones stay what they were.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Func, JSONField, Value
from wagtail.models import Revision


class _Patched(Func):
    """A JSON object with some of its top-level values replaced. Values only: no null, no nested object."""

    output_field = JSONField()
    arity = 2

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="(%(expressions)s::jsonb)", arg_joiner=" || ", **context)

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, function="json_patch", **context)


def patch(revisions: Sequence[int], values: Mapping[str, Any]) -> None:
    """Replace `values` in the content of these versions. One statement; no content is loaded."""
    if revisions:
        told = Value(json.dumps(values, ensure_ascii=False))
        Revision.objects.filter(pk__in=revisions).update(content=_Patched(F("content"), told))


def said_in(revisions: Sequence[int], *names: str) -> dict[int, tuple[Any, ...]]:
    """Revision id → these top-level values of its content, and nothing else of it."""
    rows = Revision.objects.filter(pk__in=revisions).values_list("pk", *(f"content__{name}" for name in names))
    return {pk: tuple(values) for pk, *values in rows}
