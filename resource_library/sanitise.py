"""The one door through which HTML enters the library. What is not named here does not get in."""

import nh3

INLINE = {"a", "b", "br", "em", "i", "s", "strong", "sub", "sup", "u"}
TEXT = INLINE | {"p", "ul", "ol", "li", "h3", "h4", "blockquote"}
TABLE = INLINE | {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "ul", "ol", "li"}

_CELL = {"colspan", "rowspan", "scope"}
_ATTRIBUTES = {"a": {"href", "title", "linktype", "id"}, "th": _CELL, "td": _CELL}
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


def rich_text(html: str) -> str:
    """HTML of a paragraph block: inline marks, lists, links. Links keep Wagtail's own `linktype` and `id`."""
    return _clean(html, TEXT)


def table(html: str) -> str:
    """One HTML table without any look of its own."""
    return _clean(html, TABLE)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
