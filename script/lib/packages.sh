# Debian packages: which are missing, and installing those. Sourced after common.sh.

# The lines of the named lists without comments.
listed_packages() {
  local list
  for list in "$@"; do sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/script/packages/$list"; done
}

# Of `a | b`, the one to install: the first that this release of Debian knows.
choose_package() {
  local name
  [[ $1 == *"|"* ]] || { echo "$1" && return; }
  for name in ${1//|/ }; do
    if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
      echo "$name"
      return
    fi
  done
  echo "${1%% *}"
}

# Prints what is not installed of the named lists, as they write it. One call of dpkg-query.
missing_packages() {
  local installed line name found
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  listed_packages "$@" | sort -u | while read -r line; do
    found=no
    for name in ${line//|/ }; do
      if grep -qxF -- "$name" <<<"$installed"; then found=yes; fi
    done
    if [[ $found == no ]]; then echo "$line"; fi
  done
}

# Prefix for commands that need root; fails when there is no way to become root.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

can_be_root() {
  ((EUID == 0)) && return 0
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null && return 0
  # sudo may ask for a password only where somebody can answer.
  [[ -t 0 ]] && sudo -v
}

# Installs what is missing of the named lists and of the packages after `--`.
install_packages() {
  local missing=() lists=() line
  while (($#)) && [[ $1 != -- ]]; do
    lists+=("$1")
    shift
  done
  if (($#)); then shift; fi
  command -v dpkg-query >/dev/null || fail "This is not Debian. Install what script/packages/* name by hand, then build with cmake --preset release."
  mapfile -t missing < <(missing_packages "${lists[@]}")
  for line in "$@"; do missing+=("$line"); done
  ((${#missing[@]})) || return 0

  if ! can_be_root; then
    local names=()
    for line in "${missing[@]}"; do names+=("$(choose_package "$line")"); done
    {
      printf 'These Debian packages are missing, and neither root nor sudo is available to install them:\n\n'
      printf '  %s\n' "${names[@]}"
      printf '\nAsk an administrator to run:\n\n  apt-get install --no-install-recommends %s\n\nthen start this script again.\n' "${names[*]}"
      printf 'Installing PostgreSQL creates and starts a cluster of Debian'"'"'s own, which Sojourn does not use; to avoid it,\n'
      printf 'put "create_main_cluster = false" into /etc/postgresql-common/createcluster.conf first.\n'
    } >&2
    exit 3
  fi
  say "Installing ${#missing[@]} missing Debian packages"
  as_root "$root/script/lib/install-packages" "${missing[@]}" >&2
}
