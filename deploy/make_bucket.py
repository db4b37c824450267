"""Makes the media bucket named by S3_BUCKET if it is not there yet. Run before every start; harmless again.

django-storages writes into a bucket but never makes one.
"""

import os
import sys

import boto3
from botocore.exceptions import ClientError


def main(environ: os._Environ | dict = os.environ) -> int:
    name = environ.get("S3_BUCKET")
    if not name:
        sys.stdout.write("S3_BUCKET is not set: media stay in the local folder.\n")
        return 0
    client = boto3.client(
        "s3",
        endpoint_url=environ.get("S3_ENDPOINT_URL") or None,
        region_name=environ.get("S3_REGION") or None,
        aws_access_key_id=environ.get("S3_ACCESS_KEY_ID") or None,
        aws_secret_access_key=environ.get("S3_SECRET_ACCESS_KEY") or None,
    )
    try:
        client.head_bucket(Bucket=name)
    except ClientError as problem:
        if problem.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
            raise
        client.create_bucket(Bucket=name)
        sys.stdout.write(f"Bucket {name} made.\n")
        return 0
    sys.stdout.write(f"Bucket {name} is there.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
