#!/usr/bin/env bash
# Brings back a backup made by backup.sh: ./restore.sh /var/backups/tongyuan/20260701T020000 [--replace]
# The database changes as a whole or not at all. --replace is needed when it holds tables, which are then gone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

backup=$(realpath -e "${1:?which backup? ./restore.sh FOLDER [--replace]}")
BACKUP_DIR=$(dirname "$backup")
# shellcheck source=deploy/commands.sh
. ./commands.sh

(cd "$backup" && sha256sum --check --quiet SHA256SUMS) || fail "$backup is damaged; nothing was changed."

tables=$($PSQL --no-align --tuples-only --command "select count(*) from pg_tables where schemaname = 'public'" </dev/null)
if [ "$tables" -gt 0 ] && [ "${2:-}" != --replace ]; then
    fail "The database holds $tables tables; nothing was changed. Say --replace to give them up."
fi

say "stopping"
$STOP

# COMMIT comes only when the whole dump was read, so a dump that breaks off changes nothing.
say "database"
{
    echo 'BEGIN;'
    cat <<'SQL'
DO $$
DECLARE entry record;
BEGIN
    FOR entry IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE public.%I CASCADE', entry.tablename);
    END LOOP;
    -- The functions behind triggers do not go with their tables; those of extensions belong to their extension.
    FOR entry IN
        SELECT oid::regprocedure AS signature FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', entry.signature);
    END LOOP;
END $$;
SQL
    $PG_RESTORE --no-owner --no-privileges --file=- <"$backup/database.dump"
    echo 'COMMIT;'
} | $PSQL --quiet --set ON_ERROR_STOP=1 --output /dev/null

say "media"
$MANAGE media_restore "$MEDIA_DIR/media" "$MEDIA_DIR/$(basename "$backup")/media.sha256"

# An older backup meets newer code, and the search index knows nothing of either.
say "tables of this release"
$MANAGE migrate --noinput
say "search index"
$MANAGE rebuild_search

say "starting"
$START
say "restored from $backup"
