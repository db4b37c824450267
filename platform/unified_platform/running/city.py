"""The city that is run: `settings.CITY` names a module, so that the platform's services import nothing above them."""

from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

from django.conf import settings


class City(Protocol):
    """What the module offers."""

    def is_open(self) -> bool:
        """Whether there is a site already."""

    def addresses(self) -> list[tuple[str, str]]:
        """(label, address) of what a newcomer should see first."""

    def accounts(self) -> list[tuple[str, str, str]]:
        """(role, user name, password), one for each role."""


def city() -> City:
    module: ModuleType = import_module(settings.CITY)
    return cast(City, module)
