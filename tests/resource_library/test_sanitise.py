"""The door for HTML: what is not named does not get in, whatever it looks like and whichever way it comes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from resource_library import sanitise
from resource_library.blocks import BodyBlock

TEXT = {"a", "b", "br", "em", "i", "s", "strong", "sub", "sup", "u", "p", "ul", "ol", "li", "h3", "h4", "blockquote"}
TABLE = {
    "a", "b", "br", "em", "i", "s", "strong", "sub", "sup", "u",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "ul", "ol", "li",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "linktype", "id", "colspan", "rowspan", "scope", "data-block-key"}
SCHEMES = ("http:", "https:", "mailto:", "tel:")


class Reader(HTMLParser):
    """What the standard library's parser sees: a second opinion beside lxml, and beside the sanitiser's own parser."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data):
        self.seen.append(("!--", {}))

    def handle_decl(self, decl):
        self.seen.append(("!", {}))

    def handle_pi(self, data):
        self.seen.append(("?", {}))


def elements(html: str) -> list[tuple[str, dict]]:
    tree = lxml.html.fragment_fromstring(html, create_parent="div") if html.strip() else []
    by_lxml = [(str(node.tag), dict(node.attrib)) for node in list(tree.iter())[1:]] if html.strip() else []
    return Reader(html).seen + by_lxml


def dangers(html: str, allowed: set[str]) -> list[str]:
    """Everything in `html` that a browser would run, load, style or follow and that nobody allowed."""
    found = []
    for tag, attributes in elements(html):
        if tag not in allowed:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            if name not in ATTRIBUTES:
                found.append(f"{tag} {name}=")
            if name == "href" and not _leads_somewhere_harmless(value):
                found.append(f"href={value}")
            if name == "id" and not re.fullmatch("[0-9]{1,18}", value):
                found.append(f"id={value}")
    return found


def _leads_somewhere_harmless(url: str) -> bool:
    """Read like a browser reads it: control characters before the scheme, tabs and line ends anywhere do not count."""
    plain = re.sub(r"[\t\n\r]", "", url).lstrip("".join(map(chr, range(33)))).lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", plain)
    return scheme is None or scheme[0] in SCHEMES


def test_checker_itself_sees_what_is_dangerous():
    """A test that finds nothing is worth what it could have found."""
    html = '<p onclick="x"><script>1</script><a href="java\tscript:x" style="y">z</a><a id="1 or 1">!</a></p><!-- c -->'
    dangerous = {"p onclick=", "<script>", "href=java\tscript:x", "a style=", "id=1 or 1", "<!-->"}

    assert dangerous - set(dangers(html, TEXT)) == set()


# What gets in


@pytest.mark.parametrize(
    "html",
    [
        "<p>正文<b>加粗</b><i>斜体</i><strong>强</strong><em>调</em>H<sub>2</sub>O m<sup>2</sup><br>换行</p>",
        "<ul><li>一</li></ul><ol><li>二</li></ol><h3>三</h3><h4>四</h4><blockquote>五</blockquote>",
        '<p><a href="https://www.gov.cn/" title="中国政府网">链接</a></p>',
        '<p><a href="mailto:a@example.gov.cn">信</a><a href="tel:025-12345">电</a></p>',
        '<p><a href="/zwgk/">内</a><a href="#a">段</a></p>',
        '<p><a linktype="page" id="12">页</a><a linktype="document" id="3">文件</a></p>',
        '<p data-block-key="abc12">编辑器认得自己的段落</p>',
    ],
)
def test_text_with_inline_marks_lists_and_links_gets_in_as_it_is(html):
    assert sanitise.rich_text(html) == html


