"""For worker processes that tests start: the test settings with listeners that crash and dawdle."""

from unified_platform.settings.test import *  # noqa: F403 - settings modules are layered by star import

INSTALLED_APPS = [*INSTALLED_APPS, "tests.unified_platform.events.listeners"]  # noqa: F405 - from test
