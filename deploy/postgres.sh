# shellcheck shell=bash
# The private PostgreSQL: found or installed, made once, run by an unprivileged user on a loopback port of its own.
# In the data folder: postgres (the cluster, or a link to it), postgres.access (port and password), postgres.log.

unset "${!PG@}" # the caller's own server is not meant
server='' # how to reach the running one: a connection string that names no database; its process is $postgres

# find_postgres [MAJOR]: sets $programs to the folder of the first PostgreSQL from 15 on, or of exactly that one.
find_postgres() {
  local major
  while read -r programs; do
    [[ -x $programs/postgres && -x $programs/initdb && $("$programs/postgres" --version) =~ ([0-9]+) ]] || continue
    major=${BASH_REMATCH[1]}
    ((${1:-0} ? major == ${1:-0} : major >= 15)) && return
  done < <(
    readlink -f "$(type -P postgres)" | xargs -r -d '\n' dirname || true
    pg_config --bindir 2>/dev/null || true
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
  )
  return 1
}

# need_postgres DATA: of the version that the data folder's cluster was made with.
need_postgres() {
  local major=''
  [[ ! -e $1/postgres/PG_VERSION ]] || major=$(<"$1/postgres/PG_VERSION")
  find_postgres "$major" || install_postgres "$major"
  find_postgres "$major" || fail "PostgreSQL ${major:-15 or later} is not among the installed packages"
}

# Debian's package would make and start a cluster of its own; a drop-in holds that back during this one installation.
install_postgres() (
  drop_in=/etc/postgresql-common/createcluster.d/gridbot.conf
  if ((EUID == 0)) && type -P apt-get >/dev/null; then
    trap 'rm -f "$drop_in"' EXIT
    mkdir -p "${drop_in%/*}"
    echo 'create_main_cluster = false' >"$drop_in"
  fi
  need_packages "PostgreSQL ${1:-15 or later} is" "postgresql${1:+-$1}"
)

# become USER GROUP: sets $as, before which a command runs as that user when root calls, and gets SIGINT when this script is killed.
become() {
  as=(setpriv --pdeathsig INT)
  ((EUID)) || as+=(--reuid "$1" --regid "$2" --clear-groups)
}

# An empty folder, named $1, for the cluster. Root's is for the user gridbot; where a closed folder bars gridbot's way, it is a link into /var/lib.
make_room() {
  rm -rf -- "$(readlink -f "$1")" "$1"
  mkdir -m 700 "$1"
  become gridbot gridbot
  ((EUID)) && return
  id -u gridbot &>/dev/null || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin gridbot
  chown gridbot:gridbot "$1"
  (cd / && "${as[@]}" test -w "$1") && return
  rmdir "$1"
  install -d -m 711 /var/lib/gridbot
  ln -s "$(mktemp -d /var/lib/gridbot/XXXXXXXX)" "$1"
  chown gridbot:gridbot "$1/"
}

# single DATABASE SQL: on the cluster $cluster, which does not run.
single() { (cd / && "${as[@]}" "$programs/postgres" --single -D "$cluster" "$1" <<<"$2") >/dev/null 2>>"$log"; }

# make_cluster DATA: takes its name only when complete, so that a half-made one never counts. Only its role bot comes in, only by password.
make_cluster() {
  local cluster
  make_room "$1/postgres.new"
  cluster=$(readlink -f "$1/postgres.new") # gridbot cannot follow a link out of a closed folder
  say "making a PostgreSQL cluster in $1/postgres"
  (cd / && "${as[@]}" "$programs/initdb" -D "$cluster" --username bot --encoding UTF8 --locale C.UTF-8 --auth trust "${@:2}") >>"$log" 2>&1 ||
    fail "initdb failed, see $log"
  echo 'host all bot 127.0.0.1/32 scram-sha-256' >"$cluster/pg_hba.conf"
  single postgres 'CREATE DATABASE bot'
  rm -f "$1/postgres.access"
  mv -T "$1/postgres.new" "$1/postgres"
}