def test_table_gets_in_without_its_looks():
    html = (
        '<table class="MsoNormal" width="600" border="1" style="x"><caption>表</caption>'
        '<thead><tr><th scope="col">甲</th></tr></thead><tbody><tr>'
        '<td colspan="2" rowspan="3" bgcolor="red"><p align="center">乙</p></td></tr></tbody></table>'
    )

    assert sanitise.table(html) == (
        '<table><caption>表</caption><thead><tr><th scope="col">甲</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="3"><p>乙</p></td></tr></tbody></table>'
    )


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>一<script>alert(1)</script>二</p>", "<p>一二</p>"),
        ("<p>一<style>p{}</style>二</p>", "<p>一二</p>"),
        ("<p>一<!-- 注释 -->二</p>", "<p>一二</p>"),
        ('<p onclick="x" class="y" style="z" id="a">一</p>', "<p>一</p>"),
        ('<div><span lang="EN-US">一</span><font face="仿宋">二</font></div>', "一二"),
        ('<a href="javascript:alert(1)">一</a>', "<a>一</a>"),
        ('<a href="data:text/html,x">一</a><a href="vbscript:x">二</a>', "<a>一</a><a>二</a>"),
        ('<a href="file:///etc/passwd">一</a><a href="blob:x">二</a>', "<a>一</a><a>二</a>"),
        ('<a href=" JaVa\tScRiPt:alert(1)">一</a>', "<a>一</a>"),
        ('<img src="x" onerror="alert(1)">一', "一"),
        ("<svg><desc>一</desc></svg>二", "二"),
        ("<math><mtext><p>一</p></mtext></math>二", "二"),
        ("<iframe>一</iframe><object>二</object><embed>三<noscript>四</noscript><template>五</template>六", "三六"),
        ("<textarea>一</textarea><title>二</title>三", "三"),
        ("<form action=x><input value=y><button>一</button></form>", "一"),
        ("<table><tr><td>一</td></tr></table>", "一"),
    ],
)  # fmt: skip
def test_what_runs_loads_or_dresses_up_stays_outside(html, left):
    assert sanitise.rich_text(html) == left


# Links that Wagtail looks up by number


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<a linktype="page" id="3&quot; onclick=&quot;alert(1)">一</a>', "<a>一</a>"),
        ('<a linktype="page" id="abc">一</a>', "<a>一</a>"),
        ('<a linktype="page" id="１２">一</a>', "<a>一</a>"),
        ('<a linktype="page" id="1234567890123456789012">一</a>', "<a>一</a>"),
        ('<a linktype="page" id="-1">一</a>', "<a>一</a>"),
        ('<a linktype="page">一</a>', "<a>一</a>"),
        ('<a linktype="user" id="1">一</a>', '<a id="1">一</a>'),
        ('<a linktype="page" id="1" href="javascript:alert(1)">一</a>', '<a linktype="page" id="1">一</a>'),
        ('<a title="id=&quot;" linktype="document">一</a>', '<a title="id=&quot;">一</a>'),
        ('<a title=" id=&quot;7&quot;" linktype="document">一</a>', '<a title=" id=&quot;7&quot;">一</a>'),
    ],
)
def test_link_by_number_has_a_number_or_is_no_link(html, left):
    """Anything else raises where the text is saved or shown, and takes every page down that shows it."""
    assert sanitise.rich_text(html) == left


@pytest.mark.django_db
def test_every_link_that_gets_in_can_be_saved_and_shown():
    from wagtail.rich_text import expand_db_html, extract_references_from_rich_text

    html = sanitise.rich_text(
        '<a linktype="page" id="999999999999999999">一</a><a linktype="document" id="999999999999999999">二</a>'
        '<a linktype="page">三</a><a linktype="page" id="x">四</a><a linktype="document" id="">五</a>'
    )

    assert expand_db_html(html) == "<a>一</a><a>二</a><a>三</a><a>四</a><a>五</a>"
    assert len(list(extract_references_from_rich_text(html))) == 2


# Once is enough


