"""Where websites name an organ: as sponsor, operator, authority in the register, as responsible organ of a column."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from resource_library.domain import drafts
from resource_library.domain.organ_holders import Named, OrganHolder, register_holder
from resource_library.models import Organ
from unified_platform.events import emit

from .models import ColumnPage, SiteProfile


class RegisterEntry(OrganHolder):
    """One of the three organs of a site (主办、承办、主管单位). The footer of every page says the new one at once."""

    field: str

    def naming(self, organs: Collection[int]) -> list[Named]:
        entries = SiteProfile.objects.filter(**{f"{self.field}__in": organs}).order_by("site_code")
        rows = entries.values_list("pk", "standard_name", f"{self.field}_id")
        return [Named(pk, name, organ, reverse("site_register:entry", args=[pk])) for pk, name, organ in rows]

    def change(self, records: Sequence[int], before: int, after: Organ, *, by) -> set[int]:
        entries = SiteProfile.objects.filter(pk__in=records, **{self.field: before})
        found = list(entries.select_for_update().only("pk", "standard_name", "site_id"))
        SiteProfile.objects.filter(pk__in=[entry.pk for entry in found]).update(**{self.field: after})
        for entry in found:
            log(instance=entry, action="wagtail.edit", user=by, data={self.field: after.pk, "before": before})
            emit("site.changed", subject=entry, site_id=entry.site_id)
        return {entry.pk for entry in found}


class Sponsor(RegisterEntry):
    name, label, field = "sites.sponsor", _("Sponsor of sites"), "sponsor"


class Operator(RegisterEntry):
    name, label, field = "sites.operator", _("Operator of sites"), "operator"


class Authority(RegisterEntry):
    name, label, field = "sites.authority", _("Authority of sites"), "authority"


class DutyOfColumn(OrganHolder):
    """负责单位 of a column (R-4.3.5)."""

    name, label = "sites.column", _("Responsible for columns")

    def naming(self, organs: Collection[int]) -> list[Named]:
        columns = ColumnPage.objects.filter(duty_organ__in=organs).order_by("path")
        rows = columns.values_list("pk", "title", "duty_organ_id")
        return [Named(pk, title, organ, reverse("wagtailadmin_pages:edit", args=[pk])) for pk, title, organ in rows]

    def change(self, records: Sequence[int], before: int, after: Organ, *, by) -> set[int]:
        columns = ColumnPage.objects.filter(pk__in=records, duty_organ=before)
        found = dict(columns.values_list("pk", "latest_revision_id"))
        ColumnPage.objects.filter(pk__in=found).update(duty_organ=after)
        # The form of a page reads the newest version: left as it was, the next save would bring the old organ back.
        said = drafts.said_in([revision for revision in found.values() if revision], "duty_organ")
        drafts.patch([pk for pk, (organ,) in said.items() if organ == before], {"duty_organ": after.pk})
        if found:
            emit("column.changed", payload={"columns": sorted(found)})
        return set(found)


def register_all() -> None:
    for holder in (Sponsor, Operator, Authority, DutyOfColumn):
        register_holder(holder())
