"""Pieces of text become blocks as the library's editor would have made them (正文块)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape

from resource_library import sanitise

from . import inline
from .losses import Losses, LossKind
from .pieces import Cell, Listing, Paragraph, Picture, Piece, Quote, Table

HEADING_LENGTH = 60  # characters; a longer centred line is text
CAPTION_LENGTH = 80
# A heading split over several centred lines is put together again to see whether it repeats the title.
TITLE_LINES = 6

_SENTENCE_END = re.compile(r"[。；！？，、]$")
_NO_HEADING = re.compile(
    r"^[（(]?(?:19|20|二[〇○0０]).{0,20}[日号年）)]$|"  # a date
    r"[〔\[［(（【](?:19|20)\d\d[〕\]］)）】].{0,4}\d+\s*号|"  # a document number
    r"^[\W\d_]+$|^附件?\s*[:：\d]|^\S{0,12}[:：]\s*\S"
)
_NUMBERED_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章节编]|[（(][一二三四五六七八九十]{1,3}[）)])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the library's StreamField. `value` is text, HTML, or for a picture and a table a dict:
    {"src", "alt", "caption"} with `src` still the old address; {"html", "caption"}."""

    type: str
    value: str | dict[str, str]


def build(pieces: list[Piece], title: str, losses: Losses) -> list[Block]:
    """Blocks in reading order. All HTML in them has been through the library's sanitiser."""
    kept = _with_captions(_without_title(pieces, title, losses))
    return list(_blocks(kept))


def _blocks(pieces: Iterable[Piece]) -> Iterator[Block]:
    html: list[str] = []
    for piece in pieces:
        if isinstance(piece, Listing) or (isinstance(piece, Paragraph) and not is_heading(piece)):
            html.append(_list_html(piece) if isinstance(piece, Listing) else f"<p>{inline.to_html(piece.runs)}</p>")
            continue
        if html:
            yield Block("paragraph", sanitise.rich_text("".join(html)))
            html = []
        yield _single(piece)
    if html:
        yield Block("paragraph", sanitise.rich_text("".join(html)))


def _single(piece: Piece) -> Block:
    if isinstance(piece, Paragraph):
        return Block("heading", inline.plain(piece.runs))
    if isinstance(piece, Picture):
        return Block("picture", {"src": piece.src, "alt": piece.alt, "caption": piece.caption})
    if isinstance(piece, Table):
        return Block("table", {"html": sanitise.table(_table_html(piece)), "caption": piece.caption})
    assert isinstance(piece, Quote)  # noqa: S101 - the union's last member
    return Block("quote", piece.text)


def is_heading(paragraph: Paragraph) -> bool:
    """A heading element, a short centred line, or a numbered line that is bold throughout."""
    text = inline.plain(paragraph.runs)
    if len(text) > HEADING_LENGTH or _SENTENCE_END.search(text) or _NO_HEADING.search(text):
        return False
    if any(run.href for run in paragraph.runs):
        return False
    bold = all("strong" in run.marks for run in paragraph.runs if run.text.strip())
    return bool(paragraph.level or paragraph.centred or (bold and _NUMBERED_HEADING.match(text)))


def _without_title(pieces: list[Piece], title: str, losses: Losses) -> list[Piece]:
    """The library shows the title itself; a text that begins with it again would show it twice."""
    wanted = _bare(title)
    for start in range(min(len(pieces), 3)):
        said = ""
        for end in range(start, min(start + TITLE_LINES, len(pieces))):
            piece = pieces[end]
            if not isinstance(piece, Paragraph) or any(run.href for run in piece.runs):
                break
            said += _bare(inline.plain(piece.runs))
            if said and said == wanted:
                losses.add(LossKind.REPEATED_TITLE, title)
                return pieces[:start] + pieces[end + 1 :]
            if not wanted.startswith(said):
                break
    return pieces


def _bare(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)


def _with_captions(pieces: list[Piece]) -> list[Piece]:
    """A short centred line right below a picture belongs to it."""
    out: list[Piece] = []
    for piece in pieces:
        above = out[-1] if out else None
        if isinstance(piece, Paragraph) and isinstance(above, Picture) and not above.caption and _is_caption(piece):
            above.caption = inline.plain(piece.runs)
        else:
            out.append(piece)
    return out


def _is_caption(paragraph: Paragraph) -> bool:
    text = inline.plain(paragraph.runs)
    linked = any(run.href for run in paragraph.runs)
    return paragraph.centred and not paragraph.level and not linked and len(text) <= CAPTION_LENGTH


def _list_html(listing: Listing) -> str:
    tag = "ol" if listing.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{inline.to_html(item)}</li>' for item in listing.items)}</{tag}>"


def _table_html(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(_cell_html(cell) for cell in row)}</tr>" for row in table.rows)
    return f"<table><tbody>{rows}</tbody></table>"


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    spans = {"colspan": cell.colspan, "rowspan": cell.rowspan}
    said = "".join(f' {name}="{escape(count)}"' for name, count in spans.items() if count > 1)
    return f"<{tag}{said}>{inline.to_html(cell.runs)}</{tag}>"
