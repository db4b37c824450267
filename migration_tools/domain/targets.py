"""Where each column of the closed site will stand in the new one (栏目落点)."""

from dataclasses import dataclass
from enum import StrEnum

from wagtail.models import Page

from sites.domain.columns import is_too_deep
from sites.models.pages import RESERVED

from ..columns import SourceColumn, ancestry
from ..models import MigrationProject


class TargetAction(StrEnum):
    """`CREATE` a new column, `JOIN` one of the same name that is there, `KNOWN` from an earlier run."""

    CREATE = "create"
    JOIN = "join"
    KNOWN = "known"


@dataclass(slots=True)
class Target:
    """`parent` is the folder of the column above (`/` the home page), `page_id` that of a column that exists. `lifted`
    tells that it stands higher than it did, because columns may only go so deep (R-4.3.1)."""

    path: str
    title: str
    slug: str
    parent: str
    action: TargetAction
    page_id: int | None = None
    lifted: bool = False


def targets(home: Page, host: str, columns: dict[str, SourceColumn], used: set[str]) -> dict[str, Target]:
    """One target for each column, parents before children. `used` are the folders that will have something in them:
    a column that has nothing, because those below it had to stand higher, is not made (R-2.1.10)."""
    known = _known(host)
    found: dict[str, Target] = {}
    depths: dict[str, int] = {"/": home.depth}
    taken = {"/": dict.fromkeys(RESERVED, (0, "")) | _children(home.pk)}
    for path, column in columns.items():
        parent = _deepest_parent(path, depths)
        target = _target(column, parent, known.get(path), taken[parent])
        target.lifted = parent != column.parent
        found[path] = target
        depths[path] = depths[parent] + 1
        taken[path] = _children(target.page_id) if target.page_id else {}
        taken[parent][target.slug] = (target.page_id or 0, target.title)
    for path in reversed(list(found)):
        if path not in used and all(target.parent != path for target in found.values()):
            del found[path]
    return found


def _deepest_parent(path: str, depths: dict[str, int]) -> str:
    """The nearest column above under which another level is allowed."""
    above = ["/", *ancestry(path)[:-1]]
    return next(each for each in reversed(above) if each in depths and not is_too_deep(depths[each] + 1))


def _target(column: SourceColumn, parent: str, known: int | None, taken: dict[str, tuple[int, str]]) -> Target:
    slug = column.slug
    if known:
        return Target(column.path, column.name, slug, parent, TargetAction.KNOWN, known)
    if slug in taken and taken[slug][1] == column.name and taken[slug][0]:
        return Target(column.path, column.name, slug, parent, TargetAction.JOIN, taken[slug][0])
    number = 1
    while slug in taken:
        number += 1
        slug = f"{column.slug}-{number}"
    return Target(column.path, column.name, slug, parent, TargetAction.CREATE)


def _children(page_id: int) -> dict[str, tuple[int, str]]:
    """Slug → (id, title) of the pages right below."""
    parent = Page.objects.get(pk=page_id)
    return {slug: (pk, title) for pk, slug, title in parent.get_children().values_list("pk", "slug", "title")}


def _known(host: str) -> dict[str, int]:
    """Folder → id of the column an earlier run made for it and nobody has deleted since."""
    project = MigrationProject.objects.filter(host=host).first()
    made: dict[str, int] = project.columns if project else {}
    there = set(Page.objects.filter(pk__in=made.values()).values_list("pk", flat=True))
    return {path: pk for path, pk in made.items() if pk in there}
