"""People."""

import factory

from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.Sequence(lambda n: f"测试员{n}")
    password = factory.django.Password("correct-horse-battery")


def person(role: Role, site=None, **fields) -> User:
    """Somebody who holds `role` on `site`; may sign in with `correct-horse-battery`."""
    user = UserFactory(**fields)
    assign(user, role, site)
    return user
