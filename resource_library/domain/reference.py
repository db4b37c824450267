"""What an empty installation needs before anybody can work: vocabularies, the review chain, rules, platform roles."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Task, Workflow, WorkflowContentType, WorkflowTask

from unified_platform.rules.domain import load_defaults

from .. import classification
from ..models import Resource, ReviewStep, Term, Vocabulary
from ..permissions import grant_role_rights

_VOCABULARIES = (
    (Vocabulary.SUBJECT, "主题分类", classification.SUBJECTS),
    (Vocabulary.GENRE, "体裁分类", classification.GENRES),
    (Vocabulary.AUDIENCE, "服务对象分类", classification.AUDIENCES),
    (Vocabulary.GROUP, "组配分类", classification.GROUPS),
    (Vocabulary.REGION, "行政区划", classification.REGIONS),
)


@transaction.atomic
def load_reference_data() -> None:
    """Add what is missing; leaves alone what somebody has edited since. Safe to call at any time."""
    load_defaults()
    for code, name, rows in _VOCABULARIES:
        _load_vocabulary(code, name, rows)
    _ensure_review_chain()
    grant_role_rights()


def _load_vocabulary(code: str, name: str, rows: tuple) -> None:
    vocabulary, created = Vocabulary.objects.get_or_create(code=code, defaults={"name": name})
    if not created:
        return
    for order, (term_code, term_name, *second_level) in enumerate(rows):
        parent = Term.objects.create(vocabulary=vocabulary, code=term_code, name=term_name, order=order)
        children = second_level[0] if second_level else ()
        Term.objects.bulk_create(
            Term(vocabulary=vocabulary, code=f"{term_code}{n:02d}", name=child, parent=parent, order=n)
            for n, child in enumerate(children, start=1)
        )


def _ensure_review_chain() -> None:
    """审核 then 签发, for every resource of every site; Wagtail's own sample workflow is retired."""
    resource_type = ContentType.objects.get_for_model(Resource, for_concrete_model=False)
    if WorkflowContentType.objects.filter(content_type=resource_type).exists():
        return
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    Task.objects.filter(name="Moderators approval").update(active=False)
    chain = Workflow.objects.create(name=_("Review and sign-off"))
    for order, (permission, name) in enumerate((("review", _("Review")), ("publish", _("Sign off")))):
        step = ReviewStep.objects.create(name=name, permission=permission)
        WorkflowTask.objects.create(workflow=chain, task=step, sort_order=order)
    WorkflowContentType.objects.create(workflow=chain, content_type=resource_type)
