# Sourced by the scripts: steps that say when they begin, and what they made when they end.

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# begin NAME WHAT: the first half of a step's line, seen while the step works.
begin() {
  step=$1
  began=$(date +%s%N)
  printf '  %-12s%-36s' "$1" "$2"
}

# finish [MADE]: the second half, with the time it took.
finish() {
  local tenths=$((($(date +%s%N) - began) / 100000000))
  local time="$((tenths / 10)).$((tenths % 10)) s"
  [ "$tenths" -ge 100 ] && time="$(((tenths + 5) / 10)) s"
  printf '%8s   %s\n' "$time" "${1:-}"
}

# fail COMMAND [FILTER]: what went wrong, from the log, and the one command to look closer.
fail() {
  printf 'failed\n\n' >&2
  ${2:-tail -n 40} "$log" >&2
  printf '\nThe step "%s" failed. To look closer: %s\n' "$step" "$1" >&2
  exit 1
}

# quietly COMMAND…: runs it with all it says kept in the log.
quietly() { "$@" >"$log" 2>&1; }
