"""新闻动态: what has happened (R-1.7.9)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Schema

register(
    Schema(
        Kind.NEWS,
        _("News"),
        purpose=_("What has happened: meetings, visits, work in progress"),
        order=10,
    )
)
