"""A document as both engines store it."""

from dataclasses import dataclass
from datetime import datetime

from .documents import SearchDocument
from .ranking import recency, words_of_document
from .text import document_number, fold, letters, stream

# Raise it whenever an entry, a field or the stream of tokens changes: an index of another version is rebuilt.
SCHEMA = 1
# Chinese books of law reach half a million characters; what is beyond this is not indexed.
LONGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """The streams of tokens, the exact keys and the filters of one document."""

    id: int
    head: str
    body: str
    words: str
    keys: tuple[str, ...]
    kind: str
    state: str
    owner: int
    sites: tuple[int, ...]
    columns: tuple[int, ...]
    live: bool
    published: datetime | None
    recency: float
    stamp: int


def entry(document: SearchDocument) -> Entry:
    """What is indexed of `document`. A naive publication date is a ValueError."""
    published = document.published
    if published is not None and published.tzinfo is None:
        raise ValueError(f"document {document.id}: published is naive")
    numbers = (document.doc_no, document.index_no)
    head = letters("\n".join((document.title, *numbers)))
    body = letters(document.body[:LONGEST_BODY])
    return Entry(
        id=document.id,
        head=stream(head),
        body=stream(body),
        words=words_of_document(head, body),
        keys=tuple(key(number) for number in numbers if number),
        kind=document.kind,
        state=document.state,
        owner=document.owner_site,
        sites=document.sites,
        columns=document.columns,
        live=document.live,
        published=published,
        recency=recency(published),
        stamp=document.stamp,
    )


def key(number: str) -> str:
    """One form for every way to write a document number or an index number."""
    compact = "".join(number.split())
    return fold(document_number(compact) or compact)
