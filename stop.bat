@echo off
rem Stops CodeEngine and removes everything but its data (the volumes, .env and the images).
cd /d "%~dp0"
docker info >nul 2>&1 || (
  echo Docker does not answer, so nothing of CodeEngine runs.
  exit /b 1
)
if not exist .env (
  echo CodeEngine was never started here: there is no .env.
  exit /b 0
)
set COMPOSE=docker compose
docker compose version >nul 2>&1 || set COMPOSE=docker-compose
%COMPOSE% down --remove-orphans || exit /b 1
echo Stopped. The history is kept; start.bat continues with it. To delete it too: docker compose down --volumes
