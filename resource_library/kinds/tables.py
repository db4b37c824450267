"""The tables above the text that several kinds share (R-4.8)."""

from django.utils.translation import gettext_lazy as _

from .schema import Shown

# in its order (索引号, 主题分类, 发文机关, 成文日期, 标题, 发文字号, 发布日期), then the validity.
DOCUMENT = (
    Shown("index_no", _("Index number")),
    Shown("subject", _("Subject")),
    Shown("issuer", _("Issuer")),
    Shown("created_date", _("Date of the document")),
    Shown("title", _("Title"), is_wide=True),
    Shown("doc_no", _("Document number")),
    Shown("published", _("Date of publication")),
    Shown("validity", _("Validity")),
    Shown("effect_date", _("In force from")),
)
