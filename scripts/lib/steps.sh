# Sourced by the scripts: steps that say when they begin, and what they made when they end.

log=$(mktemp)
trap 'rm -f "$log" "$log".*' EXIT
started=$(date +%s)

# begin NAME WHAT: the first half of a step's line, seen while the step works.
begin() {
  step=$1
  began=$(date +%s%N)
  printf '  %-12s%-44s' "$1" "$2"
}

# finish [MADE]: the second half, with the time it took.
finish() {
  local tenths=$((($(date +%s%N) - began) / 100000000))
  local time="$((tenths / 10)).$((tenths % 10)) s"
  [ "$tenths" -ge 100 ] && time="$(((tenths + 5) / 10)) s"
  printf '%8s   %s\n' "$time" "${1:-}"
}

# fail COMMAND: what went wrong, from the log, and the one command to look closer.
fail() {
  printf '  failed\n\n'
  tail -n "${lines:-40}" "$log" | sed 's/^/    /'
  printf '\nThe step "%s" failed. To look closer:  %s\n' "$step" "$1"
  exit 1
}

# elapsed: minutes and seconds since the script began.
elapsed() {
  local seconds=$(($(date +%s) - started))
  [ "$seconds" -lt 60 ] && printf '%d s' "$seconds" && return
  printf '%d min %d s' $((seconds / 60)) $((seconds % 60))
}
