"""Keeps the doors of the back end shut."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from .doors import ask


class DoorMiddleware:
    """Answers 404 on a shut door: it does not say whether there is something behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        answer = ask(request)
        if answer is True:
            return None
        if answer is False:
            return render(request, "wagtailadmin/404.html", status=404)
        return answer