@pytest.mark.parametrize("clean", [sanitise.rich_text, sanitise.table])
@pytest.mark.parametrize(
    "html",
    ["", "字", "a < b & c > d", "<p>未闭合", "</p></div>", "<p><p><p>", "&lt;script&gt;", "&amp;lt;script&amp;gt;",
     "\x00<p>\x0b", "<" * 2000],
)  # fmt: skip
def test_sanitising_twice_is_sanitising_once(clean, html):
    once = clean(html)

    assert clean(once) == once


def test_escaped_markup_stays_text():
    assert sanitise.rich_text("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


# The editor's form


BODY = BodyBlock()


def posted(kind: str, **values: str):
    """A text of one block as the editor's form sends it, cleaned as the form cleans it."""
    data = QueryDict(mutable=True)
    data.update({"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": kind, "body-0-id": ""})
    data.update({f"body-0-value{name}": value for name, value in values.items()})
    return BODY.clean(BODY.value_from_datadict(data, {}, "body"))


def draftail(text: str, entity: dict | None = None, style: str = "unstyled") -> str:
    """What Wagtail's rich text editor sends: JSON, not HTML."""
    block = {
        "key": "abc12", "text": text, "type": style, "depth": 0, "inlineStyleRanges": [], "data": {},
        "entityRanges": [{"offset": 0, "length": len(text), "key": 0}] if entity else [],
    }  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if entity else {}})


def link(**data) -> dict:
    return {"type": "LINK", "mutability": "MUTABLE", "data": data}


def source_of(stream) -> str:
    return stream[0].value.source


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"url": "https://www.gov.cn/"}, '<a href="https://www.gov.cn/">'),
        ({"url": "javascript:alert(1)"}, "<a>"),
        ({"url": "JaVa\tScRiPt:alert(1)"}, "<a>"),
        ({"url": "\x01javascript:alert(1)"}, "<a>"),
        ({"url": "data:text/html;base64,PHNjcmlwdD4="}, "<a>"),
        ({"id": 3, "parentId": 2, "url": "/x/"}, '<a linktype="page" id="3">'),
        ({"id": '3" onclick="alert(1)', "parentId": 2, "url": "/x/"}, "<a>"),
        ({"id": "javascript:alert(1)"}, "<a>"),
    ],
)
def test_link_of_the_editor_is_harmless(data, left):
    found = source_of(posted("paragraph", **{"": draftail("字", link(**data))}))

    assert found == f'<p data-block-key="abc12">{left}字</a></p>'


@pytest.mark.parametrize("kind", ["EMBED", "IMAGE", "DOCUMENT", "HORIZONTAL_RULE", "SCRIPT"])
@pytest.mark.parametrize("style", ["unstyled", "atomic", "code-block", "header-one", "script"])
def test_entity_nobody_offers_leaves_nothing_behind(kind, style):
    """The form offers some features; a request may ask for others."""
    entity = {"type": kind, "mutability": "IMMUTABLE", "data": {"url": "javascript:alert(1)", "id": "x", "alt": "y"}}

    assert dangers(source_of(posted("paragraph", **{"": draftail("字", entity, style)})), TEXT) == []


def test_text_typed_into_the_editor_is_text():
    found = source_of(posted("paragraph", **{"": draftail("<script>alert(1)</script>")}))

    assert found == '<p data-block-key="abc12">&lt;script&gt;alert(1)&lt;/script&gt;</p>'


def test_table_typed_into_the_form_is_sanitised():
    found = posted(
        "table", **{"-caption": "表", "-html": "<table onclick=x><tr><td><script>1</script>甲</td></tr></table>"}
    )

    assert found[0].value["html"] == "<table><tbody><tr><td>甲</td></tr></tbody></table>"


def test_raw_html_in_a_stored_paragraph_is_sanitised_by_the_next_form():
    """What an old import or a script stored past the door does not survive the next saving."""
    stored = BODY.to_python([{"type": "paragraph", "value": '<p onclick="x">一<script>2</script></p>'}])

    assert source_of(BODY.clean(stored)) == "<p>一</p>"


