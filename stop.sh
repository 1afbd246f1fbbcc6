#!/bin/sh
# Stops CodeEngine and removes everything but its data (the volumes, .env and the images).
set -eu
cd "$(dirname "$0")"

docker info >/dev/null 2>&1 || { echo "Docker does not answer, so nothing of CodeEngine runs." >&2; exit 1; }
if docker compose version >/dev/null 2>&1; then compose() { docker compose "$@"; }; else compose() { docker-compose "$@"; }; fi

if [ ! -f .env ]; then echo "CodeEngine was never started here: there is no .env."; exit 0; fi
compose down --remove-orphans
echo "Stopped. The history is kept; ./start.sh continues with it. To delete it too: docker compose down --volumes"
