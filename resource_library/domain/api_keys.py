"""Keys of other systems: issued and revoked by the information centre, known here only by their digest."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role

from ..models import ApiKey

_PREFIX = "ty_"
_TOKEN = re.compile(r"ty_[A-Za-z0-9_-]{40,60}")


@transaction.atomic
def issue(
    name: str,
    contact: str,
    *,
    expires_at: datetime,
    sites: Iterable[Site] = (),
    everywhere: bool = False,
    per_minute: int | None = None,
    by,
) -> tuple[ApiKey, str]:
    """发放密钥: the key's record, and the key itself, which nobody can be shown again.

    Raises PermissionDenied for anybody but the information centre, ValidationError for a key without an end ahead or
    without a site.
    """
    _require_office(by)
    sites = list(sites)
    if expires_at <= timezone.now():
        raise ValidationError({"expires_at": _("The end of a key lies ahead.")})
    if not everywhere and not sites:
        raise ValidationError({"sites": _("Choose the sites it may read, or all of them.")})
    token = _PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name.strip(), contact=contact.strip(), digest=_digest(token), hint=token[:9], everywhere=everywhere,
        per_minute=per_minute, expires_at=expires_at, created_by=by,
    )  # fmt: skip
    key.full_clean()
    key.save()
    key.sites.set(sites)
    log(instance=key, action="api_key.issue", user=by, data={"sites": [site.pk for site in sites]})
    return key, token


@transaction.atomic
def revoke(key: ApiKey, *, by) -> None:
    """吊销密钥: from now on it opens nothing. A second time changes nothing."""
    _require_office(by)
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
        log(instance=key, action="api_key.revoke", user=by)
    key.refresh_from_db()


def find(token: str) -> ApiKey | None:
    """The record of a key, whatever its state; None for one that was never issued. One query, none for rubbish.

    The digest is looked up in an index: a key has 256 random bits, so there is nothing to guess and no salt to add.
    """
    return ApiKey.objects.filter(digest=_digest(token)).first() if _TOKEN.fullmatch(token) else None


def is_valid(key: ApiKey) -> bool:
    return key.revoked_at is None and key.expires_at > timezone.now()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_office(by) -> None:
    if not (by.is_superuser or has_role(by, Role.INFORMATION_CENTRE)):
        raise PermissionDenied
