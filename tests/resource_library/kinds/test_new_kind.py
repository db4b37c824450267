"""Adding a kind is one file and one template: from the form to the public page, nothing else is touched."""

from pathlib import Path

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from resource_library.domain.validation import problems
from resource_library.enums import State
from resource_library.kinds import SCHEMAS, Field, Schema, Type, register, unregister
from resource_library.models import Resource
from tests.factories.offices import sign_off
from tests.factories.public import address
from tests.resource_library.admin.forms import fields, newest
from tests.sites.reading import Visitor, words

from ..admin.conftest import browse, ours  # noqa: F401 - fixtures
from ..api.conftest import centre, issue, portal, system  # noqa: F401 - fixtures
from .poem import POEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def poem(settings):
    """The kind while a test lasts, with its template where templates are looked for."""
    register(POEM)
    engine = {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}
    settings.TEMPLATES = [engine, *settings.TEMPLATES[1:]]
    yield POEM.kind
    unregister(POEM.kind)


def form_of(office, **changes):
    lines = {"extra_lines-0-line": "床前明月光", "extra_lines-0-note": "", "extra_lines-1-line": "疑是地上霜"}
    return {**fields(office), "title": "静夜思", "extra_poet": "李白", "extra_form": "shi", **lines, **changes}


def test_new_kind_goes_the_whole_way(poem, ours, browse, system):  # noqa: F811 - fixtures
    add = reverse("resources:add_kind", args=[poem, ours.site.pk])
    editor = browse(ours.editor)

    assert "诗词" in editor.get(reverse("resources:add")).content.decode()
    assert "诗人" in editor.get(add).content.decode()
    editor.post(add, form_of(ours))
    draft = newest()
    assert (draft.kind, draft.get_kind_display()) == ("poem", "诗词")
    assert draft.extra["lines"] == [{"line": "床前明月光"}, {"line": "疑是地上霜"}]
    assert problems(draft) == []

    sign_off(draft, ours)
    page = Visitor(ours.site.hostname).read(address(draft))
    assert draft.state == State.PUBLISHED
    assert [words(cell) for cell in page.cssselect(".display-table dd")] == ["静夜思", "李白", "诗"]
    assert [part.get("data-field") for part in page.cssselect(".poem section")] == ["lines"]
    assert [words(cell) for cell in page.cssselect(".poem td")] == ["床前明月光", "", "疑是地上霜", ""]

    told = system.get(f"/resources/{draft.identifier}").json()
    lines = [{"line": "床前明月光"}, {"line": "疑是地上霜"}]
    assert told["extra"] == {"poet": "李白", "form": "shi", "lines": lines}
    described = system.get("/schemas/poem.json").json()
    assert [error.message for error in Draft202012Validator(described).iter_errors(told)] == []
    assert "Resource_poem" in system.get("/openapi.json").json()["components"]["schemas"]


def test_validator_names_the_element_of_a_new_kind(poem, ours, browse):  # noqa: F811 - fixtures
    """R-4.2.43."""
    draft = Resource(kind=poem, owner_site=ours.site, extra={"form": "ci", "lines": "没有"})

    found = [problem.element for problem in problems(draft) if problem.element.startswith("extra.")]
    assert found == ["extra.poet", "extra.tune", "extra.lines"]
    answer = browse(ours.editor).post(
        reverse("resources:add_kind", args=[poem, ours.site.pk]),
        form_of(ours, extra_form="ci", **{"action-submit": "1"}),
    )
    assert set(answer.context["form"].errors) == {"extra_tune"}


def test_new_kind_can_be_filtered_for(poem, ours, browse):  # noqa: F811 - fixtures
    for name in ("resources:list", "library:list"):
        assert "诗词" in browse(ours.editor).get(reverse(name)).content.decode()


def test_new_kind_without_template_shows_its_fields(ours, browse):  # noqa: F811 - fixtures
    register(Schema("riddle", "谜语", purpose="", fields=(Field("answer", "谜底"),)))
    try:
        editor = browse(ours.editor)
        editor.post(
            reverse("resources:add_kind", args=["riddle", ours.site.pk]), {**fields(ours), "extra_answer": "影子"}
        )
        draft = newest()
        sign_off(draft, ours)
        page = Visitor(ours.site.hostname).read(address(draft))
        assert [words(part) for part in page.cssselect(".fields dd")] == ["影子"]
    finally:
        unregister("riddle")


@pytest.mark.parametrize(
    "schema",
    [
        Schema("news", "重复", purpose=""),
        Schema("Not A Code", "代码", purpose=""),
        Schema("a", "甲", purpose="", fields=(Field("x", "甲"), Field("x", "乙"))),
        Schema("a", "甲", purpose="", fields=(Field("x", "甲", Type.CHOICE),)),
        Schema("a", "甲", purpose="", fields=(Field("x", "甲", Type.ROWS),)),
    ],
)
def test_schema_that_contradicts_itself_is_refused(schema):
    before = dict(SCHEMAS)

    with pytest.raises(ValueError):  # noqa: PT011 - each says something else
        register(schema)
    assert before == SCHEMAS
