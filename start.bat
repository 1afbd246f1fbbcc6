@echo off
rem Starts CodeEngine with Docker and waits until it answers. Where port 80 is taken: set PORT=8088 and run it again.
setlocal enabledelayedexpansion
cd /d "%~dp0"

where docker >nul 2>&1 || (
  echo Docker is not installed. Install Docker Desktop from https://docs.docker.com/get-docker/ and run start.bat again.
  exit /b 1
)
docker info >nul 2>&1 || (
  echo Docker is installed, but it does not answer. Start Docker Desktop, wait until it says "running", and try again.
  exit /b 1
)
set COMPOSE=docker compose
docker compose version >nul 2>&1 || set COMPOSE=docker-compose

if not exist .env (
  powershell -NoProfile -Command "$r = { $b = New-Object byte[] 24; [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b); -join ($b | ForEach-Object { $_.ToString('x2') }) }; [IO.File]::WriteAllText((Join-Path (Get-Location) '.env'), ('COMPOSE_PROJECT_NAME=codeengine' + [char]10 + 'REDIS_PASSWORD=' + (& $r) + [char]10 + 'POSTGRES_PASSWORD=' + (& $r) + [char]10))" || exit /b 1
  echo Made .env with new passwords. Keep it: the data is readable with these only.
)

if defined PORT (
  findstr /v /b "PORT=" .env > .env.new
  >> .env.new echo PORT=%PORT%
  move /y .env.new .env >nul
)

for %%I in (python:3.10-alpine gcc:13.2.0) do (
  docker image inspect %%I >nul 2>&1 || docker pull %%I || (
    echo Could not pull %%I. Check the network, and run start.bat again.
    exit /b 1
  )
)

echo Building and starting; the first time takes a few minutes.
%COMPOSE% build || exit /b 1
%COMPOSE% up -d --remove-orphans || (
  echo Could not start. If the port is taken, choose another: set PORT=8088
  exit /b 1
)

for /f "tokens=2 delims==" %%P in ('findstr /b "PORT=" .env') do set PORT=%%P
set URL=http://localhost
if defined PORT if not "%PORT%"=="80" set URL=http://localhost:%PORT%

set /a TRIES=0
:wait
%COMPOSE% exec -T worker node -e "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))" >nul 2>&1 && curl -fsS -o nul %URL%/readyz >nul 2>&1 && goto ready
set /a TRIES+=1
if %TRIES% geq 300 (
  echo It did not become ready. See what happens with: docker compose logs
  exit /b 1
)
timeout /t 1 /nobreak >nul
goto wait

:ready
echo.
echo CodeEngine is ready at %URL%
echo   API to try    %URL%/docs
echo   logs          docker compose logs -f worker
echo   stop          stop.bat
if not defined CI start "" %URL%
