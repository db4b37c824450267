"""Appointing people (R-1.11.4), and that what must stay in two hands does (R-1.13.6)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from tests.factories.accounts import UserFactory, person
from tests.factories.offices import Office, office
from unified_platform.accounts.domain import assign, has_role, offices, revoke
from unified_platform.accounts.enums import PLATFORM_ROLES, SITE_ROLES, Role
from unified_platform.accounts.models import User

PASSWORD = "gLacier-Lantern-48"


@pytest.fixture
def ours(db) -> Office:
    return office("ours")


@pytest.fixture
def theirs(db) -> Office:
    return office("theirs")


@pytest.fixture
def centre(db) -> User:
    return person(Role.INFORMATION_CENTRE)


def browser(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def give(client: Client, who: User, role: Role, site: Site | None, act: str = "appoint"):
    data = {"username": who.username, "role": role, "site": site.pk if site else "platform"}
    return client.post(reverse("people:office", args=[act]), data, follow=True)


@pytest.mark.parametrize("held", [Role.WRITER, Role.EDITOR, Role.REVIEWER])
def test_assign_refuses_writing_or_reviewing_beside_signing_off(ours, held):
    both = person(held, ours.site)

    with pytest.raises(ValidationError):
        assign(both, Role.PUBLISHER, ours.site)

    assert not has_role(both, Role.PUBLISHER, site_id=ours.site.pk)


def test_assign_refuses_the_information_centre_an_office_that_publishes_anywhere(ours, centre):
    with pytest.raises(ValidationError):
        assign(centre, Role.PUBLISHER, ours.site)
    with pytest.raises(ValidationError):
        assign(ours.publisher, Role.INFORMATION_CENTRE)


def test_assign_allows_the_pair_on_two_sites(ours, theirs):
    assign(ours.editor, Role.PUBLISHER, theirs.site)

    assert has_role(ours.editor, Role.PUBLISHER, site_id=theirs.site.pk)


def test_revoked_office_counts_at_once(ours):
    assert has_role(ours.editor, Role.EDITOR, site_id=ours.site.pk)

    revoke(ours.editor, Role.EDITOR, ours.site)

    assert not has_role(ours.editor, Role.EDITOR, site_id=ours.site.pk)


def test_site_manager_fills_the_offices_of_her_site_but_not_her_own(ours, theirs):
    assert set(offices.roles_to_give(ours.manager, ours.site)) == set(SITE_ROLES) - {Role.SITE_MANAGER}
    assert offices.roles_to_give(ours.manager, theirs.site) == ()
    assert offices.roles_to_give(ours.manager, None) == ()


@pytest.mark.parametrize("name", ["writer", "editor", "reviewer", "publisher"])
def test_other_offices_fill_none(ours, name):
    assert offices.roles_to_give(getattr(ours, name), ours.site) == ()


def test_information_centre_fills_every_office(ours, centre):
    assert set(offices.roles_to_give(centre, ours.site)) == set(SITE_ROLES)
    assert set(offices.roles_to_give(centre, None)) == set(PLATFORM_ROLES)


def test_nobody_changes_her_own_offices(ours, centre):
    for who, role, site in ((ours.manager, Role.PUBLISHER, ours.site), (centre, Role.AUTHORITY, None)):
        with pytest.raises(PermissionDenied):
            offices.appoint(who, role, site, by=who)


def test_appointing_in_the_back_end_gives_the_office_and_is_recorded(ours):
    newcomer = UserFactory()

    give(browser(ours.manager), newcomer, Role.EDITOR, ours.site)

    assert has_role(newcomer, Role.EDITOR, site_id=ours.site.pk)
    entry = offices.log.__globals__["registry"].get_logs_for_instance(newcomer).get(action="accounts.appoint")
    assert (entry.user, entry.data) == (ours.manager, {"role": "editor", "site": ours.site.site_name})


def test_dismissing_in_the_back_end_takes_the_office(ours):
    give(browser(ours.manager), ours.writer, Role.WRITER, ours.site, act="dismiss")

    assert not has_role(User.objects.get(pk=ours.writer.pk), Role.WRITER, site_id=ours.site.pk)


@pytest.mark.parametrize("act", ["appoint", "dismiss"])
def test_offices_of_another_site_are_out_of_reach(ours, theirs, act):
    before = set(theirs.editor.groups.all())

    give(browser(ours.manager), theirs.editor, Role.REVIEWER, theirs.site, act)
    give(browser(ours.manager), theirs.editor, Role.EDITOR, theirs.site, act)

    assert set(theirs.editor.groups.all()) == before


@pytest.mark.parametrize("name", ["writer", "editor", "reviewer", "publisher"])
def test_people_pages_are_for_whoever_staffs_a_site(ours, name):
    client = browser(getattr(ours, name))

    answer = give(client, ours.writer, Role.REVIEWER, ours.site)

    assert client.get(reverse("people:list")).status_code == 302
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_home")
    assert not has_role(ours.writer, Role.REVIEWER, site_id=ours.site.pk)


def test_list_shows_the_people_of_ones_own_sites_with_their_offices_there(ours, theirs):
    assign(ours.editor, Role.EDITOR, theirs.site)

    page = browser(ours.manager).get(reverse("people:list"))

    assert set(page.context["object_list"]) == {ours.writer, ours.editor, ours.reviewer, ours.publisher, ours.manager}
    assert theirs.site.site_name not in page.content.decode()


def test_list_of_the_information_centre_shows_everybody(ours, theirs, centre):
    page = browser(centre).get(reverse("people:list"))

    assert set(page.context["object_list"]) == set(User.objects.all())


def test_account_of_somebody_else_does_not_exist(ours, theirs):
    url = reverse("people:person", args=[theirs.editor.pk])
    client = browser(ours.manager)

    assert client.get(url).status_code == 404
    assert client.post(url, {"display_name": "改名", "password": PASSWORD}).status_code == 404
    theirs.editor.refresh_from_db()
    assert theirs.editor.display_name != "改名"


def test_account_of_somebody_who_works_elsewhere_too_is_not_for_one_manager(ours, theirs):
    """She could sign in as her, and be at the other site."""
    assign(ours.editor, Role.EDITOR, theirs.site)
    before = ours.editor.password

    browser(ours.manager).post(
        reverse("people:person", args=[ours.editor.pk]), {"display_name": "改名", "password": PASSWORD}
    )

    ours.editor.refresh_from_db()
    assert ours.editor.password == before


def test_account_is_changed_and_suspended(ours):
    url = reverse("people:person", args=[ours.writer.pk])

    browser(ours.manager).post(url, {"display_name": "新名字", "office_title": "科员"})

    ours.writer.refresh_from_db()
    assert (ours.writer.display_name, ours.writer.office_title, ours.writer.is_active) == ("新名字", "科员", False)


def new_account(ours, **changes) -> dict:
    facts = {"username": "newcomer", "display_name": "新人", "password": PASSWORD, "role": "writer"}
    return {**facts, "site": ours.site.pk, **changes}


def test_new_account_has_its_first_office_and_signs_in(ours):
    browser(ours.manager).post(reverse("people:add"), new_account(ours))

    newcomer = User.objects.get(username="newcomer")
    assert has_role(newcomer, Role.WRITER, site_id=ours.site.pk)
    assert Client(HTTP_HOST="localhost").login(username="newcomer", password=PASSWORD)


@pytest.mark.parametrize("password", ["", "123456789", "newcomer"])
def test_new_account_with_a_weak_password_is_refused(ours, password):
    browser(ours.manager).post(reverse("people:add"), new_account(ours, password=password))

    assert not User.objects.filter(username="newcomer").exists()


def test_new_account_for_another_site_is_refused(ours, theirs):
    browser(ours.manager).post(reverse("people:add"), new_account(ours, site=theirs.site.pk))

    assert not User.objects.filter(username="newcomer").exists()


def test_account_of_a_superuser_is_for_superusers(centre):
    root = UserFactory(is_superuser=True)

    assert not offices.may_edit_person(centre, root)


# Finding people


@pytest.mark.parametrize(
    "words",
    [
        "王晓燕",
        "晓燕",
        "王",
        "wangxy",
        "WANGXY",
        "wangxy@jy.nanjing.gov.cn",
        "jy.nanjing",
        "王晓 jy",
        "科长",
        "025-8836",
    ],
)
def test_person_is_found_by_any_part_of_what_she_is_known_by(ours, theirs, centre, words):
    known = {"email": "wangxy@jy.nanjing.gov.cn", "office_title": "宣传科科长", "phone": "025-88361234"}
    wanted = person(Role.WRITER, ours.site, username="wangxy", display_name="王晓燕", **known)
    person(Role.WRITER, ours.site, username="lim", display_name="李明")

    for who in (ours.manager, centre):
        assert list(browser(who).get(reverse("people:list"), {"q": words}).context["object_list"]) == [wanted]
    # A manager looks for the people of her own sites; of the others she does not learn that they exist.
    assert list(browser(theirs.manager).get(reverse("people:list"), {"q": words}).context["object_list"]) == []


@pytest.mark.parametrize("words", ["王 李", "（）", "不存在"])
def test_nobody_is_found_by_what_does_not_stand_together(ours, centre, words):
    for name in ("王晓燕", "李明"):
        person(Role.WRITER, ours.site, display_name=name)

    assert list(browser(centre).get(reverse("people:list"), {"q": words}).context["object_list"]) == []
