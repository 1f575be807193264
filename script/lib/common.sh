# What the scripts share: where the checkout is, how to speak, one lock. Sourced.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
tools="$root/build/tools"

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

# Environment problems exit with 3, as the program itself does.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 3
}

# Runs a command while holding the checkout's lock, so that scripts started side by
# side install and build one after the other.
with_lock() {
  mkdir -p "$root/build"
  exec 9>"$root/build/.lock"
  if ! flock --nonblock 9; then
    say "Another script is installing or building in this checkout; waiting for it"
    flock 9
  fi
  # The lock is this script's, not that of what it starts and leaves behind.
  "$@" 9>&-
  exec 9>&-
}

# How many compilers at once: one per core, but no more than memory has room for.
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemTotal/ {print int($2 / 1500000)}' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((cores < memory ? cores : memory))
}
