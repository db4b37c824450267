#!/bin/sh
# Secrets come as files: NAME_FILE=/run/secrets/name becomes NAME, so that no secret stands in a compose file, in the
# image or in `docker inspect`. Then the command itself.
set -eu

for name in SECRET_KEY DATABASE_URL REDIS_URL ELASTICSEARCH_URL S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY EMAIL_PASSWORD; do
    eval "file=\${${name}_FILE:-}"
    [ -n "$file" ] || continue
    if [ ! -r "$file" ]; then
        echo "${name}_FILE names $file, which cannot be read." >&2
        exit 1
    fi
    value=$(cat "$file")
    if [ -z "$value" ]; then
        echo "${name}_FILE names $file, which is empty." >&2
        exit 1
    fi
    export "$name=$value"
done

exec "$@"
