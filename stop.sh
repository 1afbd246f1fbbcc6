#!/bin/sh
# Stops CodeEngine and keeps its data: the history, .env and the images. Usage: ./stop.sh
# ./stop.sh --purge also deletes the history and the images that CodeEngine has built; --yes skips the question.
set -eu
cd "$(dirname "$0")"

purge=''
yes=''
for option in "$@"; do
  case $option in
    --purge) purge=yes ;;
    --yes) yes=yes ;;
    *) echo "Unknown option $option. The options are --purge (also delete the history and the images) and --yes (do not ask)." >&2; exit 2 ;;
  esac
done

docker info >/dev/null 2>&1 || { echo "Docker does not answer, so nothing of CodeEngine runs." >&2; exit 1; }
project=${COMPOSE_PROJECT_NAME:-$([ ! -f .env ] || tr -d "\r\"'" <.env | sed -n 's/^COMPOSE_PROJECT_NAME=//p' | tail -n 1)}
project=${project:-codeengine}
# Uses only the project's name, so that a stop works with a wrong setting or a missing .env.
compose() {
  cd /
  if docker compose version >/dev/null 2>&1; then docker compose -p "$project" "$@"; else docker-compose -p "$project" "$@"; fi
}

if [ -z "$purge" ]; then
  (compose down --remove-orphans)
  echo "Stopped. The history is kept; ./start.sh continues with it. To delete it and the images: ./stop.sh --purge"
  exit 0
fi

if [ -z "$yes" ]; then
  printf 'This deletes every recorded program, input and output of "%s" for ever. Type yes to continue: ' "$project"
  read -r answer || answer=
  [ "$answer" = yes ] || { echo "Nothing was deleted."; exit 1; }
fi
(compose down --remove-orphans --volumes)
docker volume ls -q --filter "label=com.docker.compose.project=$project" | while read -r volume; do docker volume rm "$volume" >/dev/null; done
# Docker refuses to delete an image that another installation uses.
{ echo "$project:local"; echo "$project-gateway:local"; docker image ls --filter label=codeengine.image --format '{{.Repository}}:{{.Tag}}'; } |
  while read -r image; do docker image rm "$image" >/dev/null 2>&1 || true; done
left=
for image in node:22-alpine nginx:alpine redis:7-alpine postgres:15-alpine \
  $(sed -n 's/^ *"image": "\([^"]*:[^"]*\)".*/\1/p' languages/*/language.json | sort -u); do
  ! docker image inspect "$image" >/dev/null 2>&1 || left="$left $image"
done
echo "Deleted. This folder with its .env is left, and so are images from Docker Hub that other programs may use:
  docker image rm$left
  docker builder prune        # the build cache of all projects"
