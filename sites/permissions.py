"""What may be done with a page of a site."""

from wagtail.models import PagePermissionTester


class PublicPagePermissions(PagePermissionTester):
    """Whoever keeps the columns of a site adds and changes them. What would break public addresses is nobody's but a
    superuser's: moving, copying, deleting."""

    def can_move(self):
        return self.user.is_superuser and super().can_move()

    def can_copy(self):
        return self.user.is_superuser and super().can_copy()

    def can_delete(self, *args, **kwargs):
        return self.user.is_superuser and super().can_delete(*args, **kwargs)