# Processes of PostgreSQL that live in $cluster. Asked as its user: even root may lack the right to look into another user's processes.
inhabitants() {
  # shellcheck disable=SC2016
  (cd / && "${as[@]}" bash -c '
    for process in /proc/[0-9]*; do
      [[ $process/cwd -ef $0 && $(readlink "$process/exe") == */postgres* ]] && echo "${process#/proc/}"
    done
    true' "$cluster")
}

# What a killed run left in $cluster: its server is stopped, its orphans are killed, and a process number that another program has by now is forgotten.
clear_remains() {
  local process old
  read -r old 2>/dev/null <"$cluster/postmaster.pid" || return 0
  ! grep -qx -- "$old" <<<"$(inhabitants)" || halt "$old" INT 30
  for process in $(inhabitants); do halt "$process" KILL 5; done
  ! kill -0 "$old" 2>/dev/null || rm -f "$cluster/postmaster.pid"
}

# Waits until $postgres takes connections; false when it ends before.
awaited() {
  local lines
  while lives "$postgres"; do
    { mapfile -t lines <"$cluster/postmaster.pid"; } 2>/dev/null || true
    [[ ${lines[0]:-} == "$postgres" && ${lines[7]:-} == ready* ]] && return
    sleep 0.05
  done
  return 1
}

# start_postgres DATA [SETTING=VALUE...]: sets $postgres and $server. The log keeps no row's content.
start_postgres() {
  local data=$1 log=$1/postgres.log cluster port='' password='' try as
  local settings=(listen_addresses=127.0.0.1 unix_socket_directories= max_connections=200 timezone=UTC
    log_checkpoints=off log_error_verbosity=terse log_min_error_statement=panic "${@:2}")
  [[ -e $data/postgres || ! -L $data/postgres ]] || fail "the cluster that $data/postgres links to is gone; remove the link to begin anew"
  [[ -e $data/postgres ]] || make_cluster "$data"
  ((EUID == 0)) || [[ -O $data/postgres ]] || fail "$data/postgres belongs to another user; run as that one or as root, or choose another folder"
  cluster=$(readlink -f "$data/postgres")
  become "$(stat -Lc %u "$cluster")" "$(stat -Lc %g "$cluster")"
  (cd / && "${as[@]}" test -w "$cluster") || fail "the user $(stat -Lc %U "$cluster") cannot reach $cluster any more; open the folders above it"
  clear_remains
  [[ ! -e $data/postgres.access ]] || read -r port password <"$data/postgres.access"
  if [[ ! $password ]]; then
    password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    single bot "ALTER ROLE bot PASSWORD '$password'"
  fi
  for try in {1..20}; do
    ((port)) || port=$((20000 + RANDOM % 12000)) # below the range that outgoing connections take from
    launch "${as[@]}" "$programs/postgres" -D "$cluster" -p "$port" "${settings[@]/#/--}" >>"$log" 2>&1
    postgres=$!
    if awaited; then
      keep "$data/postgres.access" "$port $password"
      # shellcheck disable=SC2034 # for the script that sources this file
      server="Host=127.0.0.1;Port=$port;Username=bot;Password=$password"
      return
    fi
    postgres=
    tail -n 3 "$log" | grep -q 'could not create any TCP/IP sockets' || break
    port=
  done
  fail "PostgreSQL did not start ($try tries), see $log: $(grep -E 'FATAL|PANIC' "$log" | tail -n 1)"
}

# keep FILE TEXT: whole or not at all, for the eyes of the folder's owner only.
keep() {
  (umask 077 && printf '%s\n' "$2" >"$1.new")
  ((EUID)) || chown --reference="${1%/*}" "$1.new"
  mv -f "$1.new" "$1"
}

# start_temporary_postgres PARENT [SETTING=VALUE...]: its folder, which the cluster's user can pass through, goes with this script.
start_temporary_postgres() {
  temporary=$(mktemp -d "$1/gridbot.XXXXXXXX")
  chmod 711 "$temporary"
  start_postgres "$temporary" "${@:2}"
}
