"""Attacks of the real input on public pages, read as markup: nothing runs that the templates did not put there.

The same in a browser, with all payloads and on the pages of the back end: tests/e2e/test_hostile.py.
"""

import json
import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from lxml import html

from tests.factories import hostile

from .reading import Visitor

pytestmark = [pytest.mark.realdata, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
RUNS = re.compile(r"[\x00-\x20]*(javascript|data|vbscript|blob)\s*:", re.IGNORECASE)
FOREIGN = {"iframe", "object", "embed", "applet", "base", "frameset", "style", "math", "foreignobject", "template"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "background"}


class Reader(HTMLParser):
    """A second reader beside lxml, which mends markup in another way."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, {name: value or "" for name, value in attrs}))


def oddities(page: str) -> list[str]:
    elements = [(str(each.tag), dict(each.attrib)) for each in html.document_fromstring(page).iter("*")]
    found = []
    for tag, attributes in [*elements, *Reader(page).seen]:
        found += [f"<{tag}>"] * (tag in FOREIGN)
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                found.append(f"<{tag} {name}>")
            if name in ADDRESSES and RUNS.match(re.sub(r"[\t\n\r]", "", value)):
                found.append(f"<{tag} {name}={value[:40]}>")
        if tag == "script" and not attributes.get("src", "").startswith("/static/"):
            found.append(f"<script {attributes}>")
        if tag == "form" and not re.match(r"/(?!/)", attributes.get("action", "")):
            found.append(f"<form {attributes}>")
        if tag == "meta" and "http-equiv" in attributes:
            found.append(f"<meta {attributes}>")
    return found


def test_reader_sees_what_is_odd():
    page = (
        "<p onclick=x style=y><a href='java\tscript:1'>z</a><script>1</script><iframe></iframe><form action=//x></form>"
    )

    assert {odd.split()[0].strip("<>") for odd in oddities(page)} == {"p", "a", "script", "iframe", "form"}


@pytest.fixture(scope="module")
def walk(realdata, django_db_setup, django_db_blocker):
    """Every eighth payload; pages by path."""
    payloads = json.loads((realdata / "hostile" / "xss-payloads.json").read_text(encoding="utf-8"))[::8]
    with django_db_blocker.unblock(), transaction.atomic():
        town = hostile.plant(payloads)
        visitor = Visitor(town.host)
        paths = ["/", "/sitemap/", "/topics/", *town.columns, *town.articles, "/search/?q=%3Csvg/onload=alert(1)%3E"]
        pages = {path: visitor.get(path) for path in paths}
        feeds = {path: visitor.get(path) for path in ("/rss.xml", "/atom.xml", "/sitemap.xml", "/sitemap-1.xml")}
        transaction.set_rollback(True)
    return payloads, pages, feeds


def test_no_page_has_anything_that_the_templates_did_not_put_there(walk):
    payloads, pages, _feeds = walk

    assert {path: answer.status_code for path, answer in pages.items() if answer.status_code not in (200, 503)} == {}
    assert {path: odd for path, answer in pages.items() if (odd := oddities(answer.body.decode()))} == {}
    shown = "".join(answer.body.decode() for answer in pages.values())
    assert len(pages) > len(payloads)
    assert shown.count("alert(1)") > len(payloads)  # what is not shown cannot run, and would prove nothing


def test_feeds_and_maps_are_well_formed_and_hold_no_markup_of_their_own(walk):
    for path, answer in walk[2].items():
        tree = html.etree.fromstring(answer.body)
        spaces = {html.etree.QName(each).namespace for each in tree.iter("*")}
        assert "http://www.w3.org/1999/xhtml" not in spaces, path
        assert list(tree.iter("{*}script", "{*}svg", "{*}iframe")) == [], path
