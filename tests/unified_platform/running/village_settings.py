"""For processes that tests start: the demo's settings with the village instead of the city."""

from unified_platform.settings.demo import *  # noqa: F403 - settings modules are layered by star import

INSTALLED_APPS = ["tests.unified_platform.running.village", *INSTALLED_APPS]  # noqa: F405 - from demo
CITY = "tests.unified_platform.running.village.city"
