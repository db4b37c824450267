#!/bin/sh
# Runs once, when the data folder is empty: the application gets a role that owns its database and nothing else.
set -eu

psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
    --set password="$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database_password}")" <<'SQL'
CREATE ROLE tongyuan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE tongyuan OWNER tongyuan ENCODING 'UTF8';
REVOKE ALL ON DATABASE tongyuan FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