def test_block_nobody_knows_is_dropped():
    assert list(BODY.to_python([{"type": "raw_html", "value": "<script>1</script>"}])) == []


def test_table_of_nothing_but_danger_is_empty():
    with pytest.raises(ValidationError):
        posted("table", **{"-caption": "", "-html": ""})
    assert posted("table", **{"-caption": "", "-html": "<script>1</script>"})[0].value["html"] == ""


# Everything the world tries


def payloads(realdata: Path) -> list[str]:
    folder = realdata / "hostile"
    listed = json.loads((folder / "xss-payloads.json").read_text(encoding="utf-8"))
    pairs = [path.read_text(encoding="utf-8").split("\n--\n")[0] for path in sorted(folder.glob("bleach-pairs/*.test"))]
    return _strings(listed) + pairs


def _strings(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for part in (value.values() if isinstance(value, dict) else value) for text in _strings(part)]


WRAPPINGS = (
    "{}",
    "<p>{}</p>",
    '<p><a href="{}">字</a></p>',
    "<p><a href='{}'>字</a></p>",
    '<p title="{}">字</p>',
    '<p><a linktype="page" id="{}">字</a></p>',
    "<table><tr><td>{}</td></tr></table>",
    "<svg><style>{}",
    "<math><annotation-xml encoding='text/html'>{}",
    "<noscript><p title='{}'>",
)


@pytest.mark.realdata
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_no_payload_gets_through_the_sanitiser(realdata, wrapping):
    tried = payloads(realdata)
    html = [wrapping.replace("{}", payload) for payload in tried]

    assert len(tried) >= 1568
    assert [text for text in html if dangers(sanitise.rich_text(text), TEXT)] == []
    assert [text for text in html if dangers(sanitise.table(text), TABLE)] == []


@pytest.mark.realdata
def test_no_payload_changes_its_mind_when_it_is_read_again(realdata):
    """Mutation: harmless when it was cleaned, dangerous when the browser reads what was written."""
    for clean, allowed in ((sanitise.rich_text, TEXT), (sanitise.table, TABLE)):
        once = [clean(f"<p>{payload}</p>") for payload in payloads(realdata)]
        assert [text for text in once if dangers(clean(text), allowed)] == []


@pytest.mark.realdata
def test_no_payload_gets_through_the_editors_form(realdata):
    found = []
    for payload in payloads(realdata):
        if "\x00" in payload:  # a form field refuses it outright
            continue
        for text in (draftail(payload), draftail("字", link(url=payload)), draftail("字", link(id=payload))):
            found.append((payload, TEXT, source_of(posted("paragraph", **{"": text}))))
        table = posted("table", **{"-caption": payload[:200], "-html": payload})
        found.append((payload, TABLE, table[0].value["html"]))

    assert [payload for payload, allowed, html in found if dangers(html, allowed)] == []


@pytest.mark.parametrize("kind", ["paragraph", "table"])
def test_character_that_no_database_keeps_is_refused_by_the_form(kind):
    values = {"": draftail("一\x00二")} if kind == "paragraph" else {"-caption": "", "-html": "一\x00二"}

    with pytest.raises(ValidationError):
        posted(kind, **values)


@pytest.mark.realdata
def test_no_payload_survives_the_cleaning_of_a_stored_text(realdata):
    found = []
    for payload in payloads(realdata):
        text = payload.replace("\x00", "")
        raw = [
            {"type": "paragraph", "value": text},
            {"type": "table", "value": {"caption": "", "html": f"<table>{text}"}},
        ]
        clean = BODY.clean(BODY.to_python(raw))
        found += [(payload, TEXT, clean[0].value.source), (payload, TABLE, clean[1].value["html"])]

    assert [payload for payload, allowed, html in found if dangers(html, allowed)] == []
