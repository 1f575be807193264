# Building the page and the program; each does nothing when nothing changed. Sourced after node.sh.

# One line for the content of the files under the given paths.
fingerprint() {
  (cd "$root" && find "$@" \( -name node_modules -o -name dist \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# up_to_date STAMP FINGERPRINT
up_to_date() { [[ -f $1 && $(<"$1") == "$2" ]]; }

npm_packages() {
  local stamp="$root/node_modules/.sojourn-stamp" now
  now="$(node --version) $(fingerprint package-lock.json package.json web/package.json tests/package.json)"
  up_to_date "$stamp" "$now" && return
  say "Installing npm packages"
  (cd "$root" && npm ci --no-audit --no-fund --loglevel=error) >&2
  echo "$now" >"$stamp"
}

web_page() {
  local stamp="$root/build/web.stamp" now
  now=$(fingerprint web package-lock.json)
  [[ -f $root/web/dist/index.html ]] && up_to_date "$stamp" "$now" && return
  say "Building the web page"
  (cd "$root" && npm run --silent build --workspace web) >&2
  echo "$now" >"$stamp"
}

# cmake_build PRESET TARGET… configures build/PRESET if that was not done, and builds.
cmake_build() {
  local preset=$1 folder="$root/build/$1"
  shift
  if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1
  fi
  if [[ ! -f $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
    say "Configuring build/$preset"
    (cd "$root" && cmake --preset "$preset") >&2
  fi
  say "Building build/$preset: $*"
  # What does not depend on a failed target is built all the same, so that its tests can run.
  cmake --build "$folder" --parallel "$(jobs)" --target "$@" -- -k 0 >&2
}
