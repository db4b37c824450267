"""An outbox in which nobody listens until the test says who."""

import pytest

from unified_platform.events.registry import registry


@pytest.fixture(autouse=True)
def empty_registry():
    """The test registers its own handlers and acts; the house's own come back afterwards."""
    handlers, acts = dict(registry.handlers), dict(registry.acts)
    registry.handlers.clear()
    registry.acts.clear()
    yield registry
    registry.handlers.clear()
    registry.handlers.update(handlers)
    registry.acts.clear()
    registry.acts.update(acts)


@pytest.fixture
def house_handlers(empty_registry):
    """The house's own task runner, for tests of django-tasks."""
    from unified_platform.events.handlers import TASK_KIND, handler, order_of, run, target_of

    handler(TASK_KIND, name="tasks.run", targets=target_of, order_by=order_of)(run)


@pytest.fixture
def heard():
    """What the test's handlers heard, in order."""
    return []
