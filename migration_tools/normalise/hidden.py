"""Parts of a page that run or that nobody is meant to see (脚本、暗链): taken out before anything is read.

A hacked site carries links for search engines in boxes that people do not see. They must not move house.
"""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from .losses import Losses, LossKind
from .tree import drop, elements, text_of

_ZERO = r"0+(?:\.0+)?(?:px|pt|em|rem|%)?"
_END = r"\s*(?:!important\s*)?(?:;|$)"
# Never seen, whatever is in it.
_HIDDEN = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
# Usually not seen; templates also use these for honest ends, so they count only for boxes of foreign links.
_SHRUNK = re.compile(
    r"(?<![\w-])(?:"
    rf"opacity\s*:\s*{_ZERO}{_END}"
    rf"|(?:font-size|(?:max-|line-)?height|(?:max-)?width)\s*:\s*(?:{_ZERO}|1(?:px|pt)?){_END}"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}"
    r"|margin(?:-left|-top)?\s*:\s*(?:\S+\s+)*-\d{4,}"
    r"|clip\s*:\s*rect\(0)",
    re.IGNORECASE,
)
_HIDES_BY_ID = re.compile(
    r"""getElementById\(\s*["']([\w:.-]+)["']\s*\)\s*\.style\.(?:display|visibility)\s*=\s*["'](?:none|hidden)["']"""
)
_WRITES_HIDDEN_BOX = re.compile(
    r"""document\.write(?:ln)?\(.{0,200}?<\w+[^>]*(?:display\s*:\s*none|-\d{3,}px)""", re.IGNORECASE | re.DOTALL
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MEDIA = re.compile(r"@[\w-]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE_SELECTOR = re.compile(r"^\s*(?:\w+)?([#.])([\w-]+)\s*$")

PLUGINS = ("object", "embed", "applet", "audio", "video", "canvas", "svg", "math")
FIELDS = ("input", "button", "select", "textarea")


def clean(root: HtmlElement, host: str, losses: Losses) -> None:
    """Takes scripts, event handlers, hidden parts and forms out of the tree. `host` is the closed site's own."""
    suspects = _selectors_hidden_elsewhere(root)
    _drop_written_boxes(root, host, losses)
    for element in list(elements(root)):
        if element.tag in ("html", "body", "head") or element.getparent() is None:
            continue
        if _is_hidden(element) or (_is_suspect(element, suspects) and _is_link_box(element, host)):
            _report_hidden(element, host, losses)
            drop(element)
    _drop_scripts(root, host, losses)
    _drop_handlers(root, losses)
    _drop_fields(root, losses)


def foreign_links(element: HtmlElement, host: str) -> list[str]:
    """Addresses inside the element that lead to another organisation's host."""
    found = (link.get("href", "") for link in elements(element, "a", "area"))
    return [href for href in found if is_foreign(href, host)]


def is_foreign(href: str, host: str) -> bool:
    """Does the address lead outside the site, its sister hosts and the government's own name space?"""
    try:
        netloc = urlsplit(href.strip()).netloc.lower().partition(":")[0]
    except ValueError:
        return True
    if not netloc or netloc.endswith((".gov.cn", ".政务")):
        return False
    return family(netloc) != family(host)


def family(host: str) -> str:
    """The registered name under which a host and its sisters stand: `sub.example.gov.cn` → `example.gov.cn`."""
    labels = host.lower().partition(":")[0].split(".")
    second_level = len(labels) > 2 and labels[-2] in {"gov", "com", "org", "net", "edu", "ac"}
    return ".".join(labels[-3 if second_level else -2 :])


def _is_hidden(element: HtmlElement) -> bool:
    return bool(_HIDDEN.search(element.get("style", ""))) or "hidden" in element.attrib


def _is_suspect(element: HtmlElement, suspects: set[str]) -> bool:
    if element.tag == "marquee" and {element.get("height"), element.get("width")} & {"0", "1", "2"}:
        return True
    return bool(_SHRUNK.search(element.get("style", ""))) or any(name in suspects for name in _selectors(element))


def _is_link_box(element: HtmlElement, host: str) -> bool:
    """Foreign links with little else. An article that a template merely shifts about is not one."""
    if not foreign_links(element, host):
        return False
    linked = sum(len(text_of(link)) for link in elements(element, "a"))
    return len(text_of(element)) <= 4 * linked + 20


def _selectors(element: HtmlElement) -> list[str]:
    return [f"#{element.get('id', '')}", *(f".{name}" for name in element.get("class", "").split())]


def _selectors_hidden_elsewhere(root: HtmlElement) -> set[str]:
    """`#id` and `.class` that a style sheet or a script of the page hides; another script may show them again."""
    found: set[str] = set()
    for style in elements(root, "style"):
        for selectors, rules in _RULE.findall(_MEDIA.sub("", style.text or "")):
            if _HIDDEN.search(rules):
                names = (_SIMPLE_SELECTOR.match(one) for one in selectors.split(","))
                found |= {name[1] + name[2] for name in names if name}
    for script in elements(root, "script"):
        found |= {f"#{name}" for name in _HIDES_BY_ID.findall(script.text or "")}
    return found


def _drop_written_boxes(root: HtmlElement, host: str, losses: Losses) -> None:
    """A script writes the opening tag of a hidden box, another one its end; what stands between is never seen."""
    for script in list(elements(root, "script")):
        if script.getparent() is None or not _WRITES_HIDDEN_BOX.search(script.text or ""):
            continue
        script.tail = ""
        while (following := script.getnext()) is not None and following.tag != "script":
            following.tail = ""
            _report_hidden(following, host, losses)
            drop(following)


def _report_hidden(element: HtmlElement, host: str, losses: Losses) -> None:
    spam = foreign_links(element, host)
    for href in spam:
        losses.add(LossKind.HIDDEN_LINK, href)
    if not spam and (text := text_of(element)):
        losses.add(LossKind.HIDDEN_TEXT, text)


def _drop_scripts(root: HtmlElement, host: str, losses: Losses) -> None:
    for script in list(elements(root, "script")):
        address = script.get("src", "")
        if is_foreign(address, host):
            losses.add(LossKind.FOREIGN_SCRIPT, urlsplit(address).netloc)
        else:
            losses.add(LossKind.SCRIPT)
        drop(script)
    for element in list(elements(root, "style", "link", "noscript", "template")):
        if element.getparent() is not None:
            drop(element)


def _drop_handlers(root: HtmlElement, losses: Losses) -> None:
    for element in elements(root):
        for name in [name for name in element.attrib if name.lower().startswith("on")]:
            losses.add(LossKind.EVENT_HANDLER, name.lower())
            del element.attrib[name]


def _drop_fields(root: HtmlElement, losses: Losses) -> None:
    """Form fields and plug-ins cannot work without the old site; a form's own text stays where it is."""
    for element in list(elements(root, *FIELDS)):
        losses.add(LossKind.FORM)
        drop(element)
    for element in list(elements(root, *PLUGINS)):
        losses.add(LossKind.PLUGIN, element.get("src") or element.get("data") or str(element.tag))
        drop(element)
