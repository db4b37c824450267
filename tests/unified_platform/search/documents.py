"""Documents for the tests of search, and a library that lives in a dict."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from unified_platform.search.documents import SearchDocument

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def document(number: int, title: str = "", body: str = "", **fields: object) -> SearchDocument:
    """A public news item of site 1 in column 10; the higher its number, the longer ago it was published."""
    facts: dict = {
        "owner_site": 1,
        "state": "live",
        "live": True,
        "sites": (1,),
        "columns": (10,),
        "published": NEW_YEAR - timedelta(days=number),
        "stamp": 1,
        "kind": "news",
    }
    return SearchDocument(id=number, title=title, body=body, **{**facts, **fields})


@dataclass
class Library:
    """A source of documents. What `before` names happens just before that document is yielded by `iterate_all`."""

    documents: dict[int, SearchDocument] = field(default_factory=dict)
    before: dict = field(default_factory=dict)

    def put(self, *documents: SearchDocument) -> None:
        self.documents.update({document.id: document for document in documents})

    def iterate_all(self):
        for number, found in list(self.documents.items()):
            if number in self.before:
                self.before.pop(number)()
            yield found

    def fetch(self, ids):
        return iter([self.documents[number] for number in ids if number in self.documents])

    def count(self) -> int:
        return len(self.documents)
