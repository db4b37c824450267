#!/bin/sh
# Makes the secrets that compose.yaml mounts, each drawn at random, in ./secrets or the folder given. A secret that is
# already there stays as it is, so it can be run again after an update that needs a new one.
set -eu
umask 077

folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
cd "$folder"

random() { od -An -N 32 -tx1 /dev/urandom | tr -d ' \n'; }

# keep NAME VALUE: readable inside the container whoever runs there; the folder itself is closed to other users.
keep() {
    if [ -e "$1" ]; then
        echo "kept  $1"
        return
    fi
    printf '%s' "$2" >"$1.new"
    chmod 444 "$1.new"
    mv "$1.new" "$1"
    echo "made  $1"
}

chmod 700 .
keep secret_key "$(random)$(random)"
keep postgres_password "$(random)"
keep database_password "$(random)"
keep database_url "postgres://tongyuan:$(cat database_password)@postgres:5432/tongyuan"
keep redis_password "$(random)"
keep redis_auth "requirepass $(cat redis_password)"
keep redis_url "redis://:$(cat redis_password)@redis:6379/0"
keep elasticsearch_password "$(random)"
keep elasticsearch_url "http://elastic:$(cat elasticsearch_password)@elasticsearch:9200"
keep s3_access_key "$(random | cut -c 1-20)"
keep s3_secret_key "$(random)"
# Anyone may read scaled pictures, which nginx does for the visitors; everything else needs the key.
keep s3_identities "$(
    cat <<JSON
{
  "identities": [
    {
      "name": "application",
      "credentials": [{"accessKey": "$(cat s3_access_key)", "secretKey": "$(cat s3_secret_key)"}],
      "actions": ["Admin", "Read", "Write", "List", "Tagging"]
    },
    {"name": "anonymous", "actions": ["Read:tongyuan-media/images/*"]}
  ]
}
JSON
)"

for name in tls_certificate tls_key; do
    [ -e "$name" ] || echo "Still missing: $folder/$name (PEM). Put it there, mode 0444."
done
