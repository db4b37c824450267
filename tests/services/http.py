"""One HTTP request, told exactly where to go and as whom."""

import http.client
import json
import ssl
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, str]:
        return json.loads(self.body)


def ask(port: int, host: str, target: str = "/", method: str = "GET", body=None, tls=False, **headers) -> Answer:
    """A request on loopback with the given Host header. `target` goes into the request line as it stands, header names
    are written with underscores. A header that came twice has both values, joined by a comma."""
    if tls:
        trusting = ssl._create_unverified_context()  # noqa: S323 - a certificate made for the test
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    names = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        connection.request(method, target, body=body, headers=names)
        answer = connection.getresponse()
        fields: dict[str, str] = {}
        for name, value in answer.getheaders():
            key = name.lower()
            fields[key] = f"{fields[key]}, {value}" if key in fields else value
        return Answer(answer.status, fields, answer.read())
    finally:
        connection.close()


def get(port: int, host: str, target: str = "/", **headers) -> Answer:
    return ask(port, host, target, **headers)
