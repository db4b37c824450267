"""A resource shown in a column of a site."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from ..enums import PlacementRole, PlacementState
from .resource import Resource


class Placement(models.Model):
    """A resource in a column (落位): the owner's own, or another site's as a repost (转载). Never an own body."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="placements")
    # No index of its own: others below begin with it.
    column = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="placements", db_index=False, verbose_name=_("column")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="placements", verbose_name=_("site"))
    role = models.CharField(_("role"), max_length=10, choices=PlacementRole.choices)
    state = models.CharField(_("state"), max_length=10, choices=PlacementState.choices, default=PlacementState.PROPOSED)
    # Shown to the public now: state is live and so is the resource. Kept by the domain functions in one UPDATE,
    # so that a list needs one index and no join to decide.
    visible = models.BooleanField(_("visible"), default=False, editable=False)
    title = models.CharField(_("own title"), max_length=300, blank=True)
    summary = models.TextField(_("own summary"), max_length=500, blank=True)
    image = models.ForeignKey(
        "resource_library.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("own picture"),
    )
    date = models.DateTimeField(_("date"), default=timezone.now)
    # Part of the address, so it stays as it was on the day the placement first went live.
    address_date = models.DateField(_("date in the address"), null=True, editable=False)
    pin = models.PositiveSmallIntegerField(_("pinned"), default=0, help_text=_("Larger numbers stand higher"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(fields=["column", "resource"], name="placement_once_per_column"),
            models.UniqueConstraint(
                fields=["resource"], condition=Q(role=PlacementRole.ORIGIN), name="placement_one_origin"
            ),
        ]
        indexes = [
            models.Index(fields=["column", "-pin", "-date", "-id"], condition=Q(visible=True), name="placement_list"),
            # Archive pages and home blocks go by date alone; only the head of a column knows pins.
            models.Index(fields=["column", "-date", "-id"], condition=Q(visible=True), name="placement_newest"),
            models.Index(fields=["column", "-pin", "-date", "-id"], name="placement_list_all"),
            models.Index(fields=["site", "-date", "-id"], condition=Q(visible=True), name="placement_of_site"),
            models.Index(
                fields=["site", "created_at"], condition=Q(state=PlacementState.PROPOSED), name="placement_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.resource_id} @ {self.column_id}"

    @property
    def path(self) -> str:
        """The last part of the address: `202611/t20261122_4711.html`, below the column's own path."""
        day = self.address_date
        assert day is not None, "a placement has an address once it has been live"  # noqa: S101 - an invariant
        return f"{day:%Y%m}/t{day:%Y%m%d}_{self.resource_id}.html"
