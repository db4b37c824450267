"""Cursors: where a page ended, as the moment of publication and the number of its last resource.

The next page begins below that place, so nothing is skipped or told twice when something is published meanwhile.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from ..models import Resource

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(rb"(-?[0-9]{1,18})\.([0-9]{1,18})")
ORDER = ("-published_at", "-pk")


def cursor_after(moment: datetime, pk: int) -> str:
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{microseconds}.{pk}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, int]:
    """The place a cursor names. Raises ValueError for anything that is no cursor."""
    try:
        plain = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = _PLACE.fullmatch(plain)
        if found is None:
            raise ValueError("no cursor")
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except (UnicodeEncodeError, binascii.Error, OverflowError) as error:
        raise ValueError("no cursor") from error


def below(resources: QuerySet[Resource], cursor: str) -> QuerySet[Resource]:
    """What comes after the place of the cursor, newest first."""
    if not cursor:
        return resources.order_by(*ORDER)
    moment, pk = place_of(cursor)
    older = Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk)
    # The first condition is what an index is read by; the second sorts out those of the same moment.
    return resources.filter(published_at__lte=moment).filter(older).order_by(*ORDER)
