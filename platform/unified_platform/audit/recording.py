"""How lines get into the trail."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from . import origin
from .models import AuditEntry

SIGNED_IN, SIGNED_OUT, SIGN_IN_FAILED = "accounts.sign_in", "accounts.sign_out", "accounts.sign_in_failed"


def record(
    action: str,
    *,
    by: Any = None,
    record: Model | None = None,
    label: str = "",
    site_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """记录: one line, in the transaction of the act it speaks of. One query."""
    here = origin.current()
    return AuditEntry.objects.create(
        action=action[:100],
        actor_id=by.pk if by is not None else None,
        actor=_name(by),
        record_type=record._meta.label_lower if record is not None else "",
        record_id=str(record.pk)[:64] if record is not None else "",
        label=(label or (str(record) if record is not None else ""))[:300],
        site_id=site_id if site_id is not None else _site_of(record),
        address=here.address,
        client=here.client,
        data=data or {},
    )


def _name(person: Any) -> str:
    if person is None:
        return ""
    return f"{person.get_full_name()} ({person.get_username()})"[:200]


def _site_of(record: Model | None) -> int | None:
    """The site the record belongs to, as far as it says so itself."""
    for name in ("owner_site_id", "site_id"):
        if isinstance(number := getattr(record, name, None), int):
            return number
    return None


def connect() -> None:
    """Listen to the log of the house and to the door."""
    for log in (ModelLogEntry, PageLogEntry):
        post_save.connect(_logged, sender=log, dispatch_uid=f"audit.{log.__name__}")
    user_logged_in.connect(_signed_in, dispatch_uid="audit.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit.signed_out")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="audit.sign_in_failed")


def _logged(sender: type[Model], instance: Any, created: bool, **kwargs: Any) -> None:
    if not created:
        return
    here = origin.current()
    kind = ContentType.objects.get_for_id(instance.content_type_id) if instance.content_type_id else None
    AuditEntry.objects.create(
        at=instance.timestamp,
        action=instance.action[:100],
        actor_id=instance.user_id,
        actor=_name(instance.user if instance.user_id else None),
        record_type=f"{kind.app_label}.{kind.model}" if kind else "",
        record_id=str(getattr(instance, "object_id", None) or getattr(instance, "page_id", ""))[:64],
        label=instance.label[:300],
        site_id=_site_in(instance.data),
        address=here.address,
        client=here.client,
        data=instance.data or {},
    )


def _site_in(data: Any) -> int | None:
    site = data.get("site") if isinstance(data, dict) else None
    return site if isinstance(site, int) else None


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record(SIGNED_IN, by=user, record=user)


def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(SIGNED_OUT, by=user, record=user)


def _sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Whose name was tried; never what was typed as a password."""
    record(SIGN_IN_FAILED, label=str(credentials.get("username", ""))[:150])
