"""Files for download and their names for people (附件)."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from .tree import elements, squeeze, text_of

_DOCUMENTS = ("doc", "docx", "wps", "wpt", "rtf", "pdf", "ofd", "ceb", "txt", "ppt", "pptx", "dps")
_TABLES = ("xls", "xlsx", "et", "csv")
_ARCHIVES = ("zip", "rar", "7z", "tar", "gz")
_RECORDINGS = ("mp3", "wav", "wma", "mp4", "avi", "wmv", "flv", "mov", "swf")
EXTENSIONS = frozenset((*_DOCUMENTS, *_TABLES, *_ARCHIVES, *_RECORDINGS))
NAME_LENGTH = 200

# Names that systems make up: hashes, serial numbers, W020190805358345087656 (TRS), P0201… and the like.
_MACHINE = re.compile(
    r"^(?:[0-9a-f]{12,}|[WPt]?0?\d{8,}(?:[_-]\d+)*|\d+|[0-9a-f-]{32,36}|(?:file|attach|doc|download|upload)?[_-]?\d{4,})$",
    re.IGNORECASE,
)
# Words that stand on a link without naming anything.
_EMPTY_NAME = re.compile(
    r"^[【\[(（]?(?:点击|请)?(?:此处|这里)?(?:下载|查看|打开|浏览)?(?:附件|此文件|文件|全文|详情)?[】\])）]?$"
)


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A link to a file: `href` absolute, `name` for people, with its extension."""

    href: str
    name: str


def extension(href: str) -> str:
    """The extension of a file for download, lower-cased without the dot; empty for anything else."""
    suffix = PurePosixPath(unquote(urlsplit(href).path)).suffix[1:].lower()
    return suffix if suffix in EXTENSIONS else ""


def shown_extension(link: HtmlElement) -> str:
    """A copying tool may have renamed a file it did not get; the text of the link still tells what it was."""
    return PurePosixPath(text_of(link)).suffix[1:].lower()


def is_attachment(link: HtmlElement, href: str) -> bool:
    return bool(extension(href)) or shown_extension(link) in EXTENSIONS


def name_of(link: HtmlElement, href: str, title: str = "") -> str:
    """The name people know the file by: said by the link, its title, the legend of its box, the text before it, or
    else by the `title` of the article it belongs to."""
    suffix = extension(href) or shown_extension(link)
    file_name = PurePosixPath(unquote(urlsplit(href).path, errors="replace")).name
    candidates = (text_of(link), squeeze(link.get("title", "")), _legend(link), _text_before(link), file_name, title)
    stems = [_stem(name, suffix) for name in candidates]
    best = next((stem for stem in stems if _says_something(stem)), next(filter(None, stems), "file"))
    return f"{best[: NAME_LENGTH - len(suffix) - 1]}.{suffix}" if suffix else best[:NAME_LENGTH]


def _stem(name: str, suffix: str) -> str:
    name = name.strip(" .。:：;；")
    return name[: -len(suffix) - 1].rstrip() if suffix and name.lower().endswith(f".{suffix}") else name


def _says_something(stem: str) -> bool:
    return bool(stem) and not _MACHINE.match(stem) and not _EMPTY_NAME.match(stem)


def _legend(link: HtmlElement) -> str:
    box = next(link.iterancestors("fieldset"), None)
    return next((text_of(legend) for legend in elements(box, "legend")), "") if box is not None else ""


def _text_before(link: HtmlElement) -> str:
    """`附件：2018年名单 下载` - what stands before the link in its own line."""
    before = link.getprevious()
    parent = link.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return re.sub(r"^\s*附\s*件\s*\d*\s*[:：.、]?\s*", "", squeeze(text))
