#!/bin/sh
# Starts CodeEngine with Docker and waits until it answers. Usage: ./start.sh      or, where port 80 is taken: PORT=8088 ./start.sh
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

command -v docker >/dev/null 2>&1 || fail "Docker is not installed. Install it from https://docs.docker.com/get-docker/ and run ./start.sh again."
docker info >/dev/null 2>&1 || fail "Docker is installed, but its daemon does not answer. Start Docker Desktop, or: sudo systemctl start docker
If it runs, your user may lack the right to use it: sudo usermod -aG docker \$USER, then log in again."

if docker compose version >/dev/null 2>&1; then compose() { docker compose "$@"; }
elif command -v docker-compose >/dev/null 2>&1; then compose() { docker-compose "$@"; }
else fail "Docker Compose is missing. Install it: https://docs.docker.com/compose/install/"; fi

# Keeps a setting in .env, so that plain `docker compose` commands see it too.
keep() {
  (umask 077; { grep -v "^$1=" .env || true; printf '%s=%s\n' "$1" "$2"; } > .env.new && mv .env.new .env)
}
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
if [ ! -f .env ]; then
  (umask 077 && printf 'COMPOSE_PROJECT_NAME=codeengine\nREDIS_PASSWORD=%s\nPOSTGRES_PASSWORD=%s\n' "$(random)" "$(random)" > .env)
  say "Made .env with new passwords. Keep it: the data is readable with these only."
fi

# The guard is not root, so it needs the group that may use the Docker socket. With a rootless Docker that is its root.
if [ "$(uname)" = Linux ]; then
  host=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || echo unix:///var/run/docker.sock)
  socket=${host#unix://}
  [ -S "$socket" ] || socket=/var/run/docker.sock
  DOCKER_SOCKET=${DOCKER_SOCKET:-$socket}
  if docker info --format '{{.SecurityOptions}}' | grep -q rootless; then gid=0; else gid=$(stat -Lc %g "$DOCKER_SOCKET"); fi
  keep DOCKER_SOCKET "$DOCKER_SOCKET"
  keep DOCKER_GID "${DOCKER_GID:-$gid}"
fi
[ -z "${PORT:-}" ] || keep PORT "$PORT"

for image in "${PYTHON_IMAGE:-python:3.10-alpine}" "${GCC_IMAGE:-gcc:13.2.0}"; do
  docker image inspect "$image" >/dev/null 2>&1 || docker pull "$image" || fail "Could not pull $image. Check the network, and run ./start.sh again."
done

say "Building and starting; the first time takes a few minutes."
compose build || fail "The build failed; the lines above say why."
compose up -d --remove-orphans || fail "Could not start. If the port is taken, choose another: PORT=8088 ./start.sh"

url=http://localhost
port=$(sed -n 's/^PORT=//p' .env)
[ "${port:-80}" = 80 ] || url=$url:$port

# Asks the worker, from inside, which part it still waits for; prints nothing when all is there.
ask='fetch("http://127.0.0.1:8080/readyz").then((r) => r.json()).then(({ away }) => Object.entries(away).forEach(([part, why]) => console.log(part + ": " + why)), () => console.log("worker: starting"))'
waiting_for() { compose exec -T worker node -e "$ask" 2>/dev/null </dev/null || echo 'worker: starting'; }
answers() { # with what this machine has; a machine without curl and wget waits for the worker only
  if command -v curl >/dev/null 2>&1; then curl -fsS -o /dev/null "$url/readyz" 2>/dev/null
  elif command -v wget >/dev/null 2>&1; then wget -q -O /dev/null "$url/readyz" 2>/dev/null
  else true; fi
}

last=
tries=0
until away=$(waiting_for) && [ -z "$away" ] && answers; do
  [ "$away" = "$last" ] || say "  waiting for ${away:-the gateway}"
  last=$away
  tries=$((tries + 1))
  [ $tries -lt 300 ] || fail "It did not become ready. See what happens with: docker compose logs"
  sleep 1
done

say "
CodeEngine is ready at $url

  curl -s '$url/submit?wait=true' -H 'Content-Type: application/json' \\
    -d '{\"language\": \"python\", \"code\": \"print(42)\"}'

  API to try    $url/docs
  logs          docker compose logs -f worker
  stop          ./stop.sh
"

[ -z "${CI:-}" ] || exit 0
case "$(uname)" in
  Darwin) open "$url" ;;
  Linux) if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null 2>&1; then xdg-open "$url" >/dev/null 2>&1 & fi ;;
esac
