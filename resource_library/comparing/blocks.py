"""The text of two versions, block by block: which stayed, changed, moved, went or came."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.utils.text import text_from_html

from ..media.addresses import picture_address
from . import markup, words

SIZE = "max-400x400"
State = Literal["same", "changed", "gone", "new"]


@dataclass(frozen=True)
class Block:
    """One block of the newer text, or of the older one where it went; `count` blocks that stayed as they were."""

    state: State
    label: str
    html: SafeString | str = ""
    moved: bool = False
    count: int = 1


def compare(old: StreamValue, new: StreamValue) -> list[Block]:
    """Every block of both, in the order of the newer text; runs of unchanged ones are counted, not shown."""
    ours, theirs = list(old), list(new)
    partners = _partners(ours, theirs)
    moved = _moved([partners[n] for n in range(len(theirs)) if n in partners])
    found = [
        _block(ours[partners[n]] if n in partners else None, each, n, partners, moved) for n, each in enumerate(theirs)
    ]
    return _counted(_with_those_gone(found, ours, theirs, partners))


def _block(one: Any, other: Any, place: int, partners: dict[int, int], moved: set[int]) -> Block:
    label = str(other.block.label)
    if one is None:
        return Block("new", label, words.came(_shown(other)))
    has_moved = partners[place] in moved
    if _raw(one) == _raw(other):
        return Block("same", label, _shown(other) if has_moved else "", has_moved)
    return Block("changed", label, _difference(one, other), has_moved)


def _partners(ours: list, theirs: list) -> dict[int, int]:
    """Place in the newer text → place in the older one: the same id, else the same content, else what is alike."""
    partners: dict[int, int] = {}
    free = set(range(len(ours)))
    for same in (_same_id, _same_content, _alike):
        for n, other in enumerate(theirs):
            if n in partners:
                continue
            match = next(
                (m for m in sorted(free) if ours[m].block_type == other.block_type and same(ours[m], other)), None
            )
            if match is not None:
                partners[n] = match
                free.discard(match)
    return partners


def _same_id(one: Any, other: Any) -> bool:
    return bool(one.id) and one.id == other.id


def _same_content(one: Any, other: Any) -> bool:
    return _raw(one) == _raw(other)


def _alike(one: Any, other: Any) -> bool:
    return words.similar(_text(one), _text(other))


def _moved(order: list[int]) -> set[int]:
    """Which of the older places stand out of order: all but the longest run that kept its order."""
    ends: list[int] = []
    chains: list[list[int]] = []
    for place in order:
        at = bisect_left(ends, place)
        chain = [*(chains[at - 1] if at else []), place]
        ends[at : at + 1] = [place]
        chains[at : at + 1] = [chain]
    return set(order) - set(chains[-1] if chains else [])


def _with_those_gone(found: list[Block], ours: list, theirs: list, partners: dict[int, int]) -> list[Block]:
    """What is only in the older text stands behind the block it stood behind."""
    place_of = {old: new for new, old in partners.items()}
    behind: dict[int, list[Block]] = {}
    last = -1
    for n, block in enumerate(ours):
        if n in place_of:
            last = place_of[n]
        else:
            behind.setdefault(last, []).append(Block("gone", str(block.block.label), words.gone(_shown(block))))
    together = list(behind.get(-1, []))
    for n, block in enumerate(found):
        together += [block, *behind.get(n, [])]
    return together


def _counted(found: list[Block]) -> list[Block]:
    counted: list[Block] = []
    for block in found:
        if block.state == "same" and not block.moved:
            if counted and counted[-1].state == "same" and not counted[-1].moved:
                counted[-1] = Block("same", "", count=counted[-1].count + 1)
            else:
                counted.append(Block("same", "", count=1))
        else:
            counted.append(block)
    return counted


def _raw(child: Any) -> Any:
    return child.block.get_prep_value(child.value)


def _text(child: Any) -> str:
    if child.block_type == "paragraph":
        return "\n".join(markup.paragraphs(child.value.source))
    return str(_raw(child)) if child.block_type != "picture" else f"{_number(child.value.get('image'))}"


# One block, alone or beside its other version. What is not known here is read as plain words.


def _shown(child: Any) -> SafeString | str:
    """The words of one block, for one that stands alone."""
    value = child.value
    if child.block_type == "paragraph":
        return _lines(markup.paragraphs(value.source))
    if child.block_type == "picture":
        return format_html("{} {}", _picture(value.get("image")), value.get("caption") or "")
    if child.block_type == "table":
        return format_html("{}{}", value.get("caption") or "", _table(markup.rows(value["html"]), None))
    if child.block_type == "recording":
        return format_html(
            "{} {} {}", _title(value.get("file")), value.get("caption") or "", value.get("transcript") or ""
        )
    if isinstance(value, str):
        return value
    return text_from_html(child.block.render_basic(value))


def _difference(one: Any, other: Any) -> SafeString | str:
    known: dict[str, Callable[[Any, Any], SafeString | str]] = {
        "paragraph": lambda a, b: rich(a.source, b.source),
        "heading": lambda a, b: words.html(str(a), str(b)),
        "quote": lambda a, b: words.html(str(a), str(b)),
        "picture": _pictures,
        "table": _tables,
        "recording": _recordings,
    }
    if show := known.get(one.block_type):
        return show(one.value, other.value)
    return words.html(_plain(one), _plain(other))


def _plain(child: Any) -> str:
    return text_from_html(child.block.render_basic(child.value))


def _lines(found: list[str]) -> SafeString:
    return format_html_join("", '<span class="diff-line">{}</span>', ((line,) for line in found))


def rich(old: str, new: str) -> SafeString:
    """Two texts with marks: paragraph by paragraph, and inside a changed one word by word."""
    ours, theirs = markup.paragraphs(old), markup.paragraphs(new)
    if ours == theirs:
        return format_html('<p class="quiet">{}</p>', _("Only the look has changed: bold, italics, headings or lists."))
    rows = []
    for pair in words.paired(ours, theirs, str, words.similar):
        if pair.old is None:
            rows.append(words.came(pair.new))
        elif pair.new is None:
            rows.append(words.gone(pair.old))
        else:
            rows.append(words.html(pair.old, pair.new))
    return format_html_join("", "<p>{}</p>", ((row,) for row in rows))


def _pictures(one: Any, other: Any) -> SafeString:
    old, new = one.get("image"), other.get("image")
    parts: list[SafeString | str] = []
    if _number(old) != _number(new):
        parts.append(pictures_beside(old, new))
    else:
        parts.append(_picture(new))
    alts = [getattr(image, "contextual_alt_text", "") or "" if image else "" for image in (old, new)]
    if alts[0] != alts[1]:
        parts.append(_named(_("Alternative text"), words.html(*alts)))
    captions = [one.get("caption") or "", other.get("caption") or ""]
    if captions[0] != captions[1]:
        parts.append(_named(_("Caption"), words.html(*captions)))
    return format_html_join("", "{}", ((part,) for part in parts))


def pictures_beside(old: Any, new: Any) -> SafeString:
    """The older picture and the newer one next to each other."""
    return format_html(
        '<div class="diff-pictures"><figure><figcaption>{}</figcaption>{}</figure>'
        "<figure><figcaption>{}</figcaption>{}</figure></div>",
        _("Before"),
        words.gone(_picture(old)) if old else _("None"),
        _("After"),
        words.came(_picture(new)) if new else _("None"),
    )


def _picture(image: Any) -> SafeString | str:
    if image is None:
        return _("(a picture that is gone)")
    return format_html(
        '<img class="diff-picture" src="{}" alt="{}" loading="lazy">', picture_address(image.pk, SIZE), image.title
    )


def _number(image: Any) -> int | None:
    return image.pk if image else None


def _recordings(one: Any, other: Any) -> SafeString:
    parts = []
    if _number(one.get("file")) != _number(other.get("file")):
        parts.append(_named(_("File"), words.swapped(_title(one.get("file")), _title(other.get("file")))))
    for name, label in (("caption", _("Caption")), ("transcript", _("Transcript"))):
        old, new = one.get(name) or "", other.get(name) or ""
        if old != new:
            parts.append(_named(label, words.html(old, new)))
    return format_html_join("", "{}", ((part,) for part in parts))


def _title(file: Any) -> str:
    return str(file.title) if file else ""


def _named(label: str, what: SafeString) -> SafeString:
    return format_html("<p><strong>{}</strong> {}</p>", label, what)


def _tables(one: Any, other: Any) -> SafeString:
    old, new = one.get("caption") or "", other.get("caption") or ""
    caption = _named(_("Caption"), words.html(old, new)) if old != new else ""
    return format_html("{}{}", caption, _table(markup.rows(one["html"]), markup.rows(other["html"])))


def _table(old: list[markup.Row], new: list[markup.Row] | None) -> SafeString:
    """A table as it is, or with its changes cell by cell; rows that are alike stand for each other."""
    if new is None:
        pairs = [words.Pair(row, row) for row in old]
    else:
        pairs = words.paired(old, new, lambda row: tuple(row.cells), _alike_rows)
    body = format_html_join("", "<tr>{}</tr>", ((_row(pair),) for pair in pairs))
    return format_html('<div class="diff-table"><table>{}</table></div>', body)


def _alike_rows(one: markup.Row, other: markup.Row) -> bool:
    shared = sum(a == b for a, b in zip(one.cells, other.cells, strict=False))
    return shared * 2 >= min(len(one.cells), len(other.cells)) or words.similar(
        " ".join(one.cells), " ".join(other.cells)
    )


def _row(pair: words.Pair) -> SafeString:
    row = pair.new or pair.old
    tag = "th" if row.is_head else "td"
    cells: list[SafeString | str]
    if pair.old is None:
        cells = [words.came(cell) for cell in row.cells]
    elif pair.new is None:
        cells = [words.gone(cell) for cell in row.cells]
    else:
        cells = _cells(pair.old.cells, pair.new.cells)
    return format_html_join("", f"<{tag}>{{}}</{tag}>", ((cell,) for cell in cells))


def _cells(old: list[str], new: list[str]) -> list[SafeString | str]:
    """Cell by cell; where a column went or came, those that are the same stand for each other."""
    found: list[SafeString | str] = []
    pairs = words.paired(old, new, str, lambda a, b: len(old) == len(new) or words.similar(a, b))
    for pair in pairs:
        if pair.old is None:
            found.append(words.came(pair.new))
        elif pair.new is None:
            found.append(words.gone(pair.old))
        else:
            found.append(words.html(pair.old, pair.new))
    return found
