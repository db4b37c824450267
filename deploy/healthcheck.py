"""Docker's question to the web container: does the application answer? Exit code 0 means yes."""

import sys
import urllib.error
import urllib.request

URL = "http://127.0.0.1:8000/healthz"


def main(url: str = URL) -> int:
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:  # noqa: S310 - a fixed address on loopback
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as problem:
        sys.stderr.write(f"{url}: {problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
