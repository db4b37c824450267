"""Reading the rule table, and the values it starts with."""

from .models import Evidence, Rule

# code, reference, name, value, unit, evidence, source
DEFAULTS = (
    ("column-cycle-news", "R-3.1.4", "动态要闻类栏目更新周期", 14, "天", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-cycle-notice", "R-3.1.4", "通知公告类栏目更新周期", 183, "天", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-cycle-policy", "R-3.1.4", "政策文件类栏目更新周期", 183, "天", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-cycle-plan", "R-4.3.3", "人事、规划计划类栏目更新周期", 365, "天", Evidence.SECOND_HAND, "国办发〔2015〕15号"),
    ("column-warn-percent", "R-3.1.4", "栏目临近超期提醒（占更新周期比例）", 15, "%", Evidence.DERIVED, ""),
    ("column-veto-news", "R-3.1.4", "动态要闻、通知公告、政策文件类栏目超期未更新上限", 5, "个", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-veto-other", "R-3.1.5", "其他应更新栏目长期未更新上限", 10, "个", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-veto-empty", "R-3.1.6", "空白栏目上限", 5, "个", Evidence.FOUND, "国办秘函〔2019〕19号"),
    ("column-depth", "R-4.3.1", "栏目层级上限", 4, "级", Evidence.DERIVED, ""),
    ("repost-hours", "R-1.7.13", "重要政策信息转载时限", 12, "小时", Evidence.FOUND, "宁政办发〔2017〕134号"),
    # What each defect costs of the hundred points of a text, and from where on it is one.
    ("quality-missing", "R-4.2.43", "质量扣分：缺少必备要素（每项）", 15, "分", Evidence.DERIVED, ""),
    ("quality-summary", "R-4.2.5", "质量扣分：无内容摘要", 8, "分", Evidence.DERIVED, ""),
    ("quality-subject", "R-4.2.28", "质量扣分：无主题分类", 8, "分", Evidence.DERIVED, ""),
    ("quality-keywords", "R-4.2.6", "质量扣分：无关键词", 5, "分", Evidence.DERIVED, ""),
    ("quality-thumbnail", "R-4.2.34", "质量扣分：动态、专题无图片", 3, "分", Evidence.DERIVED, ""),
    ("quality-validity", "R-1.7.8", "质量扣分：有效性或公开时限与日期不符", 20, "分", Evidence.DERIVED, ""),
    ("quality-review", "R-1.7.3", "质量扣分：静态信息久未核对", 10, "分", Evidence.DERIVED, ""),
    ("quality-title", "R-4.2.3", "质量扣分：标题过长", 5, "分", Evidence.DERIVED, ""),
    ("quality-short", "R-1.7.9", "质量扣分：动态正文过短", 8, "分", Evidence.DERIVED, ""),
    ("quality-paragraph", "R-6.3.1", "质量扣分：段落过长", 5, "分", Evidence.DERIVED, ""),
    ("quality-transcript", "R-6.4.2", "质量扣分：音视频无文字稿", 8, "分", Evidence.DERIVED, ""),
    ("quality-title-letters", "R-4.2.3", "标题字数超过此数为过长", 60, "字", Evidence.DERIVED, ""),
    ("quality-short-letters", "R-1.7.9", "动态正文字数少于此数为过短", 50, "字", Evidence.DERIVED, ""),
    ("quality-paragraph-letters", "R-6.3.1", "段落字数超过此数为过长", 600, "字", Evidence.DERIVED, ""),
    ("quality-review-days", "R-1.7.3", "静态信息超过此天数未变更须核对", 730, "天", Evidence.DERIVED, ""),
    ("api-per-minute", "R-4.7.3", "资源库接口每个密钥每分钟调用上限", 600, "次", Evidence.DERIVED, ""),
    ("views-days", "R-4.2.37", "每日阅读量保存期限", 731, "天", Evidence.DERIVED, ""),
    ("log-days", "R-1.13.7", "操作日志保存期限", 183, "天", Evidence.MEMORY, "国办发〔2017〕47号"),
    ("media-picture-mb", "R-0.3", "图片大小上限", 20, "MB", Evidence.DERIVED, ""),
    ("media-document-mb", "R-0.3", "附件大小上限", 100, "MB", Evidence.DERIVED, ""),
    ("media-recording-mb", "R-0.3", "音视频大小上限", 200, "MB", Evidence.DERIVED, ""),
    ("media-picture-megapixels", "R-0.3", "图片像素上限", 100, "百万像素", Evidence.DERIVED, ""),
    ("media-archive-mb", "R-0.3", "压缩包解压后大小上限", 2048, "MB", Evidence.DERIVED, ""),
    ("media-archive-ratio", "R-0.3", "压缩包压缩比上限", 100, "倍", Evidence.DERIVED, ""),
    ("media-unused-days", "R-0.3", "素材闲置认定天数", 30, "天", Evidence.DERIVED, ""),
    ("document-review-years", "R-1.7.3", "有效文件复审年限", 5, "年", Evidence.DERIVED, ""),
    ("media-archive-members", "R-0.3", "压缩包文件数上限", 5000, "个", Evidence.DERIVED, ""),
)  # fmt: skip


def value(code: str) -> int:
    """The value in force. Raises Rule.DoesNotExist for a code nobody declared.

    A release may bring a rule that an installation has never seen: its row is made when it is first asked for.
    """
    found = Rule.objects.filter(code=code).values_list("value", flat=True).first()
    if found is None:
        load_defaults()
        return Rule.objects.values_list("value", flat=True).get(code=code)
    return found


def values(*codes: str) -> dict[str, int]:
    """Several values in force by their codes, as `value` gives one. One query."""
    found = dict(Rule.objects.filter(code__in=codes).values_list("code", "value"))
    if len(found) < len(set(codes)):
        return {code: value(code) for code in codes}
    return found


def load_defaults() -> int:
    """Add the rows that are missing; never changes a value somebody set. Returns how many were added."""
    known = set(Rule.objects.values_list("code", flat=True))
    fields = ("code", "reference", "name", "value", "unit", "evidence", "source")
    missing = [Rule(**dict(zip(fields, row, strict=True))) for row in DEFAULTS if row[0] not in known]
    # Two processes may miss the same row at once.
    Rule.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
