#!/bin/sh
# Runs once, when the database is made: a login with which Temporal makes its own two databases, apart from Remit's.
set -eu
psql --username postgres --dbname postgres --set ON_ERROR_STOP=1 --set password="$TEMPORAL_PASSWORD" <<'SQL'
create role temporal login createdb password :'password';
SQL
