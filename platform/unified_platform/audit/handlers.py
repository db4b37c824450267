"""By the clock: what is old enough is forgotten."""

from unified_platform.events import periodic

from .retention import forget_old


@periodic(seconds=24 * 3600, name="audit.retention")
def keep_retention() -> None:
    forget_old()
