#!/bin/sh
# Starts CodeEngine with Docker and waits until the engine answers. Usage: ./start.sh
# If port 80 is taken: PORT=8088 ./start.sh. To let other machines connect: BIND=0.0.0.0 ./start.sh. README.md lists all
# settings. The script checks every setting in the new images before it changes running services.
set -eu
cd "$(dirname "$0")"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
log=$temporary/log

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

command -v docker >/dev/null 2>&1 || fail "Docker is not installed. Install it from https://docs.docker.com/get-docker/ and run ./start.sh again."
docker info >/dev/null 2>&1 || fail "Docker is installed, but its daemon does not answer. Start Docker Desktop, or: sudo systemctl start docker
If the daemon runs, your user may lack the permission to use it: sudo usermod -aG docker \$USER, then log in again."
# Not part of the check above: with --format some versions of Docker report no error when the daemon does not answer.
about_docker=$(docker info --format '{{.CgroupVersion}} {{.SecurityOptions}} {{range $name, $_ := .Runtimes}}{{$name}} {{end}}' 2>/dev/null) || about_docker=

if docker compose version >/dev/null 2>&1; then compose() { docker compose "$@"; }
elif command -v docker-compose >/dev/null 2>&1; then compose() { docker-compose "$@"; }
else fail "Docker Compose is missing. Install it: https://docs.docker.com/compose/install/"; fi

# Prints a setting as Compose reads it: from the environment, else from .env, else the default.
setting() {
  eval "value=\${$1:-}"
  [ -n "$value" ] || [ ! -f .env ] || value=$(tr -d "\r\"'" <.env | sed -n "s/^$1=//p" | tail -n 1 | sed 's/ *#.*//; s/ *$//')
  printf %s "${value:-$2}"
}
# Writes a setting to .env, so that the next start and plain `docker compose` commands read it.
keep() {
  (umask 077; { tr -d '\r' <.env | grep -v "^$1=" || true; printf '%s=%s\n' "$1" "$2"; } > .env.new && mv .env.new .env)
}
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

project=$(setting COMPOSE_PROJECT_NAME codeengine)
other_env="The volume ${project}_postgres has the history of an earlier installation, and its passwords are in the .env of that installation. Either
  - copy that .env into $PWD and run ./start.sh again, or
  - start a second installation with a new history: COMPOSE_PROJECT_NAME=another PORT=8088 ./start.sh, or
  - delete the old history for ever: ./stop.sh --purge
If that .env is lost: docs/troubleshooting.md shows how to set a new password."
if [ ! -f .env ]; then
  ! docker volume inspect "${project}_postgres" >/dev/null 2>&1 || fail "There is no .env here. $other_env"
  (umask 077 && printf 'COMPOSE_PROJECT_NAME=%s\nREDIS_PASSWORD=%s\nPOSTGRES_PASSWORD=%s\n' "$project" "$(random)" "$(random)" > .env)
  say "Made .env with new passwords. Keep this file: without the passwords nobody can read the history."
fi

# From here to `compose up`, a failure does not change running services.
refuse() { fail "$*
Running services were not changed. Correct the setting in .env or in the environment, and run ./start.sh again."; }

# The guard does not run as root, so it needs the group of the Docker socket. With a rootless Docker this is group 0.
if [ "$(uname)" = Linux ]; then
  host=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || echo unix:///var/run/docker.sock)
  socket=${host#unix://}
  [ -S "$socket" ] || socket=/var/run/docker.sock
  DOCKER_SOCKET=${DOCKER_SOCKET:-$socket}
  [ -S "$DOCKER_SOCKET" ] || refuse "DOCKER_SOCKET must be the socket of Docker; $DOCKER_SOCKET is not a socket."
  case $about_docker in *rootless*) gid=0 ;; *) gid=$(stat -Lc %g "$DOCKER_SOCKET") ;; esac
  keep DOCKER_SOCKET "$DOCKER_SOCKET"
  keep DOCKER_GID "${DOCKER_GID:-$gid}"
fi

