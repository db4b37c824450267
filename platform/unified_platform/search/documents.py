"""What the search service knows of a document: a value, whatever model it came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One document of the library as search sees it.

    `id` identifies it, zero or greater. `title`, `body` are plain text (`text.plain_text` makes it). `doc_no` is the
    document number (文号), `index_no` the index number (索引号). `owner_site` owns it; `sites` show it publicly now and
    `columns` carry it there. `live` is whether anybody outside may see it. `published` is aware or None. `stamp` never
    falls while a document changes; a write with a lower one than the index holds is refused.
    """

    id: int
    title: str
    body: str
    owner_site: int
    state: str
    live: bool
    sites: tuple[int, ...]
    columns: tuple[int, ...]
    published: datetime | None
    stamp: int
    doc_no: str = ""
    index_no: str = ""
    kind: str = ""
