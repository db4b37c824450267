"""Columns for the tables of the back end."""

from datetime import datetime

from django.utils import timezone
from wagtail.admin.ui.tables import Column


class MomentColumn(Column):
    """Day and minute in the time of the city: `2026-11-22 18:30`. Staff compare and quote moments; “an hour ago” is
    another one by the time somebody reads it."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("classname", "moment")
        super().__init__(*args, **kwargs)

    def get_value(self, instance) -> str:
        moment: datetime | None = super().get_value(instance)
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
