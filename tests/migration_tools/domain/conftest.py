"""A closed town and the district it moves into."""

import pytest

from migration_tools.domain import make_plan, run
from migration_tools.sources.mirror import MirrorSource
from tests.factories import sites
from tests.factories.migration_tools import town


@pytest.fixture
def district(db):
    return sites.site("xuanwu")


@pytest.fixture
def move(district, tmp_path):
    """Moves the town into the district; `changes` are those of the factory, `options` those of plan and run."""

    def moved(dry_run: bool = False, limit: int | None = None, **changes):
        folder = town(tmp_path / f"town{len(list(tmp_path.iterdir()))}", **changes)
        return run(make_plan(MirrorSource(folder), district, name="老镇人民政府网", limit=limit), dry_run=dry_run)

    return moved