PORT=$(setting PORT 80) BIND=$(setting BIND 127.0.0.1) WORKERS=$(setting WORKERS 1)
export PORT BIND WORKERS
case $PORT in '' | *[!0-9]*) refuse "PORT must be a number. The address to listen on is another setting, such as BIND=127.0.0.1." ;; esac
case $WORKERS in *[!0-9]* | ????* | 0) refuse "WORKERS must be a number from 1 to 999." ;; esac
setting REDIS_MEMORY 1gb | grep -Eqi '^[0-9]{1,6}(k|m|g|kb|mb|gb)$' || refuse "REDIS_MEMORY must be a size such as 512mb or 2gb."
runtime=$(setting SANDBOX_RUNTIME '')
case "$about_docker " in
  *" $runtime "*) ;;
  *) case $runtime in '' | *.* | */*) ;; *) refuse "Docker has no runtime called $runtime (SANDBOX_RUNTIME)." ;; esac ;;
esac
compose config -q >"$log" 2>&1 || refuse "$(cat "$log")"

case $about_docker in
  1\ *) say "Note: this machine has cgroup v1, on which a program can take memory beyond its limit. For programs of strangers use a system with cgroup v2." ;;
esac

say "  building (the first time takes a few minutes)"
compose build >"$log" 2>&1 || refuse "$(cat "$log")
The build failed; the lines above say why."

say "  checking the settings"
label="label=com.docker.compose.project=$project"
try() { compose run --rm --no-deps -T "$@" </dev/null; }
check() { # PART COMMAND...: runs the command that checks the part, in the background
  part=$1
  shift
  "$@" >"$temporary/$part" 2>&1 && rm "$temporary/$part" &
}
# The gateway's check also publishes the port, or any free port of the address if the running gateway has the port.
case $(docker ps --filter "$label" --filter label=com.docker.compose.service=gateway --format '{{.Ports}}') in
  *":$PORT->"*) port= ;;
  *) port=$PORT ;;
esac
check gateway try "--publish=$BIND:$port:8080" gateway --check-config
for part in api guard; do check "$part" try "$part" node dist/main.js --check-config; done
list_images() { try worker node dist/main.js --images >"$temporary/images"; } # checks the settings, too
check worker list_images
wait
about_the_port() { # MESSAGE: explains Docker's error if it is about the port; otherwise prints nothing
  case $1 in
    *'already in use'* | *'already allocated'* | *'orts are not available'*) say "Port $PORT is taken by another program. Choose another: PORT=8088 ./start.sh" ;;
    *'cannot assign requested address'*) say "BIND=$BIND is not an address of this machine." ;;
    *'privileged port'*) say "This Docker may not listen on ports below 1024. Choose another: PORT=8088 ./start.sh" ;;
  esac
}
wrong=
for part in api worker guard gateway; do
  [ -f "$temporary/$part" ] || continue
  said=$(grep -v '^ *$' "$temporary/$part")
  about=$(about_the_port "$said")
  wrong="$wrong${about:-$said}
"
done
[ -z "$wrong" ] || refuse "$(printf %s "$wrong" | awk '!said[$0]++')" # several parts can name the same setting

# Pulls missing base images, so that progress is visible. The engine retries those that cannot be pulled.
while read -r image name; do
  docker image inspect "$image" >/dev/null 2>&1 && continue
  say "  pulling $image"
  docker pull -q "$image" >/dev/null </dev/null && continue
  [ -z "$(setting "$name" '')" ] || refuse "Could not pull $image ($name): check its name and the network."
  say "  could not pull $image: languages that need this image cannot run until a pull succeeds"
done <"$temporary/images"

# Prints the last log lines of every part that has stopped or restarts repeatedly.
last_lines() {
  docker ps -a --filter "$label" --filter label=com.docker.compose.oneoff=False --filter status=restarting --filter status=exited --filter status=dead \
    --format '{{.ID}} {{.Label "com.docker.compose.service"}}' |
    while read -r id part; do say "$part has stopped. Its last lines:"; docker logs --tail 8 "$id" 2>&1 | sed 's/^/  /'; done
}
say "  starting"
compose up -d --no-build --remove-orphans >"$log" 2>&1 || fail "$(cat "$log")
$(last_lines)
Could not start. $(about_the_port "$(cat "$log")")"

url=http://localhost
case $BIND in 0.0.0.0 | 127.* | ::* | '[::'*) ;; *) url=http://$BIND ;; esac
[ "$PORT" = 80 ] || url=$url:$PORT

answers() { # true without curl and wget: then the script waits only for the worker and the API
  if command -v curl >/dev/null 2>&1; then curl -fsS --noproxy '*' -o /dev/null "$url/readyz" 2>/dev/null
  elif command -v wget >/dev/null 2>&1; then wget -q -Y off -O /dev/null "$url/readyz" 2>/dev/null
  else true; fi
}
waiting_for() { compose exec -T worker node docker/ready.mjs "$1" 2>/dev/null </dev/null || echo 'worker: starting'; }

last=
since=$(date +%s)
stopped=0
until missing=$(waiting_for "$last") && [ -z "$missing" ] && answers; do
  missing=${missing:-the gateway}
  [ "$missing" = "$last" ] || say "  waiting for $missing"
  last=$missing
  case $missing in *refuses*password*) fail "$other_env" ;; esac
  # Five checks in a row: a part that was restarted once runs again by then.
  lines=$(last_lines)
  if [ -n "$lines" ]; then stopped=$((stopped + 1)); else stopped=0; fi
  [ $stopped -lt 5 ] || fail "$lines
The engine does not start. See more with: docker compose logs"
  [ $(($(date +%s) - since)) -lt 900 ] || fail "The engine did not become ready within 15 minutes; it waits for $missing. See more with: docker compose logs"
  sleep 1
done

# Settings are kept only after a successful start.
keep PORT "$PORT"
keep BIND "$BIND"
keep WORKERS "$WORKERS"

say "
CodeEngine is ready at $url

  curl -s '$url/submit?wait=true' -H 'Content-Type: application/json' \\
    -d '{\"language\": \"python\", \"code\": \"print(42)\"}'

  API to try    $url/docs
  logs          docker compose logs -f worker
  stop          ./stop.sh
"
case $BIND in
  127.* | ::1) say "Only this machine reaches the engine. To let other machines connect: BIND=0.0.0.0 ./start.sh (then everybody on the network can run programs: there is no login)" ;;
  *) say "EVERYBODY WHO REACHES $BIND PORT $PORT OF THIS MACHINE CAN RUN PROGRAMS ON IT, WITHOUT LOGIN; ufw DOES NOT CLOSE THE PORT. For this machine only: BIND=127.0.0.1 ./start.sh" ;;
esac

[ -z "${CI:-}" ] || exit 0
case "$(uname)" in
  Darwin) open "$url" ;;
  Linux) if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null 2>&1; then xdg-open "$url" >/dev/null 2>&1 & fi ;;
esac
