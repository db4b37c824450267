"""How Django learns who somebody is and what she may (settings.AUTHENTICATION_BACKENDS)."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from .models import User


class OfficeBackend(ModelBackend):
    """Rights come from offices alone (R-1.13.6): there is no right of one's own beside them, so nobody asks for it.

    Every page of the back end begins here. The person comes with her settings, and her rights in one query.
    """

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()
