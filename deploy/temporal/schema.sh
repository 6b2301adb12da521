#!/bin/sh
# Makes Temporal's two databases and brings their schemas, which the tool carries, to its version. May be run again.
# The tool reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN.
set -eu
bring() {
  temporal-sql-tool --database "$1" create-database --defaultdb postgres
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-name "$2"
}
bring temporal postgresql/v12/temporal
bring temporal_visibility postgresql/v12/visibility
