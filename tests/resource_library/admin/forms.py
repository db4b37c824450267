"""What a browser sends when an editor presses a button."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail.utils.text import text_from_html

from resource_library.domain import drafting
from resource_library.models import Resource
from tests.factories.library import OrganFactory, term
from tests.factories.offices import Office


def fields(at: Office, **changes: Any) -> dict[str, Any]:
    """A complete form for a piece of news; `changes` are laid over it."""
    values: dict[str, Any] = {
        "title": "关于开展安全检查的通知",
        "source": "测试来源",
        "language": "zh-Hans",
        "info_format": "html",
        "public_way": "website",
        "public_kind": "active",
        "public_range": "society",
        "public_time_limit": "lasting",
        "issuer": changes.pop("issuer", None) or OrganFactory().pk,
        "region": term("region", "320100").pk,
        "origin": at.column.pk,
        "body": streamfield([("paragraph", rich_text("<p>正文内容。</p>"))]),
        "attachments": inline_formset([]),
        "relations": inline_formset([]),
    }
    lists = {name: value for name, value in changes.items() if isinstance(value, list)}
    return {**nested_form_data({**values, **changes}), **lists}


def policy_fields(at: Office, **changes: Any) -> dict[str, Any]:
    """The same for a policy document."""
    metadata = {
        "description": "摘要",
        "subject": term("subject", "0201").pk,
        "genre": term("genre", "notice").pk,
        "group": term("group", "documents05").pk,
        "created_date": "2026-03-01",
        "validity": "valid",
        "doc_no": "宁政办发〔2026〕1号",
    }
    return fields(at, **{**metadata, **changes})


def words(resource: Resource) -> list[str]:
    """The text of each block, without markup."""
    return [text_from_html(str(block.value)) for block in resource.body]


def seen(resource: Resource) -> str:
    """What the form of this resource carries along when it is opened now."""
    return drafting.seen_now(Resource.objects.get(pk=resource.pk))


def newest() -> Resource:
    return Resource.objects.latest("pk")
