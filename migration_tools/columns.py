"""The columns of a closed site, read from its folders and trails (栏目推断)."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .normalise import Crumb, PageKind
from .survey import Item, Survey

# Folders that only sort articles by day or number: 2018-07-27, 201807, 2018/06-24, t2018, 0627.
_DATE_FOLDER = re.compile(r"^(?:t?(?:19|20)\d\d(?:[-_]?\d{1,2}){0,2}|\d{1,2}(?:[-_]\d{1,2})?|\d{4,8})$")


NAME_LENGTH = 60
# Stands for a folder that no site has.
OTHER = "/other-articles/"


@dataclass(slots=True)
class SourceColumn:
    """A column of the closed site. `path` is its folder (`/xxgk/gsgg/`), `items` the keys of its articles."""

    path: str
    name: str
    items: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return slugify(unquote(self.path.rstrip("/").rpartition("/")[2])) or "column"

    @property
    def parent(self) -> str:
        """The folder above; `/` is the site itself."""
        return self.path.rstrip("/").rpartition("/")[0] + "/"


def columns(survey: Survey) -> dict[str, SourceColumn]:
    """Every column that has an article in it or below it, parents before children, by folder."""
    names = _names(survey)
    found: dict[str, SourceColumn] = {}
    for item in survey.items.values():
        if item.is_text:
            path = column_path(survey, item)
            for above in ancestry(path):
                name = names.get(above) or _name_from_trail(item, above) or above.strip("/").rpartition("/")[2]
                found.setdefault(above, SourceColumn(above, name[:NAME_LENGTH]))
            found[path].items.append(item.key)
    return dict(sorted(found.items(), key=lambda pair: (pair[0].count("/"), pair[0])))


def column_path(survey: Survey, item: Item) -> str:
    """The folder of the column an article stood in: that of the last step of its trail, else its own without dates.

    An article that stood right under the home page goes into a column for such.
    """
    own = without_dates(item.folder)
    steps = [_folder_of(survey, crumb) for crumb in item.trail]
    above = [folder for folder in steps if len(folder) > 1 and own.startswith(folder)]
    if above:
        return above[-1]
    return own if len(own) > 1 else OTHER


def without_dates(folder: str) -> str:
    parts = [part for part in folder.split("/") if part]
    while parts and _DATE_FOLDER.match(parts[-1]):
        parts.pop()
    return f"/{'/'.join(parts)}/" if parts else "/"


def _folder_of(survey: Survey, crumb: Crumb) -> str:
    parts = urlsplit(crumb.href)
    if not survey.is_own(parts.hostname or ""):
        return ""
    last = parts.path.rpartition("/")[2]
    folder = parts.path if "." not in last else parts.path[: -len(last)]
    return without_dates(folder if folder.endswith("/") else f"{folder}/")


def ancestry(path: str) -> list[str]:
    """`/a/b/` → `/a/`, `/a/b/`."""
    parts = [part for part in path.split("/") if part]
    return [f"/{'/'.join(parts[: n + 1])}/" for n in range(len(parts))]


def _names(survey: Survey) -> dict[str, str]:
    """Folder → name, by what most trails call it; a step that leads to the folder's own page names it."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in survey.items.values():
        for crumb in item.trail:
            if folder := _folder_of(survey, crumb):
                votes[folder][crumb.name] += 1
        if item.kind in (PageKind.LIST, PageKind.SINGLE) and item.trail:
            votes[without_dates(item.folder)][item.trail[-1].name] += 1
    named = {folder: names.most_common(1)[0][0] for folder, names in votes.items() if folder != "/"}
    return {OTHER: _("Other"), **named}


def _name_from_trail(item: Item, folder: str) -> str:
    """A folder no step leads to has the name of the step that stands as deep as the folder, if the trail is as long."""
    depth, length = folder.count("/") - 1, len(ancestry(without_dates(item.folder)))
    return item.trail[depth - 1].name if len(item.trail) == length else ""
