"""The media bucket is there before the first file is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.services

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "make_bucket.py"


def make_bucket(environ: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(SCRIPT)],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_bucket_is_made_and_found_the_next_time(s3_environ):
    environ = {**s3_environ, "S3_BUCKET": "another-city"}
    assert make_bucket(environ).stdout == "Bucket another-city made.\n"
    assert make_bucket(environ).stdout == "Bucket another-city is there.\n"


def test_without_a_bucket_in_the_environment_nothing_is_asked_of_any_server():
    assert make_bucket({}).stdout == "S3_BUCKET is not set: media stay in the local folder.\n"


def test_store_that_does_not_answer_is_an_error(s3_environ):
    result = make_bucket({**s3_environ, "S3_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"})
    assert result.returncode == 1
