"""Whose jobs somebody sees: her own; the information centre and the superuser see all."""

from django.db.models import QuerySet

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role

from .models import Job


def sees_all(user) -> bool:
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


def visible_jobs(user) -> QuerySet[Job]:
    return Job.objects.all() if sees_all(user) else Job.objects.filter(created_by=user)


def can_see(user, job: Job) -> bool:
    """Who sees a job may also stop it, let it go on and undo it, as far as its kind lets her."""
    return user.is_active and (job.created_by_id == user.pk or sees_all(user))
