"""The pages of jobs."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.jobs import domain
from unified_platform.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.fixture
def job(phones, people, boss) -> Job:
    return domain.start(phones, {"phone": "=1+1"}, by=boss, title="换号")


def test_running_job_is_watched_and_a_finished_one_is_not(job, boss):
    browser = client_of(boss)
    page = browser.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert f'data-job-watch="{reverse("jobs:progress", args=[job.pk])}"' in page

    drain()
    bar = browser.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert "data-job-watch" not in bar
    assert 'value="100"' in bar


def test_lines_can_be_read_by_outcome(job, boss):
    drain()
    page = client_of(boss).get(reverse("jobs:detail", args=[job.pk]), {"outcome": "refused"}).content.decode()
    assert "号码保密" in page
    assert ">p1<" not in page


def test_report_is_a_table_in_which_nothing_is_a_formula(job, boss):
    drain()
    answer = client_of(boss).get(reverse("jobs:report", args=[job.pk]))
    sheet = load_workbook(BytesIO(answer.getvalue())).active

    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 9
    assert rows[1][1:] == ("p0", "已变更", None, "电话：1", "电话：=1+1")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize(("act", "state"), [("stop", JobState.STOPPED)])
def test_buttons_act(job, boss, act, state):
    answer = client_of(boss).post(reverse("jobs:act", args=[job.pk, act]))
    assert answer.status_code == 302
    assert Job.objects.get(pk=job.pk).state == state


def test_undo_leads_to_the_job_that_undoes(job, boss):
    drain()
    answer = client_of(boss).post(reverse("jobs:act", args=[job.pk, "undo"]))
    assert answer.url == reverse("jobs:detail", args=[Job.objects.get(undoes=job).pk])


def test_what_makes_no_sense_is_said_and_not_done(job, boss):
    answer = client_of(boss).post(reverse("jobs:act", args=[job.pk, "go_on"]), follow=True)
    assert "并未停下" in answer.content.decode()
    assert client_of(boss).post(reverse("jobs:act", args=[job.pk, "burn"])).status_code == 404


@pytest.mark.parametrize("name", ["jobs:detail", "jobs:progress", "jobs:report"])
def test_other_peoples_jobs_do_not_exist(job, name):
    writer = UserFactory()
    group = Group.objects.create(name="后台")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    writer.groups.add(group)
    for reader, status in ((person(Role.INFORMATION_CENTRE), 200), (writer, 404)):
        answer = client_of(reader).get(reverse(name, args=[job.pk]))
        assert answer.status_code == status
        answer.getvalue()  # read to its end, a file is closed


def test_list_takes_as_many_queries_for_16_jobs_as_for_one(job, boss, phones):
    browser = client_of(boss)
    assert "换号" in browser.get(reverse("jobs:list")).content.decode()
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("jobs:list"))
    for _n in range(15):
        domain.start(phones, {"phone": "x"}, by=boss, title="换号")
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("jobs:list"))
    assert len(many) == len(few)
