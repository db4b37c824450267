"""How many resources use each class (使用数).

Counted for all classes at once, in six queries whatever their number, and kept: on a million resources that is seconds
of work, which no page waits for. The worker counts when something has changed since it last did.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from ..models import Resource, Term, TermUsage, Vocabulary
from .classification import SINGLE_FIELDS

# What disappears leaves no later change behind, so now and then everything is counted anyway.
AT_LEAST = timedelta(days=1)


def counted_at():
    """When the classes were counted last; None when they never were."""
    return TermUsage.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()


def recount_if_changed() -> bool:
    """Count again when a resource or a class has changed since; whether it did. Two short queries when not."""
    last = counted_at()
    if last is not None and last > timezone.now() - AT_LEAST:
        newest = Resource.objects.order_by("-updated_at", "-pk").values_list("updated_at", flat=True).first()
        if newest is None or newest < last:
            return False
    recount()
    return True


@transaction.atomic
def recount() -> None:
    """统计使用数: for every class the resources that use it, and those that use it or something below it.

    A resource counts once for a class, whether it names it as its primary class, among the further ones, or by
    several classes below it.
    """
    # The moment before: what changes while we count is counted again the next time.
    now = timezone.now()
    primary = _primary()
    own, total = Counter(primary), _summed_up(primary)
    own.update(_further_own())
    total.update(_further_total())
    rows = [
        TermUsage(term_id=pk, own=own[pk], total=total[pk], counted_at=now)
        for pk in Term.objects.order_by("pk").values_list("pk", flat=True)
    ]
    TermUsage.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["term"],
        update_fields=["own", "total", "counted_at"],
    )


def _primary() -> Counter[int]:
    """Resources by primary class. Each vocabulary has one field, so nothing is counted twice; its index answers."""
    found: Counter[int] = Counter()
    for name in SINGLE_FIELDS.values():
        rows = Resource.objects.exclude(**{name: None}).order_by().values(name).annotate(uses=Count("*"))
        found.update(dict(rows.values_list(name, "uses")))
    return found


def _summed_up(primary: Counter[int]) -> Counter[int]:
    """For every class the sum over itself and what lies below. A resource has one primary class in each vocabulary."""
    parents = dict(Term.objects.values_list("pk", "parent_id"))
    total: Counter[int] = Counter()
    for pk, count in primary.items():
        above: int | None = pk
        passed: set[int] = set()
        while above and above not in passed:
            passed.add(above)
            total[above] += count
            above = parents.get(above)
    return total


def _further_own() -> dict[int, int]:
    """Resources by further class, without those that have it as their primary class as well."""
    links = Resource.terms.through.objects.order_by()
    for name in SINGLE_FIELDS.values():
        links = links.exclude(**{f"resource__{name}": F("term_id")})
    return dict(links.values("term_id").annotate(uses=Count("*")).values_list("term_id", "uses"))


def _further_total() -> dict[int, int]:
    """For every class the resources that have it, or one below it, among their further classes and not already as
    their primary class or above that. One pass over the links; `up` pairs each class with those above it."""
    cases = " ".join(f"WHEN %s THEN r.{_column(name)}" for name in SINGLE_FIELDS.values())
    links = Resource.terms.through._meta.db_table
    # Table and column names are the models' own; values are parameters.
    statement = f"""
        WITH RECURSIVE up (term, above, vocabulary) AS (
            SELECT id, id, vocabulary_id FROM {Term._meta.db_table}
            UNION
            SELECT up.term, t.parent_id, up.vocabulary FROM up JOIN {Term._meta.db_table} t ON t.id = up.above
            WHERE t.parent_id IS NOT NULL
        )
        SELECT up.above, COUNT(DISTINCT m.resource_id)
        FROM {links} m
        JOIN up ON up.term = m.term_id
        JOIN {Resource._meta.db_table} r ON r.id = m.resource_id
        LEFT JOIN up main ON main.above = up.above AND main.term = CASE up.vocabulary {cases} END
        WHERE main.term IS NULL
        GROUP BY up.above
    """  # noqa: S608 - see above
    vocabularies = dict(Vocabulary.objects.values_list("code", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(statement, [vocabularies.get(code, 0) for code in SINGLE_FIELDS])
        return dict(cursor.fetchall())


def _column(name: str) -> str:
    field: Any = Resource._meta.get_field(name)
    return connection.ops.quote_name(field.column)
