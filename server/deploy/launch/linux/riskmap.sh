#!/bin/sh
# 命令行：./riskmap.sh backup，./riskmap.sh restore 备份文件，./riskmap.sh help
set -eu
here=${0%/*}
[ "$here" = "$0" ] && here=.
here=$(CDPATH='' cd -- "$here" && pwd -P)
RISKMAP_HOME=${RISKMAP_HOME:-${here%/*}/riskmap-data}
export RISKMAP_HOME
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$here/program/node_modules/.cache/compiled}
export NODE_COMPILE_CACHE
set -- "$here/program/server/cli/riskmap.ts" "$@"
[ -f "$RISKMAP_HOME/settings.env" ] && set -- --env-file="$RISKMAP_HOME/settings.env" "$@"
exec "$here/runtime/node" "$@"
