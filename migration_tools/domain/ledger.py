"""Every page and every address of the closed site gets its line (台账结算, R-1.6.3)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from django.db import transaction

from ..addresses import Address
from ..columns import without_dates
from ..enums import Outcome, Reason, Verdict
from ..media import Media, MediaKind
from ..models import OldUrl, SourceItem
from ..normalise import PageKind
from ..normalise.attachments import EXTENSIONS
from ..survey import Item
from .planning import Plan
from .writing import Writer

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """The verdict on one address. `page`, `column` and `file` name the target by key or folder; at most one is set."""

    address: Address
    verdict: Verdict
    reason: Reason = Reason.NONE
    page: str = ""
    column: str = ""
    file: str = ""


def settle(plan: Plan, writer: Writer | None, used: dict[str, Media]) -> Counter[tuple[Verdict, Reason]]:
    """Writes the lines that are missing or have changed, when there is a writer, and counts all of them.

    `used` are the pictures and files that moved in, by key.
    """
    counts: Counter[tuple[Verdict, Reason]] = Counter()
    lines = _lines(plan, used)
    while chunk := list(islice(lines, CHUNK)):
        counts.update((line.verdict, line.reason) for line in chunk)
        if writer:
            _write_lines(writer, chunk, used)
    if too_long := sum(plan.survey.address(item.url) is None for item in plan.survey.items.values()):
        counts[Verdict.DROPPED, Reason.TOO_LONG] = too_long
    if writer:
        _write_items(plan, writer)
    return counts


def _lines(plan: Plan, used: dict[str, Media]) -> Iterator[Line]:
    survey = plan.survey
    yield from _folder_lines(plan)
    for address, key in survey.by_address.items():
        if address.host != survey.host:
            continue
        if key in survey.files:
            yield _file_line(address, key, used)
        elif address == survey.address(survey.items[key].url):
            yield from _page_line(plan, address, survey.items[key])
    for address in survey.mentioned:
        if address not in survey.by_address:
            column = plan.column_for_missing(address)
            if column:
                yield Line(address, Verdict.MOVED, column=column)
            else:
                yield Line(address, Verdict.DROPPED, Reason.NOT_COPIED)


def _folder_lines(plan: Plan) -> Iterator[Line]:
    """The folder of a column whose own page the copy does not hold."""
    for path in plan.targets:
        address = plan.survey.address(f"http://{plan.survey.host}{path}")
        if address and address not in plan.survey.by_address and address not in plan.survey.mentioned:
            yield Line(address, Verdict.MOVED, column=path)


def _page_line(plan: Plan, address: Address, item: Item) -> Iterator[Line]:
    outcome, reason = plan.outcome(item)
    if item.is_text:
        if holder := plan.holder(item.key):  # else it is left for a later run
            yield Line(address, Verdict.MERGED if outcome == Outcome.MERGED else Verdict.MOVED, page=holder)
    elif outcome == Outcome.DROPPED:
        yield Line(address, Verdict.DROPPED, reason)
    elif item.kind == PageKind.REFRESH:
        end = plan.survey.key_of(item.url) or ""
        if page := plan.holder(end):
            yield Line(address, Verdict.MOVED, page=page)
        elif end in plan.survey.items:
            yield Line(address, Verdict.MOVED, column=_column(plan, plan.survey.items[end]))
        else:
            yield Line(address, Verdict.DROPPED, Reason.DEAD_END)
    else:
        yield Line(address, Verdict.MOVED, column=_column(plan, item))


def _column(plan: Plan, item: Item) -> str:
    """Where a list leads now: its column, or the nearest one above that has something to show."""
    return "/" if item.kind == PageKind.HOME else plan.nearest_column(without_dates(item.folder))


def _file_line(address: Address, key: str, used: dict[str, Media]) -> Line:
    if key in used:
        return Line(address, Verdict.MOVED, file=key)
    is_document = PurePosixPath(key).suffix[1:].lower() in EXTENSIONS
    return Line(address, Verdict.DROPPED, Reason.UNUSED if is_document else Reason.FURNITURE)


@transaction.atomic
def _write_lines(writer: Writer, lines: list[Line], used: dict[str, Media]) -> None:
    wanted = {line.address.path: _row(writer, line, used) for line in lines}
    rows = OldUrl.objects.filter(host=writer.project.host, path__in=wanted)
    known = {row.path: row for row in rows}
    OldUrl.objects.bulk_create(row for path, row in wanted.items() if path not in known)
    changed = []
    for path, row in known.items():
        if _said(row) != _said(wanted[path]):
            wanted[path].pk = row.pk
            changed.append(wanted[path])
    OldUrl.objects.bulk_update(changed, _FIELDS)


_FIELDS = ("verdict", "reason", "resource_id", "column_id", "image_id", "document_id")


def _said(row: OldUrl) -> tuple:
    return tuple(getattr(row, name) for name in _FIELDS)


def _row(writer: Writer, line: Line, used: dict[str, Media]) -> OldUrl:
    media = used.get(line.file)
    return OldUrl(
        project=writer.project,
        host=line.address.host,
        path=line.address.path,
        verdict=line.verdict,
        reason=line.reason,
        resource_id=writer.resources.get(line.page),
        column_id=writer.pages[line.column].pk if line.column else None,
        image_id=writer.store.known_image(media) if media and media.kind == MediaKind.PICTURE else None,
        document_id=writer.store.known_document(media) if media and media.kind == MediaKind.FILE else None,
    )


@transaction.atomic
def _write_items(plan: Plan, writer: Writer) -> None:
    """The lines of pages that are no resource of their own; those of the others are written with their resource."""
    known = {row.key: row for row in SourceItem.objects.filter(project=writer.project)}
    new, changed = [], []
    for item in plan.survey.items.values():
        outcome, reason = plan.outcome(item)
        if outcome == Outcome.MOVED or (item.is_text and not plan.holder(item.key)):
            continue
        resource = writer.resources.get(plan.merged.get(item.key, ""))
        row = known.get(item.key)
        if row is None:
            new.append(
                SourceItem(project=writer.project, key=item.key, outcome=outcome, reason=reason, resource_id=resource)
            )
        elif (row.outcome, row.reason, row.resource_id) != (outcome, reason, resource) and row.outcome != Outcome.MOVED:
            row.outcome, row.reason, row.resource_id = outcome, reason, resource
            changed.append(row)
    SourceItem.objects.bulk_create(new, batch_size=CHUNK)
    SourceItem.objects.bulk_update(changed, ["outcome", "reason", "resource"], batch_size=CHUNK)
