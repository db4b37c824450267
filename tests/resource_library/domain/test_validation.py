"""Complete enough to be published? (R-4.2, R-4.2.43)"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from resource_library.domain.validation import problems, require_publishable
from resource_library.enums import Kind, PublicKind, PublicRange, PublicTimeLimit, Validity
from resource_library.kinds import SCHEMAS
from resource_library.models import Attachment, LibraryDocument, Resource, Term
from tests.factories.library import OrganFactory, ResourceFactory, paragraph, term
from tests.factories.media import image, picture_block
from tests.factories.offices import draft

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
TODAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


# One complete fixture for each kind, as an editor would fill it in. Written out: what is mandatory is the rule, and
# the rule book does not ask the program what it says.
COMMON = ("title", "issuer", "source", "region", "language")
DOCUMENT = ("description", "subject", "genre", "group", "created_date", "validity")
MANDATORY: dict[str, tuple[str, ...]] = {
    Kind.NEWS: (),
    Kind.NOTICE: (),
    Kind.POLICY: DOCUMENT,
    Kind.INTERPRETATION: ("description",),
    Kind.SERVICE_GUIDE: (),
    Kind.LEADER: (),
    Kind.ORGAN_PROFILE: (),
    Kind.DISCLOSURE: ("group", "created_date"),
    Kind.DISCLOSURE_GUIDE: ("group", "created_date"),
    Kind.DISCLOSURE_CATALOGUE: ("group", "created_date"),
    Kind.ANNUAL_REPORT: ("group", "created_date"),
    Kind.TOPIC_ENTRY: (),
    Kind.DATASET: (),
    Kind.MEDIA: (),
    Kind.OPINION_REPLY: (),
}
MANDATORY_EXTRA: dict[str, dict[str, str]] = {
    # the eight key classes of a service guide.
    Kind.SERVICE_GUIDE: {
        "item_name": "住房公积金提取",
        "basis": "《住房公积金管理条例》",
        "conditions": "购买自住住房",
        "materials": "身份证",
        "place": "政务服务中心三楼",
        "hours": "工作日 9:00—17:00",
        "phone": "025-00000000",
        "procedure": "申请、受理、审核、办结",
    },
    #
    Kind.LEADER: {"name": "某某", "post": "局长", "cv": "1970年出生", "portfolio": "主持全面工作"},
    #
    Kind.ORGAN_PROFILE: {
        "organ_name": "某局",
        "duties": "负责某项工作",
        "head": "某某",
        "address": "某路1号",
        "phone": "025-00000000",
        "hours": "工作日 9:00—17:00",
    },
    Kind.DATASET: {"period": "2026年上半年"},
    Kind.DISCLOSURE_GUIDE: {
        "office": "某局办公室",
        "address": "某路1号",
        "hours": "工作日 9:00—17:00",
        "phone": "025-00000000",
    },
    Kind.ANNUAL_REPORT: {"year": "2025"},
    Kind.OPINION_REPLY: {"question": "何时通车？", "asked_on": "2026-06-01", "answered_by": "某局"},
}
WITHOUT_TEXT = {
    Kind.SERVICE_GUIDE,
    Kind.LEADER,
    Kind.ORGAN_PROFILE,
    Kind.DATASET,
    Kind.MEDIA,
    Kind.DISCLOSURE_CATALOGUE,
}


def complete(kind: str, **changes) -> Resource:
    """A resource of `kind` with exactly what is mandatory, and nothing more."""
    values = {
        "kind": kind,
        "title": "标题",
        "issuer": OrganFactory(),
        "source": "某局",
        "region": term("region", "320100"),
        "language": "zh-Hans",
        "body": [] if kind in WITHOUT_TEXT else [paragraph("正文。")],
        "extra": dict(MANDATORY_EXTRA.get(kind, {})),
    }
    document = {
        "description": "摘要",
        "subject": term("subject", "0201"),
        "genre": term("genre", "notice"),
        "group": term("group", "documents05"),
        "created_date": TODAY,
        "validity": Validity.VALID,
    }
    values.update({name: document[name] for name in MANDATORY[kind]})
    return ResourceFactory.build(**{**values, **changes})


def elements(resource: Resource) -> list[str]:
    return [problem.element for problem in problems(resource)]


#


def test_table_of_kinds_is_the_whole_list():
    assert set(MANDATORY) == set(SCHEMAS) == set(Kind.values)


@pytest.mark.parametrize("kind", MANDATORY)
def test_complete_resource_of_every_kind_passes(kind):
    assert problems(complete(kind)) == []


@pytest.mark.parametrize(
    ("kind", "element"), [(kind, name) for kind, names in MANDATORY.items() for name in COMMON + names]
)
def test_each_mandatory_element_missing_is_named(kind, element):
    empty = "" if isinstance(Resource._meta.get_field(element).get_default(), str) else None

    assert elements(complete(kind, **{element: empty})) == [element]


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, extra in MANDATORY_EXTRA.items() for name in extra])
@pytest.mark.parametrize("value", ["", "  ", None, "gone"])
def test_each_mandatory_field_of_a_kind_missing_is_named(kind, name, value):
    extra = {**MANDATORY_EXTRA[kind], name: value}
    if value == "gone":
        del extra[name]

    assert elements(complete(kind, extra=extra)) == [f"extra.{name}"]


@pytest.mark.parametrize("kind", [kind for kind in MANDATORY if kind not in WITHOUT_TEXT])
def test_text_missing_is_named(kind):
    assert elements(complete(kind, body=[])) == ["body"]


def test_problem_says_in_words_what_is_missing():
    (problem,) = problems(complete(Kind.NEWS, source=""))
    field = Resource._meta.get_field("source").verbose_name

    assert (problem.element, str(field) in problem.message) == ("source", True)


def test_several_problems_are_all_named():
    nothing = ResourceFactory.build(kind=Kind.POLICY, title=" ", issuer=None, region=None, source="", body=[])

    assert elements(nothing) == ["title", "issuer", "source", "region", *DOCUMENT, "body"]


def test_kind_nobody_knows_is_the_only_problem():
    assert elements(ResourceFactory.build(kind="poem", issuer=None, region=None)) == ["kind"]


@pytest.mark.parametrize("extra", [None, [], "text", {}])
def test_fields_of_the_kind_that_are_no_fields_are_missing(extra):
    """An import or an API may bring anything."""
    assert elements(complete(Kind.DATASET, extra=extra)) == ["extra.period"]


# Text, or something in its place


@pytest.mark.parametrize(
    "body",
    [
        [paragraph("")],
        [paragraph("&nbsp;　")],
        [{"type": "paragraph", "value": "<p><br/></p>"}],
        [{"type": "heading", "value": "  "}],
        [{"type": "table", "value": {"caption": "", "html": "<table><tr><td></td></tr></table>"}}],
    ],
)
def test_text_without_a_word_is_no_text(body):
    assert elements(complete(Kind.NEWS, body=body)) == ["body"]


@pytest.mark.parametrize(
    "body",
    [
        [paragraph("字")],
        [{"type": "heading", "value": "字"}],
        [{"type": "quote", "value": "字"}],
        [{"type": "table", "value": {"caption": "", "html": "<table><tr><td>字</td></tr></table>"}}],
        [{"type": "picture", "value": {"image": 1, "caption": ""}}],
        [{"type": "recording", "value": {"file": 1, "caption": "", "transcript": ""}}],
    ],
)
def test_every_block_with_something_in_it_is_text(body):
    assert elements(complete(Kind.NEWS, body=body)) == []


def test_attachment_stands_in_for_text(portal):
    resource = draft(portal, body=[])
    assert elements(resource) == ["body"]
    file = LibraryDocument.objects.create(title="附件", file="documents/a.pdf")
    resource.attachments.add(Attachment(document=file, title="附件"))

    assert elements(resource) == []


# Codes outside their lists


@pytest.mark.parametrize("field", ["subject", "genre", "group", "region"])
@pytest.mark.parametrize("vocabulary", ["subject", "genre", "group", "region", "audience"])
def test_class_of_another_vocabulary_is_named(field, vocabulary):
    chosen = Term.objects.filter(vocabulary__code=vocabulary).first()
    found = elements(complete(Kind.POLICY, **{field: chosen}))

    assert found == ([] if field == vocabulary else [field])


def test_class_that_is_gone_is_named():
    assert elements(complete(Kind.POLICY, subject=None, subject_id=999_999_999)) == ["subject"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("validity", "forever"),
        ("info_format", "exe"),
        ("carrier_type", "stone"),
        ("public_way", "rumour"),
        ("public_kind", "secret"),
        ("public_range", "friends"),
        ("public_time_limit", "a while"),
    ],
)
def test_code_outside_its_closed_list_is_named(field, value):
    assert elements(complete(Kind.POLICY, **{field: value})) == [field]


@pytest.mark.parametrize(
    ("vocabulary", "found"),
    [("subject", []), ("audience", []), ("group", []), ("genre", ["terms"]), ("region", ["terms"])],
)
def test_further_classes_are_of_the_vocabularies_one_may_have_several_of(portal, vocabulary, found):
    """R-4.2.28, R-4.2.30 and R-4.2.31 allow several; genre and region are one each."""
    resource = draft(portal)
    resource.terms.set([Term.objects.filter(vocabulary__code=vocabulary).first()])

    assert elements(resource) == found


def test_joint_issuers_are_as_many_as_issued_it(portal):
    """R-4.2.8: one issuer is mandatory, joint ones come on top and through every version."""
    resource = draft(portal)
    others = OrganFactory.create_batch(2)
    resource.joint_issuers.set(others)
    resource.save()
    resource.save_revision()

    assert elements(resource) == []
    stored = Resource.objects.get(pk=resource.pk).get_latest_revision_as_object()
    assert set(stored.joint_issuers.all()) == set(others)
    stored.issuer = None
    assert elements(stored) == ["issuer"]


# Pictures


@pytest.mark.parametrize(
    ("number", "found"),
    [("", ["body"]), ("无", ["body"]), ("苏S（2024）5号", []), ("GS(2024)1234号", [])],
)
def test_map_needs_its_review_number(number, found):
    """R-1.7.4."""
    drawn = image(is_map=True, map_review_number=number)

    assert elements(complete(Kind.NEWS, body=[picture_block(drawn)])) == found
    assert elements(complete(Kind.NEWS, image=drawn)) == ["image"] * len(found)


@pytest.mark.parametrize(
    ("shown", "description", "found"),
    [
        ({"alt_text": "江岸的步道"}, "", []),
        ({"alt_text": ""}, "", ["body"]),
        ({"alt_text": "  "}, " ", ["body"]),
        ({"alt_text": ""}, "江岸的步道", []),
        ({"alt_text": "", "decorative": True}, "", []),
    ],
)
def test_picture_in_a_text_has_words_or_is_decoration(shown, description, found):
    """R-6.4.2: for those who cannot see it. A thumbnail stands beside its title and needs none."""
    picture = image(description=description)
    block = {"type": "picture", "value": {"image": {"image": picture.pk, **shown}, "caption": ""}}

    assert elements(complete(Kind.NEWS, image=picture, body=[paragraph("正文。"), block])) == found


# Elements that depend on others, dates that contradict each other


def test_repealed_document_needs_the_date_of_its_repeal():
    repealed = {"validity": Validity.REPEALED}

    assert elements(complete(Kind.POLICY, **repealed)) == ["abolish_date"]
    assert elements(complete(Kind.POLICY, **repealed, abolish_date=TODAY)) == []


def test_document_not_yet_in_force_needs_its_first_day():
    """R-4.2.14."""
    pending = {"validity": Validity.PENDING}

    assert elements(complete(Kind.POLICY, **pending)) == ["effect_date"]
    assert elements(complete(Kind.POLICY, **pending, effect_date=TODAY)) == []


@pytest.mark.parametrize("validity", [v for v in Validity.values if v not in (Validity.REPEALED, Validity.PENDING)])
def test_every_other_validity_needs_no_date(validity):
    assert elements(complete(Kind.POLICY, validity=validity)) == []


def test_limited_disclosure_needs_its_last_day():
    limited = {"public_time_limit": PublicTimeLimit.LIMITED}

    assert elements(complete(Kind.NEWS, **limited)) == ["public_until"]
    assert elements(complete(Kind.NEWS, **limited, public_until=TODAY)) == []
    assert elements(complete(Kind.NEWS, **limited, public_until=TODAY - timedelta(days=1))) == ["public_until"]


def test_repeal_before_the_entry_into_force_is_named():
    assert elements(complete(Kind.POLICY, effect_date=TODAY, abolish_date=TODAY - timedelta(days=1))) == [
        "abolish_date"
    ]
    assert elements(complete(Kind.POLICY, effect_date=TODAY, abolish_date=TODAY)) == []


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (datetime(2026, 6, 30, 15, 59, tzinfo=UTC), ["created_date"]),  # 23:59 of the day before, in Nanjing
        (datetime(2026, 6, 30, 16, 0, tzinfo=UTC), []),  # 00:00 of that day
        (datetime(2026, 7, 2, 4, 0, tzinfo=UTC), []),
    ],
)
def test_document_is_not_dated_after_its_publication(moment, found):
    """R-4.2.11: the date of the document is not after the date of publication, by the clock of Nanjing."""
    with time_machine.travel(moment, tick=False):
        assert elements(complete(Kind.POLICY, created_date=TODAY)) == found


def test_document_for_later_may_be_dated_up_to_its_hour():
    tomorrow = TODAY + timedelta(days=1)

    assert elements(complete(Kind.POLICY, created_date=tomorrow)) == ["created_date"]
    assert elements(complete(Kind.POLICY, created_date=tomorrow, go_live_at=NOON + timedelta(days=1))) == []


def test_document_published_before_is_measured_by_its_first_publication(portal):
    old = complete(Kind.POLICY, created_date=date(2018, 6, 1), published_at=datetime(2018, 5, 1, tzinfo=UTC))

    assert elements(old) == ["created_date"]


@pytest.mark.parametrize(
    ("go_live", "expire", "found"),
    [
        (None, NOON, ["expire_at"]),
        (None, NOON + timedelta(seconds=1), []),
        (NOON + timedelta(days=2), NOON + timedelta(days=1), ["expire_at"]),
        (NOON + timedelta(days=2), NOON + timedelta(days=3), []),
        (NOON - timedelta(days=2), NOON - timedelta(days=1), ["expire_at"]),
    ],
)
def test_end_before_the_beginning_is_named(go_live, expire, found):
    assert elements(complete(Kind.NEWS, go_live_at=go_live, expire_at=expire)) == found


# What must not be public at all


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"public_kind": PublicKind.ACTIVE}, []),
        ({"public_kind": PublicKind.ON_REQUEST}, []),
        ({"public_kind": PublicKind.CLOSED}, ["public_kind"]),
        ({"public_range": PublicRange.SOCIETY}, []),
        ({"public_range": PublicRange.REGION}, []),
        ({"public_range": PublicRange.INTERNAL}, ["public_range"]),
    ],
)
def test_what_is_classified_as_not_for_the_public_stays_inside(changes, found):
    assert elements(complete(Kind.NEWS, **changes)) == found


# As the acts ask it


def test_require_publishable_names_the_codes(portal):
    resource = draft(portal)
    require_publishable(resource)
    resource.source, resource.region = "", None
    resource.placements.all().delete()

    with pytest.raises(ValidationError) as refusal:
        require_publishable(resource)

    assert [error.code for error in refusal.value.error_list] == ["source", "region", "origin"]


def test_check_costs_the_same_for_every_kind(portal, django_assert_num_queries):
    """The editor's panel asks on every save."""
    for kind in (Kind.NEWS, Kind.POLICY, Kind.SERVICE_GUIDE):
        resource = draft(portal, kind=kind)
        resource = Resource.objects.get(pk=resource.pk)
        with django_assert_num_queries(3):  # the issuer, the further classes, and the vocabularies of all of them
            problems(resource)
