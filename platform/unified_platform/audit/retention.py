"""How long lines are kept: by the rule table, and never less than the law says (R-1.13.7)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from unified_platform.rules import domain as rules

from .models import AuditEntry

RULE = "log-days"
# The law's own number, below which no rule goes; the database refuses younger rows too.
LEAST_DAYS = 183
_CHUNK = 5000


def forget_old() -> int:
    """清理: remove what is older than the rule says; how many lines. Raises ValueError for a rule below the law."""
    days = rules.value(RULE)
    if days < LEAST_DAYS:
        raise ValueError(f"the rule {RULE} says {days} days; the law says at least {LEAST_DAYS}")
    before = timezone.now() - timedelta(days=days)
    total = 0
    while removed := _forget_some(before):
        total += removed
    return total


def _forget_some(before) -> int:
    """Past the model, which refuses every deletion: this is the one place that may."""
    old = AuditEntry.objects.filter(at__lt=before).order_by("pk").values("pk")[:_CHUNK]
    with transaction.atomic(), connection.cursor() as cursor:
        ids = [row["pk"] for row in old]
        if ids:
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(f"DELETE FROM {AuditEntry._meta.db_table} WHERE id IN ({marks})", ids)  # noqa: S608 - placeholders
    return len(ids)
