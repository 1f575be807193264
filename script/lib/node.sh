# Node: the one on the PATH if it will do, else one from the npm registry, kept
# under build/tools. Sourced after packages.sh.

# Vite 8 and ESLint 10 want ^20.19, or 22.13 and later.
node_will_do() {
  local version major minor
  version=$("$1" --version 2>/dev/null) || return 1
  IFS=. read -r major minor _ <<<"${version#v}"
  ((major == 20 && minor >= 19)) || ((major == 22 && minor >= 13)) || ((major >= 24))
}

# Puts a usable node and npm first in the PATH; true if there are such.
find_node() {
  if [[ -x $tools/node_modules/.bin/node ]] && node_will_do "$tools/node_modules/.bin/node"; then
    PATH="$tools/node_modules/.bin:$PATH"
  fi
  command -v npm >/dev/null && node_will_do node
}

# Debian's own node and npm (18 on Debian 12) are old, but good enough to fetch the packages `node` and `npm`.
packages_for_node() {
  find_node || command -v npm >/dev/null || printf '%s\n' nodejs npm
}

ensure_node() {
  find_node && return
  say "Installing Node 22 into build/tools (found: $(node --version 2>/dev/null || echo none))"
  mkdir -p "$tools"
  echo '{"private": true}' >"$tools/package.json"
  npm install --prefix "$tools" --no-audit --no-fund --loglevel=error node@22 npm@10 >&2
  hash -r
  find_node || fail "Node could not be installed into build/tools. Install Node 20.19 or later by hand."
}
