"""What the edge lets through, to whom, under which name: the deployed nginx configuration, run for real."""

import re
from urllib.parse import quote

import boto3
import pytest

from .edge import echo_application, running_edge
from .servers import wait_until

pytestmark = pytest.mark.services

PUBLIC, ADMIN, STRANGER = "www.city.example", "admin.city.example", "www.elsewhere.example"
PICTURE = "images/江北新区.width-800.jpg"
PICTURE_PATH = "/media/" + quote(PICTURE)
FILE = "documents/ab/公报.pdf"


@pytest.fixture(scope="module")
def bucket_server(s3_endpoint):
    """Port of an object store that shows anyone a picture, an original, a file and a draft document."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(Bucket="tongyuan-media")
    keys = (PICTURE, "images/script.svg", "original_images/江北新区.jpg", "documents/draft.pdf", FILE)
    for key in keys:
        client.put_object(
            Bucket="tongyuan-media",
            Key=key,
            Body=key.encode(),
            ContentType="image/jpeg",
            ACL="public-read",
        )
    yield int(s3_endpoint.rpartition(":")[2])
    for key in keys:
        client.delete_object(Bucket="tongyuan-media", Key=key)
    client.delete_bucket(Bucket="tongyuan-media")


@pytest.fixture(scope="module")
def edge(tmp_path_factory, bucket_server):
    folder = tmp_path_factory.mktemp("edge")
    with echo_application() as application, running_edge(folder, application, bucket_server) as running:
        (folder / "static" / "css").mkdir(parents=True)
        (folder / "static" / "css" / "site.0123456789ab.css").write_text("body{}")
        yield running


# ---- who is answered ----


@pytest.mark.parametrize("side", ["http", "https", "admin"])
def test_host_nobody_registered_gets_421_on_every_port(edge, side):
    assert edge.ask(getattr(edge, side), STRANGER).status == 421


def test_host_of_a_site_reaches_the_application_under_its_own_name(edge):
    answer = edge.ask(edge.https, PUBLIC, "/zwgk/202607/t20260701_12.html?page=2")
    seen = answer.json()
    assert (answer.status, seen["host"], seen["path"]) == (
        200,
        PUBLIC,
        "/zwgk/202607/t20260701_12.html?page=2",
    )


def test_site_opened_later_needs_no_change_at_the_edge(edge):
    assert edge.ask(edge.https, "xuanwu.city.example").json()["host"] == "xuanwu.city.example"


def test_plain_http_leads_to_https_on_the_same_host(edge):
    answer = edge.ask(edge.http, PUBLIC, "/zwgk/?page=2")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{PUBLIC}/zwgk/?page=2")


# ---- the back end is not on the public side ----


@pytest.mark.parametrize("side", ["http", "https"])
def test_back_end_host_is_unknown_on_the_public_ports(edge, side):
    """The wildcard of the public hosts covers its name, so something could be reached."""
    assert edge.ask(getattr(edge, side), ADMIN, "/admin/").status == 421


def test_back_end_host_answers_on_its_own_port(edge):
    answer = edge.ask(edge.admin, f"{ADMIN}:8443", "/admin/")
    assert (answer.status, answer.json()["host"]) == (200, f"{ADMIN}:8443")
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_public_host_does_not_answer_on_the_back_end_port(edge):
    assert edge.ask(edge.admin, PUBLIC).status == 421


@pytest.mark.parametrize(
    "path",
    ["/admin", "/admin/", "/admin/login/?next=/", "//admin/", "/x/../admin/", "/%61dmin/", "/healthz", "/readyz"],
)
def test_back_end_paths_do_not_exist_on_a_public_host(edge, path):
    assert edge.ask(edge.https, PUBLIC, path).status == 404


def test_host_header_that_differs_from_the_request_line_does_not_reach_the_back_end(edge):
    answer = edge.ask(edge.https, ADMIN, f"http://{PUBLIC}/zwgk/")
    assert answer.status == 200
    assert answer.json()["host"] == PUBLIC


# ---- what the application is told ----


def test_headers_a_visitor_may_not_set_are_replaced(edge):
    answer = edge.ask(
        edge.https,
        PUBLIC,
        X_Forwarded_For="203.0.113.9",
        X_Forwarded_Proto="http",
        X_Forwarded_Host=ADMIN,
        X_Request_ID="forged",
    )
    seen = answer.json()
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert "x-forwarded-host" not in seen
    assert seen["x-request-id"] != "forged"


def test_address_from_the_load_balancer_is_believed(tmp_path, bucket_server):
    with (
        echo_application() as application,
        running_edge(tmp_path, application, bucket_server, TRUSTED_PROXY="127.0.0.1") as edge,
    ):
        seen = edge.ask(edge.https, PUBLIC, X_Forwarded_For="198.51.100.7, 203.0.113.9").json()
    assert seen["x-forwarded-for"] == "203.0.113.9"


def test_every_answer_carries_the_security_headers(edge):
    for path in ("/", "/admin/", "/static/css/site.0123456789ab.css", "/media/documents/draft.pdf"):
        headers = edge.ask(edge.https, PUBLIC, path).headers
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=(), payment=()"
        assert headers["server"] == "nginx"


def test_application_may_decide_how_long_tls_is_remembered(edge):
    """Were both to send the header, a browser would follow the first."""
    headers = edge.ask(edge.https, PUBLIC, "/own-hsts/").headers
    assert headers["strict-transport-security"] == "max-age=60; includeSubDomains"


# ---- limits ----


def test_upload_larger_than_the_limit_is_refused_before_the_application(edge):
    two_megabytes = b"x" * (2 * 1024 * 1024)
    assert edge.ask(edge.https, PUBLIC, "/comment/", "POST", b"x" * 1000).status == 200
    assert edge.ask(edge.https, PUBLIC, "/comment/", "POST", two_megabytes).status == 413
    assert edge.ask(edge.admin, ADMIN, "/admin/documents/add/", "POST", two_megabytes).status == 200


def test_guessing_passwords_is_slowed_down(edge):
    statuses = [edge.ask(edge.admin, ADMIN, "/admin/login/", "POST", b"x").status for _ in range(20)]
    assert statuses[:11] == [200] * 11
    assert statuses[-1] == 429
    assert edge.ask(edge.admin, ADMIN, "/admin/login/").status == 200  # looking at the form is no guess


# ---- files ----


def test_static_file_is_served_without_the_application_and_kept_for_a_year(edge):
    answer = edge.ask(edge.https, PUBLIC, "/static/css/site.0123456789ab.css")
    assert (answer.status, answer.body) == (200, b"body{}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_missing_static_file_is_404_and_not_kept(edge):
    answer = edge.ask(edge.https, PUBLIC, "/static/css/gone.css")
    assert answer.status == 404
    assert "cache-control" not in answer.headers


@pytest.mark.parametrize("side", [("https", PUBLIC), ("admin", ADMIN)])
@pytest.mark.parametrize(
    "path",
    [
        PICTURE_PATH,
        "/media/documents/draft.pdf",
        "/media/original_images/%E6%B1%9F%E5%8C%97%E6%96%B0%E5%8C%BA.jpg",
        "/media/images/../documents/draft.pdf",
        "/media/images/%2e%2e/documents/draft.pdf",
        "/media/images/..%2fdocuments/draft.pdf",
        "/media/images/script.svg",
        "/media/",
        "/_files/documents/draft.pdf",
        "/_files/" + quote(FILE),
    ],
)
def test_nothing_of_the_bucket_has_an_address(edge, side, path):
    answer = edge.ask(getattr(edge, side[0]), side[1], path)
    assert (answer.status, b"draft" in answer.body, b"svg" in answer.body) == (404, False, False)


def test_file_the_application_lets_through_comes_from_the_bucket(edge):
    answer = edge.ask(edge.https, PUBLIC, "/documents/7/x.pdf?acl", Cookie="a=1")
    assert (answer.status, answer.body) == (200, FILE.encode())
    shown = {name: answer.headers[name] for name in ("content-type", "cache-control", "etag", "x-content-type-options")}
    assert shown == {
        "content-type": "application/pdf",
        "cache-control": "public, max-age=60",
        "etag": '"0123"',
        "x-content-type-options": "nosniff",
    }
    assert answer.headers["content-disposition"] == "inline; filename*=utf-8''%E5%85%AC%E6%8A%A5.pdf"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert [name for name in answer.headers if name.startswith(("x-amz", "access-control", "x-accel"))] == []


def test_part_of_a_file_is_sent_by_the_bucket(edge):
    answer = edge.ask(edge.https, PUBLIC, "/documents/7/x.pdf", Range="bytes=2-5")
    whole = FILE.encode()
    assert (answer.status, answer.body) == (206, whole[2:6])
    assert answer.headers["content-range"] == f"bytes 2-5/{len(whole)}"


def test_file_the_bucket_has_lost_is_not_found(edge):
    assert edge.ask(edge.https, PUBLIC, "/documents/7/lost.pdf").status == 404


def test_signed_picture_is_asked_of_the_application_once_a_minute_for_each_host(edge):
    path = "/pictures/signature/7/width-800/a.jpg"
    first = edge.ask(edge.https, PUBLIC, path, Cookie="a=1")
    second = edge.ask(edge.https, PUBLIC, path + "?x=1", Cookie="a=2")
    elsewhere = edge.ask(edge.https, "xuanwu.city.example", path)
    assert (first.status, first.json()["path"]) == (200, path)
    assert second.body == first.body
    assert elsewhere.json()["host"] == "xuanwu.city.example"


def test_picture_that_is_private_is_not_kept(edge):
    path = "/pictures/signature/7/width-800/draft.jpg"
    first, second = (edge.ask(edge.https, PUBLIC, path) for _ask in range(2))
    assert first.json()["x-request-id"] != second.json()["x-request-id"]


def test_back_end_shows_its_pictures_to_whoever_asks_with_his_own_cookie(edge):
    """Whatever the application says of it: two people get two answers."""
    answers = [edge.ask(edge.admin, ADMIN, "/pictures/s/7/width-800/b.jpg", Cookie=f"a={n}").json() for n in (1, 2)]
    assert [answer["cookie"] for answer in answers] == ["a=1", "a=2"]


def test_page_is_asked_of_the_application_each_time(edge):
    paths = [edge.ask(edge.https, PUBLIC, f"/zwgk/?page={page}").json()["path"] for page in (1, 2)]
    assert paths == ["/zwgk/?page=1", "/zwgk/?page=2"]


# ---- operation ----


def test_health_check_answers_on_loopback_only_for_the_container(edge):
    answer = edge.ask(edge.health, "localhost")
    assert (answer.status, answer.body) == (200, b"ok\n")


def test_access_log_has_one_file_a_day_with_host_and_status(edge):
    """R-1.13.7 asks for six months of logs: days can be removed one by one."""
    edge.ask(edge.https, PUBLIC, "/logged/")
    logged = f'{PUBLIC} "GET /logged/ HTTP/1.1" 200'

    def days_that_say_so() -> list[str]:
        return [file.name for file in edge.logs.glob("*.log") if logged in file.read_text()]

    wait_until(days_that_say_so)  # nginx writes the line when the answer has gone out
    (name,) = days_that_say_so()
    assert re.fullmatch(r"access-\d{4}-\d{2}-\d{2}\.log", name)


def test_application_that_is_down_is_502(tmp_path, bucket_server):
    with echo_application() as port:
        pass  # nobody listens there any more
    with running_edge(tmp_path, port, bucket_server) as edge:
        assert edge.ask(edge.https, PUBLIC).status == 502
        assert edge.ask(edge.https, PUBLIC, "/documents/7/x.pdf").status == 502
