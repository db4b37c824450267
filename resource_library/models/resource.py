"""The unit of the library."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Site,
    WorkflowMixin,
    WorkflowState,
)

from unified_platform.fields import BlockField

from ..blocks import BodyBlock
from ..enums import (
    CarrierType,
    InfoFormat,
    Kind,
    PublicKind,
    PublicRange,
    PublicTimeLimit,
    PublicWay,
    RelationType,
    State,
    Validity,
    WithdrawReason,
)
from ..kinds import kind_choices
from .organ import Organ
from .taxonomy import Term, Vocabulary

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def term_field(verbose_name: "str | _StrPromise", vocabulary: str) -> models.ForeignKey:
    """A single choice out of one vocabulary."""
    return models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
        limit_choices_to={"vocabulary__code": vocabulary},
    )


# What may still be repealed.
NOT_OVER = (Validity.VALID, Validity.PARTLY, Validity.AMENDED, Validity.PENDING)


class Resource(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    ClusterableModel,
    models.Model,
):
    """An article, a document, a guide: exists once, shown by placements (资源).

    The fields are the unified metadata of R-4.2, in its order; the comment gives the element. What is mandatory
    for which kind stands in `kinds`, not here: a draft may be incomplete, a publication may not.
    """

    identifier = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    # No index of its own: others below begin with it.
    owner_site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="resources", db_index=False, verbose_name=_("owner site")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices, default=Kind.NEWS)

    index_no = models.CharField(_("index number"), max_length=64, null=True, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    top_title = models.CharField(_("title above"), max_length=300, blank=True)
    sub_title = models.CharField(_("subtitle"), max_length=300, blank=True)
    description = models.TextField(_("abstract"), max_length=500, blank=True)
    keywords = models.CharField(_("key words"), max_length=300, blank=True, help_text=_("Separated by commas"))
    doc_no = models.CharField(_("document number"), max_length=64, blank=True)
    issuer = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issued",
        verbose_name=_("issuer"),
    )
    joint_issuers = ParentalManyToManyField(
        Organ, blank=True, related_name="issued_jointly", verbose_name=_("joint issuers")
    )
    # 职责承接机关: set where the issuer was split up, and this document became the business of one of its parts.
    taken_over_by = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over",
        verbose_name=_("taken over by"),
        editable=False,
    )
    duty_department = models.CharField(_("responsible department"), max_length=100, blank=True)
    signer = models.CharField(_("signer"), max_length=60, blank=True)
    created_date = models.DateField(_("date of the document"), null=True, blank=True)
    # Set by the system when the resource first becomes public, or by an import.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    effect_date = models.DateField(_("in force from"), null=True, blank=True)
    abolish_date = models.DateField(_("repealed on"), null=True, blank=True)
    validity = models.CharField(
        _("validity"), max_length=10, choices=Validity.choices, blank=True, default=""
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    origin_url = models.URLField(_("original address"), max_length=500, blank=True)
    author = models.CharField(_("author"), max_length=120, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="edited_resources",
        verbose_name=_("responsible editor"),
        editable=False,
    )
    language = models.CharField(_("language"), max_length=10, default="zh-Hans")
    info_format = models.CharField(
        _("format"), max_length=10, choices=InfoFormat.choices, default=InfoFormat.HTML
    )
    carrier_type = models.CharField(
        _("carrier"), max_length=10, choices=CarrierType.choices, blank=True, default=""
    )
    public_way = models.CharField(
        _("way of disclosure"), max_length=10, choices=PublicWay.choices, default=PublicWay.WEBSITE
    )
    public_kind = models.CharField(
        _("kind of disclosure"), max_length=12, choices=PublicKind.choices, default=PublicKind.ACTIVE
    )
    public_range = models.CharField(
        _("range of disclosure"), max_length=10, choices=PublicRange.choices, default=PublicRange.SOCIETY
    )
    public_time_limit = models.CharField(
        _("time limit"), max_length=10, choices=PublicTimeLimit.choices, default=PublicTimeLimit.LASTING
    )
    public_until = models.DateField(_("public until"), null=True, blank=True)
    subject = term_field(_("subject"), Vocabulary.SUBJECT)
    genre = term_field(_("genre"), Vocabulary.GENRE)
    group = term_field(_("disclosure group"), Vocabulary.GROUP)
    region = term_field(_("region"), Vocabulary.REGION)
    # .30, .31: further subjects, audiences and groups beside the primary ones
    terms = ParentalManyToManyField(Term, blank=True, related_name="+", verbose_name=_("further classes"))
    image = models.ForeignKey(
        "resource_library.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("thumbnail"),
    )
    place_key = models.CharField(_("place"), max_length=60, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, editable=False)
    archive = models.JSONField(_("archive record"), null=True, blank=True, editable=False)
    extra = models.JSONField(_("fields of the kind"), default=dict, blank=True)

    body = BlockField(BodyBlock(), verbose_name=_("text"), blank=True)

    # A resource is private until it has been through review; Wagtail's own default is the other way round.
    live = models.BooleanField(_("live"), default=False, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdraw_reason = models.CharField(
        _("reason"), max_length=10, choices=WithdrawReason.choices, blank=True, editable=False
    )
    withdraw_note = models.CharField(_("note on the withdrawal"), max_length=300, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    _revisions = GenericRelation(
        Revision, content_type_field="content_type", object_id_field="object_id", for_concrete_model=False
    )
    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="resource",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        permissions = [
            ("review_resource", "Can review resources"),
            ("publish_resource", "Can sign off resources"),
            ("withdraw_resource", "Can withdraw resources"),
            ("repost_resource", "Can repost resources"),
            ("lock_resource", "Can lock resources"),
            ("unlock_resource", "Can unlock resources"),
        ]
        indexes = [
            # Asked every few seconds by the clock that takes down what is over.
            models.Index(
                fields=["expire_at"], condition=Q(live=True, expire_at__isnull=False), name="resource_live_expiry"
            ),
            models.Index(
                fields=["public_until"],
                condition=Q(live=True, public_time_limit=PublicTimeLimit.LIMITED),
                name="resource_live_limited",
            ),
            # Asked every minute by the clock of validity: small indexes of what still has its day before it.
            models.Index(
                fields=["effect_date"],
                condition=Q(live=True, validity=Validity.PENDING),
                name="resource_live_pending",
            ),
            models.Index(
                fields=["abolish_date"],
                condition=Q(live=True, abolish_date__isnull=False, validity__in=NOT_OVER),
                name="resource_live_abolition",
            ),
            # Looked up whole, never by its beginning.
            models.Index(fields=["doc_no"], name="resource_by_doc_no"),
            models.Index(fields=["owner_site", "-updated_at", "-id"], name="resource_of_site"),
            models.Index(fields=["owner_site", "state", "-updated_at", "-id"], name="resource_of_site_state"),
            models.Index(fields=["owner_site", "kind", "-updated_at", "-id"], name="resource_of_site_kind"),
            models.Index(fields=["-updated_at", "-id"], name="resource_by_change"),
            # For whoever sees all sites: a rare state or kind is not looked for through a million rows.
            models.Index(fields=["state", "-updated_at", "-id"], name="resource_by_state"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="resource_by_kind"),
            models.Index(fields=["-published_at", "-id"], condition=Q(live=True), name="resource_live_date"),
            models.Index(
                fields=["kind", "-published_at", "-id"],
                condition=Q(live=True),
                name="resource_live_kind_date",
            ),
            models.Index(
                fields=["owner_site", "-published_at", "-id"],
                condition=Q(live=True),
                name="resource_live_site_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        return self._revisions

    # Wagtail's doors. Each leads to the one function that knows the rules, so no caller can pass them by.

    def publish(
        self,
        revision,
        user=None,
        changed=True,
        log_action=True,
        previous_revision=None,
        skip_permission_checks=False,
    ):
        from ..domain import publishing

        return publishing.publish(
            self,
            revision,
            by=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
        )

    def unpublish(self, set_expired=False, commit=True, user=None, log_action=True):
        from ..domain import publishing

        return publishing.unpublish(self, by=user, expired=set_expired, log_action=log_action)

    def with_content_json(self, content):
        """A revision carries content; the life of the resource stays what the row says it is.

        A version that names a class which has been merged since is read with the class it went into.
        """
        from ..domain.classification import without_merged

        restored = super().with_content_json(without_merged(content))
        restored.take_life_of(self)
        return restored

    def take_life_of(self, row: "Resource") -> None:
        """Keep the text of this version, and take everything that was done with the resource from its row."""
        for field in LIFE_FIELDS:
            setattr(self, field, getattr(row, field))

    # Preview in the site's own look

    def get_preview_template(self, request, mode_name):
        raise NotImplementedError("the preview is rendered by the site, see previews.py")

    def serve_preview(self, request, mode_name):
        from ..previews import render_preview

        return render_preview(self, request)


# What never comes out of a revision or a form: a reverted text must not revert the act of withdrawing it, and a form
# opened before a publication must not undo it.
LIFE_FIELDS = (
    "identifier",
    "owner_site_id",
    "index_no",
    "published_at",
    "first_published_at",
    "last_published_at",
    "live",
    "live_revision_id",
    "latest_revision_id",
    "has_unpublished_changes",
    "expired",
    "locked",
    "locked_at",
    "locked_by_id",
    "state",
    "version",
    "content_hash",
    "archive",
    "withdrawn_at",
    "withdraw_reason",
    "withdraw_note",
    "successor_id",
    "taken_over_by_id",
    "created_at",
    "updated_at",
    "editor_id",
)


class Attachment(Orderable):
    """A file that belongs to a resource (附件, R-4.2.35). The title is for people: not the file's name."""

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "resource_library.LibraryDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    title = models.CharField(_("title"), max_length=200)
    downloads = models.PositiveIntegerField(_("downloads"), default=0, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title


class Relation(Orderable):
    """One resource refers to another (关联, R-4.2.36)."""

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(_("relation"), max_length=14, choices=RelationType.choices)
    target = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="reverse_relations", verbose_name=_("resource")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["resource", "type", "target"], name="relation_once"),
            models.CheckConstraint(condition=~Q(resource=models.F("target")), name="relation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.target_id}"
