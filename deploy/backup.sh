#!/usr/bin/env bash
# One backup of database and media below BACKUP_DIR (default /var/backups/tongyuan), named by its time:
#   20260701T020000/database.dump   pg_dump, custom format
#   20260701T020000/media.sha256    which media files belong to it, in sha256sum's format
#   20260701T020000/SHA256SUMS      proof for the two above
#   media/                          the media files, shared by all backups
# KEEP (default 30) newest backups stay, and the media that any of them names. Secrets are not in a backup.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=deploy/commands.sh
. ./commands.sh

KEEP=${KEEP:-30}
umask 027
mkdir -p "$BACKUP_DIR/media"
exec 9>"$BACKUP_DIR/.lock"
flock -n 9 || fail "Another backup into $BACKUP_DIR is running."

name=$(date +%Y%m%dT%H%M%S)
partial=$BACKUP_DIR/.partial-$name
trap 'rm -rf "$partial"' EXIT
mkdir "$partial"
[ -z "${MEDIA_OWNER:-}" ] || chown "$MEDIA_OWNER" "$partial" "$BACKUP_DIR/media"

# The database first: a file that is added meanwhile is then one too many, and none is missing.
say "database"
$PG_DUMP --format=custom --no-owner --no-privileges >"$partial/database.dump"
$PG_RESTORE --list <"$partial/database.dump" >/dev/null || fail "The dump cannot be read back."

say "media"
previous=$(find "$BACKUP_DIR" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*T[0-9]*' -printf '%f\n' | sort | tail -n 1)
$MANAGE media_export "$MEDIA_DIR/media" "$MEDIA_DIR/.partial-$name/media.sha256" \
    ${previous:+--previous "$MEDIA_DIR/$previous/media.sha256"}

(cd "$partial" && sha256sum database.dump media.sha256 >SHA256SUMS)
mv "$partial" "$BACKUP_DIR/$name"
say "$BACKUP_DIR/$name: $(du -h "$BACKUP_DIR/$name/database.dump" | cut -f 1) database," \
    "$(wc -l <"$BACKUP_DIR/$name/media.sha256") media files"

find "$BACKUP_DIR" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*T[0-9]*' | sort | head -n "-$KEEP" |
    while read -r old; do
        rm -rf "$old"
        say "removed $old"
    done

# Media that no backup names any more. A digest and two blanks stand before each name.
comm -13 <(cut -c 67- "$BACKUP_DIR"/[0-9]*T[0-9]*/media.sha256 | LC_ALL=C sort -u) \
    <(find "$BACKUP_DIR/media" -type f -printf '%P\n' | LC_ALL=C sort) |
    while read -r unnamed; do rm -f "$BACKUP_DIR/media/$unnamed"; done
