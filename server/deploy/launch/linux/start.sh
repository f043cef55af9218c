#!/bin/sh
# 启动服务；按 Ctrl+C 或运行 ./stop.sh 结束。需要的只有这个目录。
set -eu
here=${0%/*}
[ "$here" = "$0" ] && here=.
here=$(CDPATH='' cd -- "$here" && pwd -P)
RISKMAP_HOME=${RISKMAP_HOME:-${here%/*}/riskmap-data}
export RISKMAP_HOME
[ -d "$RISKMAP_HOME" ] || mkdir -p "$RISKMAP_HOME"
cd "$RISKMAP_HOME"
# 编译一次，下次启动更快；写不进去就不留。
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$here/program/node_modules/.cache/compiled}
export NODE_COMPILE_CACHE
set --
[ -f settings.env ] && set -- --env-file=settings.env
exec "$here/runtime/node" --max-semi-space-size=16 --initial-old-space-size=64 "$@" "$here/program/server/start.ts"
