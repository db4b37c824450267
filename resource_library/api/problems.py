"""Refusals as application/problem+json (RFC 9457)."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
          410: "Gone", 429: "Too Many Requests"}  # fmt: skip


class ProblemError(Exception):
    """A call that is refused, with what to tell the caller."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def answer(problem: ProblemError, request: HttpRequest) -> JsonResponse:
    body = {"type": "about:blank", "title": TITLES[problem.status], "status": problem.status, "detail": problem.detail}
    response = JsonResponse(
        {**body, "instance": request.path},
        status=problem.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in problem.headers.items():
        response.headers[name.replace("_", "-")] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found() -> ProblemError:
    return ProblemError(404, _("There is nothing here that this key may read."))
