"""The one door through which HTML enters the library. What is not named here does not get in."""

import re

import nh3

INLINE = {"a", "b", "br", "em", "i", "s", "strong", "sub", "sup", "u"}
TEXT = INLINE | {"p", "ul", "ol", "li", "h3", "h4", "blockquote"}
TABLE = INLINE | {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "ul", "ol", "li"}

_CELL = {"colspan", "rowspan", "scope"}
# Wagtail's editor knows its paragraphs again by their block key.
_ATTRIBUTES = {"a": {"href", "title", "linktype", "id"}, "th": _CELL, "td": _CELL, "*": {"data-block-key"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# What a browser would not show or would run is dropped with its contents, not unwrapped into the text.
_DROPPED = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "svg",
    "math",
    "title",
    "textarea",
}


# Wagtail looks links to pages and files up by number when the text is saved and shown: a link with another kind or
# with anything but a number would take every page down that shows the text.
_LINK_TYPES = {"page", "document"}
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_TYPE_WITHOUT_NUMBER = re.compile(r'(<a\b(?![^>]* id="[0-9]+")[^>]*?) linktype="[a-z]+"')


def rich_text(html: str) -> str:
    """HTML of a paragraph block: inline marks, lists, links. Links keep Wagtail's own `linktype` and `id`."""
    return _clean(html, TEXT)


def table(html: str) -> str:
    """One HTML table without any look of its own."""
    return _clean(html, TABLE)


def _clean(html: str, tags: set[str]) -> str:
    clean = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return _TYPE_WITHOUT_NUMBER.sub(r"\1", clean)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _NUMBER.fullmatch(value) else None
    if name == "linktype":
        return value if value in _LINK_TYPES else None
    return value
