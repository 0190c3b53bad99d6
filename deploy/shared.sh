# shellcheck shell=bash
# What up, test and bench share: words to the operator, the SDK, Debian's packages, children and their end.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
program=deploy/${0##*/}
PATH+=:/usr/sbin:/sbin # useradd and what dpkg calls; an ordinary PATH lacks them

# MSBuild reads the choice of parts from the environment, too; what is built with others than the default lies in folders of its own (Directory.Build.props).
bin=bin
[[ ${JobEngine:-Quartz} == Quartz ]] || bin+=/$JobEngine
[[ ${WechatClient:-Own} == Own ]] || bin+=/$WechatClient

# What runs or lies about on this script's behalf; stop ends it.
attended='' host='' postgres='' temporary=''

say() { printf '%s: %s\n' "$program" "$*" >&2; }
fail() { say "$*" && exit 1; }
misused() { say "$*; see --help" && exit 2; }

# The comment block at the head of the calling script.
help() { sed -n '3,/^$/{s/^# \{0,1\}//p}' "$0" && exit 0; }

# Puts the .NET SDK that global.json asks for first in PATH, from where its installer leaves it too.
need_sdk() {
  local folder found=$PATH
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  [[ -w ${HOME:-} ]] || { export HOME=$root/.data/home && mkdir -p "$HOME"; } # NuGet and dotnet keep their stores there
  for folder in '' "${DOTNET_ROOT:-}" "$HOME/.dotnet"; do
    export PATH=${folder:+$folder:}$found
    (cd "$root" && dotnet --version) >/dev/null 2>&1 && return
  done
  fail "the .NET SDK 10 is missing; get it from https://dotnet.microsoft.com/download/dotnet/10.0" \
    "or with: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
}

# need_packages WHAT PACKAGE...: installs them when root on Debian, otherwise says what to do.
need_packages() {
  local what=$1 && shift
  if ((EUID)) || ! type -P apt-get >/dev/null; then
    fail "$what missing; have the administrator install it, on Debian: apt-get install --no-install-recommends $*"
  fi
  say "$what missing: installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >&2 9>&- || say "apt-get update failed; trying with the lists at hand"
  apt-get install -yq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2 9>&- || fail "could not install $*"
}

need_time_zones() { [[ -e /usr/share/zoneinfo/Asia/Shanghai ]] || need_packages 'the time zones are' tzdata; }

# Bulletins and posters are drawn with this program and these letters; where they cannot be installed bulletins go out as text alone.
need_pictures() {
  local packages=()
  type -P rsvg-convert >/dev/null || packages+=(librsvg2-bin)
  fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
  ((${#packages[@]} == 0)) && return
  if ((EUID)) || ! type -P apt-get >/dev/null; then
    say "bulletins go out without pictures, and there are no posters; for both have the administrator install ${packages[*]}"
  else
    need_packages "what draws bulletins and posters (${packages[*]}) is" "${packages[@]}"
  fi
}

# launch COMMAND...: in the background as $!, in a process group of its own, so that a key press reaches this script alone, which
# then stops its children in order; and without the lock (9), which has to end with this script, however it ends.
launch() {
  set -m
  "$@" </dev/null 9>&- &
  set +m
}

# attend COMMAND...: launches it and waits for it; unlike a plain call, a signal to this script is served at once.
attend() {
  local code=0
  launch "$@"
  attended=$!
  wait "$attended" || code=$?
  attended=
  return "$code"
}

# Whether a process, or with a minus before its number a group, is there; one that only waits to be collected by a negligent parent is not.
lives() { kill -0 -- "$1" 2>/dev/null && [[ $(cat "/proc/$1/stat" 2>/dev/null) != *') Z '* ]]; }

# halt PROCESS SIGNAL SECONDS: killed when the time is over.
halt() {
  local left
  kill "-$2" -- "$1" 2>/dev/null || return 0
  for ((left = $3 * 20; left > 0; left--)); do
    lives "$1" || return 0
    sleep 0.05
  done
  say "process $1 has not ended within $3 s and is killed"
  kill -KILL -- "$1" 2>/dev/null || true
}

# The host goes before PostgreSQL, so that it can finish what it has in hand.
stop() {
  local code=$?
  trap '' INT TERM HUP
  [[ ! $attended ]] || halt "-$attended" TERM 10
  [[ ! $host ]] || halt "$host" TERM 30
  [[ ! $postgres ]] || halt "$postgres" INT 30
  [[ ! $temporary ]] || rm -rf -- "$(readlink -f "$temporary/postgres")" "$(readlink -f "$temporary/postgres.new")" "$temporary"
  exit "$code"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# What a project's build gave out: its libraries with their times and sizes.
outputs() { stat -c '%n %y %s' "$root/$1/$bin"/Release/*/*.dll 2>/dev/null || true; }

# Whether nothing here is younger than the project's last build, and what that gave out is as it was: MSBuild takes ten seconds of a processor to find out the same.
is_built() {
  local stamp=$root/$1/$bin/.built
  [[ -e $stamp && $(<"$stamp") == "$(outputs "$1")" ]] &&
    [[ ! $(find "$root" -mindepth 1 \( -name bin -o -name obj -o -name '.?*' \) -prune -o -newer "$stamp" -print -quit) ]]
}

# One build at a time in one clone. No build server stays behind. Always with the same properties: another one writes the files anew that a running host has open.
build() {
  if is_built "$1"; then return; fi
  local began=$EPOCHSECONDS project
  say "building $1"
  attend flock --no-fork "$root" dotnet build "$root/$1" -c Release -v quiet -clp:NoSummary --disable-build-servers -p:RestoreLockedMode=true >&2 || fail "$1 does not build"
  for project in Bot.Host Bot.Tests/Standin; do
    if [[ $1 == Bot.slnx || $1 == "$project" ]]; then
      outputs "$project" >"$root/$project/$bin/.built"
      touch -d "@$began" "$root/$project/$bin/.built"
    fi
  done
}

# fetch_npm FOLDER PACKAGE@VERSION...: puts them under FOLDER/node_modules; false, with a line that says so, where there is no node or its registry does not answer in a minute.
fetch_npm() {
  local folder=$1 && shift
  type -P node npm >/dev/null || { say "no node with npm here: done without $*" && return 1; }
  mkdir -p "$folder"
  attend timeout --kill-after=5 60 npm install --prefix "$folder" --ignore-scripts --no-package-lock --no-audit --no-fund --fetch-retries=1 "$@" >&2 ||
    { say "npm could not fetch $* within a minute: done without" && return 1; }
}
