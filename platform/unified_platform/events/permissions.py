"""Who may look into the outbox: who runs the platform, nobody who edits on it (R-1.13.6)."""

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role


def can_see_deliveries(user) -> bool:
    """Superusers and the information centre (信息中心)."""
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


def can_try_again(user) -> bool:
    """Whether `user` may put given-up deliveries back into the queue."""
    return can_see_deliveries(user)
