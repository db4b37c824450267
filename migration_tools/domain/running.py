"""A migration from beginning to end (执行迁移). A dry run goes the same way and writes nothing."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from resource_library.models import Placement, Resource
from unified_platform.bulk import analyze

from ..enums import Action, Outcome
from ..models import SourceItem
from ..report import Report
from ..survey import Item
from .ledger import settle
from .planning import Plan
from .preparing import Prepared, prepare
from .writing import Writer, finish, open_ledger, write_batch

BATCH = 50


def run(plan: Plan, *, dry_run: bool = False, on_item: Callable[[Item], None] = lambda item: None) -> Report:
    """Moves what the plan says, batch by batch, each in its own transaction. Interrupted anywhere and run again it
    ends where one clean run would have; run twice it changes nothing the second time."""
    report = Report(plan, dry_run=dry_run)
    writer = None if dry_run else open_ledger(plan)
    for items in _batches(plan.texts()):
        rows = _rows(plan, items)
        batch = []
        for item in items:
            prepared = prepare(plan, item)
            action = decide_action(prepared, rows.get(item.key))
            batch.append((prepared, action, rows.get(item.key)))
            report.add(prepared, action)
            on_item(item)
        if writer:
            write_batch(writer, batch)
    if writer:
        _finish_all(writer)
        analyze(Resource, Placement)
        report.addresses = dict(writer.urls)
    report.old_urls = settle(plan, writer, report.media)
    return report


def decide_action(prepared: Prepared, row: SourceItem | None) -> Action:
    """What this run does with a page. What was edited or taken down here is never overwritten."""
    if row is None or row.outcome != Outcome.MOVED:
        return Action.CREATED
    if row.row_hash in ("", prepared.row_hash):  # "" waits for its links only
        return Action.UNCHANGED
    resource = row.resource
    if resource is None or not resource.live or resource.has_unpublished_changes:
        return Action.CONFLICT
    return Action.UPDATED if resource.content_hash == row.written_hash else Action.CONFLICT


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _rows(plan: Plan, items: Iterable[Item]) -> dict[str, SourceItem]:
    keys = [item.key for item in items]
    rows = SourceItem.objects.filter(project__host=plan.survey.host, key__in=keys).select_related("resource")
    return {row.key: row for row in rows}


def _finish_all(writer: Writer) -> None:
    waiting = SourceItem.objects.filter(
        project=writer.project, outcome=Outcome.MOVED, row_hash="", resource__isnull=False
    ).select_related("resource")
    for row in list(waiting):
        item = writer.plan.survey.items.get(row.key)
        edited = row.resource is None or row.resource.content_hash != row.written_hash
        if item is not None and row.key not in writer.plan.left and not edited:
            finish(writer, prepare(writer.plan, item), row)
