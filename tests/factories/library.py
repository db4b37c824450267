"""Organs, resources, placements."""

import factory
from django.utils import timezone

from resource_library.domain.placing import place_at_home, show_placements
from resource_library.enums import Kind, State
from resource_library.models import Organ, OrganLevel, Resource, Term


class OrganFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organ

    code = factory.Sequence(lambda n: f"T{n:08d}")
    name = factory.Sequence(lambda n: f"测试机构{n}")
    short_name = factory.Sequence(lambda n: f"机构{n}")
    level = OrganLevel.CITY_DEPARTMENT


def paragraph(text: str) -> dict:
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def term(vocabulary: str, code: str) -> Term:
    return Term.objects.get(vocabulary__code=vocabulary, code=code)


class ResourceFactory(factory.django.DjangoModelFactory):
    """A draft that has everything its kind demands. `kind=Kind.POLICY` brings the metadata of a document."""

    class Meta:
        model = Resource

    title = factory.Sequence(lambda n: f"关于第{n}件事的消息")
    kind = Kind.NEWS
    issuer = factory.SubFactory(OrganFactory)
    source = "测试来源"
    region = factory.LazyFunction(lambda: term("region", "320100"))
    body = factory.LazyFunction(lambda: [paragraph("正文内容。")])

    class Params:
        policy = factory.Trait(
            kind=Kind.POLICY,
            description="摘要",
            subject=factory.LazyFunction(lambda: term("subject", "0201")),
            genre=factory.LazyFunction(lambda: term("genre", "notice")),
            group=factory.LazyFunction(lambda: term("group", "documents05")),
            created_date=factory.LazyFunction(timezone.localdate),
            validity="valid",
            doc_no="宁政办发〔2026〕1号",
        )


def published(column, *, at=None, **fields) -> Resource:
    """A resource that is public in `column`, as an import leaves it: no drafts, no review behind it."""
    from resource_library.domain.placing import site_of_column

    at = at or timezone.now()
    resource = ResourceFactory(
        owner_site=site_of_column(column),
        live=True,
        state=State.PUBLISHED,
        version=1,
        published_at=at,
        first_published_at=at,
        last_published_at=at,
        **fields,
    )
    place_at_home(resource, column)
    show_placements(resource)
    return resource
