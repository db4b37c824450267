"""Pages of lists that may be a million rows long."""

from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

# Nobody turns more pages than this; who looks for something older searches or filters.
LIMIT = 1000


class BoundedPaginator(WagtailPaginator):
    """Counts no further than `LIMIT`: counting a million rows takes longer than showing twenty of them."""

    @cached_property
    def count(self) -> int:
        # On purpose not COUNT(*): the database stops at the limit.
        return len(self.object_list.order_by().values_list("pk")[:LIMIT])

    @property
    def is_cut(self) -> bool:
        return self.count >= LIMIT
