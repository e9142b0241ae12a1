#!/usr/bin/env bash
# with_postgres.sh COMMAND...: runs COMMAND with a PostgreSQL of our own (private socket, temporary data, no TCP) and
# MAINSTAY_TEST_PG set; stops it afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d /tmp/mainstay-pg.XXXXXX)
user=$(id -un)
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then  # PostgreSQL refuses to run as root
    user=postgres
    chown postgres "$folder"
    as() { setpriv --reuid=postgres --regid=postgres --clear-groups env HOME="$folder" "$@"; }
fi
cd "$folder"
stop() {
    as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
as "$bin/initdb" -D "$folder/data" -U mainstay -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c max_connections=200 -c shared_buffers=64MB" start >/dev/null || { cat "$folder/log" >&2; exit 1; }
cd - >/dev/null
export MAINSTAY_TEST_PG="postgresql://mainstay@/%DB%?host=$folder"
"$@"
