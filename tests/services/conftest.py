"""Fixtures that stand for a server the platform talks to."""

import sys
from pathlib import Path

import boto3
import pytest

from .servers import free_port, running

BUCKET = "tongyuan-media"


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory):
    """Address of an S3-compatible server on loopback, empty at the start of the run."""
    port = free_port()
    server = Path(sys.executable).with_name("moto_server")
    with running([str(server), "-H", "127.0.0.1", "-p", str(port)], port, tmp_path_factory.mktemp("s3") / "log"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def s3_environ(s3_endpoint):
    """The environment of an installation whose media are in a bucket; the bucket is emptied afterwards."""
    environ = {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": s3_endpoint,
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY_ID": "test-access-key",
        "S3_SECRET_ACCESS_KEY": "test-secret-key",
    }
    bucket = boto3.resource(
        "s3",
        endpoint_url=s3_endpoint,
        region_name=environ["S3_REGION"],
        aws_access_key_id=environ["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["S3_SECRET_ACCESS_KEY"],
    ).create_bucket(Bucket=BUCKET)
    yield environ
    bucket.objects.all().delete()
    bucket.delete()
