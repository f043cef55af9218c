#!/bin/sh
# 结束由本目录启动的服务；等它写完，最多 15 秒。
set -eu
here=${0%/*}
[ "$here" = "$0" ] && here=.
here=$(CDPATH='' cd -- "$here" && pwd -P)
RISKMAP_HOME=${RISKMAP_HOME:-${here%/*}/riskmap-data}
pid=
[ -f "$RISKMAP_HOME/lock.pid" ] && read -r pid <"$RISKMAP_HOME/lock.pid"
# 只结束本目录的程序：编号可能已经属于别的进程。
if [ -z "$pid" ] || ! [ "/proc/$pid/exe" -ef "$here/runtime/node" ]; then
  echo '没有由本目录启动的服务'
  exit 0
fi
kill -TERM "$pid"
seconds=0
while kill -0 "$pid" 2>/dev/null; do
  if [ "$seconds" -ge 15 ]; then
    echo "15 秒内没有结束，进程 $pid" >&2
    exit 1
  fi
  sleep 1
  seconds=$((seconds + 1))
done
echo '服务已结束'
