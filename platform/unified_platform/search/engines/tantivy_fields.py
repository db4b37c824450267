"""The fields of the embedded index, and an entry as a tantivy document."""

from datetime import datetime

import tantivy

from ..entry import Entry
from ..ranking import log2_weight

# Publication second and id in one number: days carry dozens of documents, and an order by date alone would let them
# change places between two pages. 2**29 ids differ; a second is kept within the years 1698 to 2242.
_ID_BITS = 29
_LATEST = 1 << 33
TOKENS = "tokens"


def schema() -> tantivy.Schema:
    """All numbers are signed: deleting by a term of an unsigned field silently deletes nothing (tantivy-py 0.27)."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("head", tokenizer_name=TOKENS, index_option="position")
    builder.add_text_field("body", tokenizer_name=TOKENS, index_option="position")
    builder.add_text_field("words", tokenizer_name=TOKENS, index_option="basic")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("state", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("owner", indexed=True)
    builder.add_integer_field("sites", indexed=True)
    builder.add_integer_field("columns", indexed=True)
    builder.add_boolean_field("live", indexed=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_float_field("recency", fast=True)
    builder.add_integer_field("stamp", fast=True)
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> tantivy.Index:
    """Tokenizers are not kept in an index; whoever opens it names them again."""
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(TOKENS, whitespace)
    return index


def tantivy_document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", entry.id)
    for name in ("head", "body", "words", "kind", "state"):
        document.add_text(name, getattr(entry, name))
    for key in entry.keys:
        document.add_text("keys", key)
    document.add_integer("owner", entry.owner)
    for name in ("sites", "columns"):
        for number in getattr(entry, name):
            document.add_integer(name, number)
    document.add_boolean("live", entry.live)
    if entry.published is not None:
        document.add_integer("published", second(entry.published))
    document.add_integer("newest", _newest(entry))
    document.add_float("recency", log2_weight(entry.recency))
    document.add_integer("stamp", entry.stamp)
    return document


def second(moment: datetime) -> int:
    """Whole seconds since 1970, within what the index can order."""
    return min(max(int(moment.timestamp() // 1), 1 - _LATEST), _LATEST - 1)


def _newest(entry: Entry) -> int:
    published = -_LATEST if entry.published is None else second(entry.published)
    return (published << _ID_BITS) | (entry.id & ((1 << _ID_BITS) - 1))
