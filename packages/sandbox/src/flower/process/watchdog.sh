# Reads process groups from its standard input, `+ pid` and `- pid`. When the input ends, because the process that writes
# it ended in whatever way, it ends the groups that are left, and those that processes below them made for themselves:
# gracefully, and five seconds later hard.
pids=""
while read -r op pid; do
  if [ "$op" = "+" ]; then pids="$pids $pid"; else
    left=""
    for p in $pids; do [ "$p" = "$pid" ] || left="$left $p"; done
    pids="$left"
  fi
done
[ -z "$pids" ] && exit 0
pids="$pids $(ps -A -o pid=,ppid=,pgid= 2>/dev/null | awk -v roots="$pids" '
  BEGIN { n = split(roots, root, " "); for (i = 1; i <= n; i++) tree[root[i]] = 1 }
  { pid[NR] = $1; parent[$1] = $2; group[$1] = $3 }
  END {
    do {
      grown = 0
      for (i = 1; i <= NR; i++)
        if ((parent[pid[i]] in tree) && !(pid[i] in tree)) { tree[pid[i]] = 1; grown = 1 }
    } while (grown)
    for (p in tree) if (group[p] == p) print p
  }')"
for p in $pids; do kill -s TERM -- "-$p" 2>/dev/null; done
sleep 5
for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
