"""Whatever text is stored, the editor can open it, and no word of it is lost."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from resource_library import sanitise
from resource_library.blocks import PARAGRAPH_FEATURES, ParagraphBlock
from resource_library.editor_text import editable
from tests.factories import offices

CONVERTER = ContentstateConverter(PARAGRAPH_FEATURES)
# Each stopped the edit view of Wagtail 8.0.1.
STOPPED = {
    "<p>一<br>二</p>": "<p>一<br/>二</p>",
    "<p><b>一<br><i>二</i></b></p>": "<p><b>一<br/><i>二</i></b></p>",
    "<li>一</li>": "<ul><li>一</li></ul>",
    '<a href="https://www.gov.cn/"><p>一</p></a>': '<p><a href="https://www.gov.cn/">一</a></p>',
    "<b>一<ul><li>二</li><li>三</li></ul></b>": "<p><b>一</b></p><ul><li><b>二</b></li><li><b>三</b></li></ul>",
    "<ol>一<li>二</li></ol>三<li>四 &lt;</li>": "<p>一</p><ol><li>二</li></ol><p>三</p><ul><li>四 &lt;</li></ul>",
}


def words(html: str) -> str:
    return re.sub(r"\s+|<[^>]*>", "", html)


@pytest.mark.parametrize(("stored", "opened"), STOPPED.items())
def test_text_that_stopped_the_editor_opens(stored, opened):
    block = ParagraphBlock(features=PARAGRAPH_FEATURES)

    assert block.value_for_form(block.to_python(sanitise.rich_text(stored))) == opened
    CONVERTER.from_database_format(opened)


@pytest.mark.parametrize(
    "stored", ["", "<p>一</p>", "<ul><li>一<ul><li>二</li></ul></li></ul>", '<p data-block-key="a1b2c">一<b>二</b></p>']
)
def test_text_that_the_editor_reads_stays_as_it_is(stored):
    assert editable(stored, PARAGRAPH_FEATURES) == stored


TAGS = ["a", "b", "br", "em", "i", "s", "strong", "sub", "sup", "u", "p", "ul", "ol", "li", "h3", "h4", "blockquote"]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(["一", "二", " ", "&lt;", "&amp;"]),
        st.sampled_from(TAGS).map("<{}>".format),
        st.sampled_from(TAGS).map("</{}>".format),
        st.just('<a href="https://www.gov.cn/">'),
    ),
    max_size=25,
).map("".join)


@given(MARKUP)
def test_whatever_the_sanitiser_lets_in_opens_with_all_its_words(markup):
    stored = sanitise.rich_text(markup)

    opened = editable(stored, PARAGRAPH_FEATURES)

    CONVERTER.from_database_format(opened)
    assert words(opened) == words(stored)


@pytest.mark.django_db
def test_line_break_saved_in_the_form_can_be_edited_again(client):
    at = offices.office("ours")
    draft = offices.draft(at, body=[{"type": "paragraph", "value": sanitise.rich_text("<p>一<br/>二</p>")}])
    client.force_login(at.editor)

    page = client.get(reverse("resources:edit", args=[draft.pk]), HTTP_HOST="localhost")

    assert page.status_code == 200
