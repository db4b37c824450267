# shellcheck shell=bash disable=SC2034
# How backup.sh and restore.sh reach the installation: by default the containers of compose.yaml. An installation without
# containers sets these in the environment (deploy/README.md). Each is split at blanks, so no path may hold one.

BACKUP_DIR=${BACKUP_DIR:-/var/backups/tongyuan}
DATABASE=${DATABASE:---username tongyuan --dbname tongyuan}
PG_DUMP=${PG_DUMP:-docker compose exec -T postgres pg_dump $DATABASE}
PG_RESTORE=${PG_RESTORE:-docker compose exec -T postgres pg_restore}
PSQL=${PSQL:-docker compose exec -T postgres psql $DATABASE}
# MEDIA_DIR is BACKUP_DIR as MANAGE sees it.
if [ -z "${MANAGE:-}" ]; then
    MANAGE="docker compose run --rm --no-deps -T --volume $BACKUP_DIR:/backup web python manage.py"
    MEDIA_DIR=/backup
    MEDIA_OWNER=10001:10001 # the user of the application image
fi
MEDIA_DIR=${MEDIA_DIR:-$BACKUP_DIR}
STOP=${STOP:-docker compose stop edge web worker}
START=${START:-docker compose up -d}

say() { printf '%s  %s\n' "$(date '+%F %T')" "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
