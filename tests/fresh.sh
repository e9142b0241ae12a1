#!/usr/bin/env bash
# tests/fresh.sh: proves the set-up. Makes a minimal Debian 12 with only git and bash beside the base system, copies a clean clone of the
# last commit into it, and runs bin/test --quick there, so that an install step that is missing cannot hide. Needs root (or sudo) and the
# network; 5 GB of disk under $TMPDIR, given back at the end. FRESH_COMMAND runs something else inside.
set -euo pipefail
main() {  # one piece, so that bash has read all of it before it begins
    cd "$(dirname "$0")/.."
    bin/setup fresh >&2
    if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=FRESH_COMMAND,TMPDIR,NODE_EXTRA_CA_CERTS,http_proxy,https_proxy,no_proxy,npm_config_registry "$PWD/tests/fresh.sh"; fi
    if [ -z "${FRESH_ROOT:-}" ]; then  # once more, with mounts and processes of our own: both are gone when it ends, however it ends
        FRESH_ROOT=$(mktemp -d "${TMPDIR:-/tmp}/mainstay-fresh.XXXXXX")
        export FRESH_ROOT
        chmod 755 "$FRESH_ROOT"  # apt downloads as a user of its own
        child=
        trap 'kill $child 2>/dev/null || true; wait $child || true; rm -rf --one-file-system "$FRESH_ROOT"' EXIT
        trap 'exit 130' INT TERM HUP
        unshare --mount --propagation private --pid --fork --kill-child "$PWD/tests/fresh.sh" &
        child=$!
        wait "$child"
        exit
    fi
    root=$FRESH_ROOT
    log=$PWD/build/fresh.log
    mkdir -p build
    say() { echo "fresh: $*" >&2; }

    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
    mirror=${mirror:-http://deb.debian.org/debian}
    say "a minimal Debian 12 from $mirror in $root"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
    apt-config dump | grep -E '^Acquire::(http|https)::?Proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    if [ -d /usr/local/share/ca-certificates ]; then cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/"; fi
    if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then cp -L "$NODE_EXTRA_CA_CERTS" "$root/etc/extra-ca.pem"; fi
    mount -t proc proc "$root/proc"
    mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666
    mkdir -p "$root/dev/shm"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mkdir -p "$root/src/shared"
    git clone --quiet --no-hardlinks . "$root/src/mainstay"
    for part in data oracles; do if [ -d "../shared/$part" ]; then cp -r "../shared/$part" "$root/src/shared/$part"; fi; done

    inside() {  # with nothing of our environment but what the network needs
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
            ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem} ${npm_config_registry:+npm_config_registry="$npm_config_registry"} \
            ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} \
            chroot "$root" "$@"
    }
    inside sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends git bash' >>"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
    command=${FRESH_COMMAND:-bin/test --quick}
    say "running $command in it (the whole output: $log)"
    status=0
    inside bash -c "cd /src/mainstay && $command" >>"$log" 2>&1 || status=$?
    tail -n 15 "$log"
    exit "$status"
}
main
