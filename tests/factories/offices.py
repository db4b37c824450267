"""Websites with the people who work for them, and what these people do all day."""

from dataclasses import dataclass

from wagtail.models import Revision, Site

from resource_library.domain import drafting, review
from resource_library.models import Resource
from sites.models import ColumnPage
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User

from . import sites
from .accounts import person
from .library import OrganFactory, ResourceFactory


@dataclass(frozen=True)
class Office:
    """One person for each office of a site, and a column to publish in."""

    site: Site
    column: ColumnPage
    writer: User
    editor: User
    reviewer: User
    publisher: User
    manager: User


def office(slug: str = "") -> Office:
    profile = sites.site(slug)
    site = profile.site
    return Office(
        site=site,
        column=sites.column(profile, "zcwj", "政策文件"),
        writer=person(Role.WRITER, site),
        editor=person(Role.EDITOR, site),
        reviewer=person(Role.REVIEWER, site),
        publisher=person(Role.PUBLISHER, site),
        manager=person(Role.SITE_MANAGER, site),
    )


def draft(at: Office, *columns, by: User | None = None, **fields) -> Resource:
    """A complete draft by the editor of the office, in the office's column unless others are named."""
    fields.setdefault("issuer", None)
    fields["issuer"] = fields["issuer"] or OrganFactory()
    resource = ResourceFactory.build(owner_site=at.site, **fields)
    return drafting.create(resource, by=by or at.editor, columns=list(columns) or [at.column])


def revise(resource: Resource, by: User, **changes) -> Revision:
    """Somebody opens the newest version, changes something and saves."""
    text = Resource.objects.get(pk=resource.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(text, name, value)
    return drafting.save(text, by=by)


def sign_off(resource: Resource, at: Office) -> None:
    """Submitted by the editor, reviewed, signed off: public, or on the schedule if it has a date."""
    review.submit(resource, at.editor)
    review.approve(resource, at.reviewer)
    review.approve(resource, at.publisher)
    resource.refresh_from_db()


def public(at: Office, *columns, **fields) -> Resource:
    """A resource that went the whole way and is public."""
    resource = draft(at, *columns, **fields)
    sign_off(resource, at)
    return resource
