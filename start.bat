@echo off
rem Starts CodeEngine with Docker and waits until the engine answers. If port 80 is taken: set PORT=8088 and run start.bat
rem again. BIND=0.0.0.0 lets other machines connect. The script checks every setting in the new images before it changes
rem running services. It does not use delayed expansion, which would remove exclamation marks.
setlocal enableextensions disabledelayedexpansion
cd /d "%~dp0"
set "SAID=%TEMP%\codeengine-%RANDOM%.log"

where docker >nul 2>&1 || (set "WHY=Docker is not installed. Install Docker Desktop from https://docs.docker.com/get-docker/ and run start.bat again." & goto fail)
docker info >nul 2>&1 || (set "WHY=Docker is installed, but does not answer. Start Docker Desktop, wait until it is running, and try again." & goto fail)
set "COMPOSE=docker compose"
docker compose version >nul 2>&1 || set "COMPOSE=docker-compose"

call :setting COMPOSE_PROJECT_NAME codeengine
set "PROJECT=%VALUE%"
if exist .env goto has_env
docker volume inspect %PROJECT%_postgres >nul 2>&1 && (set "WHY=There is no .env here." & goto other_env)
powershell -NoProfile -Command "$r = { $b = New-Object byte[] 24; [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b); -join ($b | ForEach-Object { $_.ToString('x2') }) }; [IO.File]::WriteAllText((Join-Path (Get-Location) '.env'), ('COMPOSE_PROJECT_NAME=' + $env:PROJECT + [char]10 + 'REDIS_PASSWORD=' + (& $r) + [char]10 + 'POSTGRES_PASSWORD=' + (& $r) + [char]10))" || (set "WHY=Could not write .env." & goto fail)
echo Made .env with new passwords. Keep this file: without the passwords nobody can read the history.

:has_env
call :setting PORT 80
set "PORT=%VALUE%"
call :setting BIND 127.0.0.1
set "BIND=%VALUE%"
call :setting WORKERS 1
set "WORKERS=%VALUE%"
for /f "delims=0123456789" %%N in ("%PORT%") do (set "WHY=PORT must be a number. The address to listen on is another setting, such as BIND=127.0.0.1." & goto refuse)
for /f "delims=0123456789" %%N in ("%WORKERS%") do (set "WHY=WORKERS must be a number from 1." & goto refuse)
call :setting REDIS_MEMORY 1gb
for /f "delims=0123456789kmgbKMGB" %%N in ("%VALUE%") do (set "WHY=REDIS_MEMORY must be a size such as 512mb or 2gb." & goto refuse)
set "WHY=The settings could not be read."
%COMPOSE% config -q >"%SAID%" 2>&1 || goto refuse_said

echo   building (the first time takes a few minutes)
set "WHY=The build failed; the lines above say why."
%COMPOSE% build >"%SAID%" 2>&1 || goto refuse_said

echo   checking the settings
set "WHY=The settings are wrong."
for %%P in (api worker guard) do %COMPOSE% run --rm --no-deps -T %%P node dist/main.js --check-config >"%SAID%" 2>&1 <nul || goto refuse_said
rem The gateway's check also publishes the port, or any free port if the running gateway has the port.
set "FREE=%PORT%"
docker ps --filter "label=com.docker.compose.project=%PROJECT%" --filter "label=com.docker.compose.service=gateway" --format "{{.Ports}}" >"%SAID%" 2>&1
findstr /c:":%PORT%->" "%SAID%" >nul && set "FREE="
%COMPOSE% run --rm --no-deps -T "--publish=%BIND%:%FREE%:8080" gateway --check-config >"%SAID%" 2>&1 <nul || (call :about_the_port & goto refuse_said)

rem Pulls missing base images, so that progress is visible. The engine retries those that cannot be pulled.
%COMPOSE% run --rm --no-deps -T worker node dist/main.js --images >"%SAID%" 2>nul <nul || goto refuse_said
set "LACKING="
for /f "usebackq tokens=1,2" %%I in ("%SAID%") do call :pull %%I %%J || set "LACKING=%%I"
if defined LACKING (set "WHY=Could not pull %LACKING%: check its name and the network." & goto refuse)

echo   starting
set "WHY=Could not start."
%COMPOSE% up -d --no-build --remove-orphans >"%SAID%" 2>&1 || (call :about_the_port & goto stopped)

set "URL=http://%BIND%"
if "%BIND%"=="0.0.0.0" set "URL=http://localhost"
if "%BIND:~0,4%"=="127." set "URL=http://localhost"
if "%BIND:~0,2%"=="::" set "URL=http://localhost"
if not "%PORT%"=="80" set "URL=%URL%:%PORT%"
set "LAST="
set /a TRIES=0
set /a ENDED=0
:wait
set "AWAY="
%COMPOSE% exec -T worker node docker/ready.mjs "%LAST%" >"%SAID%" 2>nul <nul || echo worker: starting>"%SAID%"
for /f "usebackq delims=" %%L in ("%SAID%") do (set "AWAY=%%L" & if not "%%L"=="%LAST%" echo   waiting for %%L)
if not defined AWAY curl -fsS --noproxy * -o nul %URL%/readyz >nul 2>&1 && goto ready
if not defined AWAY set "AWAY=the gateway"
set "LAST=%AWAY:"='%"
findstr /c:"refuses the password" "%SAID%" >nul && (set "WHY=PostgreSQL refuses the password of this .env." & goto other_env)
set "GONE="
for /f %%I in ('docker ps -aq --filter "label=com.docker.compose.project=%PROJECT%" --filter "label=com.docker.compose.oneoff=False" --filter "status=restarting" --filter "status=exited" --filter "status=dead"') do set "GONE=1"
if defined GONE (set /a ENDED+=1) else set /a ENDED=0
set "WHY=The engine does not start. See more with: docker compose logs"
if %ENDED% geq 5 goto stopped
set /a TRIES+=1
set "WHY=The engine did not become ready. See more with: docker compose logs"
if %TRIES% geq 150 goto fail
ping -n 2 127.0.0.1 >nul
goto wait

:ready
rem Settings are kept only after a successful start.
call :keep PORT "%PORT%"
call :keep BIND "%BIND%"
call :keep WORKERS "%WORKERS%"
del "%SAID%" >nul 2>&1
echo.
echo CodeEngine is ready at %URL%
echo   API to try    %URL%/docs
echo   logs          docker compose logs -f worker
echo   stop          stop.bat
if "%BIND:~0,4%"=="127." (echo Only this machine reaches the engine. To let other machines connect: set BIND=0.0.0.0 and run start.bat again; there is no login.) else echo EVERYBODY WHO REACHES PORT %PORT% OF THIS MACHINE CAN RUN PROGRAMS ON IT, WITHOUT LOGIN. For this machine only: set BIND=127.0.0.1
if not defined CI start "" %URL%
exit /b 0

rem Sets VALUE to a setting as Compose reads it: from the environment, else from .env, else the default. Removes blanks:
rem "set PORT=8088 & start.bat" leaves a blank at the end of the value.
:setting
call set "VALUE=%%%~1%%"
if not defined VALUE if exist .env for /f "usebackq tokens=1,* delims==" %%A in (".env") do if "%%A"=="%~1" set "VALUE=%%~B"
if not defined VALUE set "VALUE=%~2"
set "VALUE=%VALUE: =%"
exit /b 0

rem Writes a setting to .env, with Linux line endings.
:keep
set "NAME=%~1"
set "VALUE=%~2"
powershell -NoProfile -Command "$p = Join-Path (Get-Location) '.env'; $l = @([IO.File]::ReadAllText($p) -split '\r?\n' | Where-Object { $_ -and -not $_.StartsWith($env:NAME + '=') }) + ($env:NAME + '=' + $env:VALUE); [IO.File]::WriteAllText($p, ($l -join [char]10) + [char]10)"
exit /b 0

:pull
docker image inspect %1 >nul 2>&1 && exit /b 0
echo   pulling %1
docker pull -q %1 >nul && exit /b 0
call :setting %2 usual
if not "%VALUE%"=="usual" exit /b 1
echo   could not pull %1: languages that need this image cannot run until a pull succeeds
exit /b 0

:about_the_port
findstr /i /c:"already in use" /c:"already allocated" /c:"orts are not available" "%SAID%" >nul && set "WHY=Port %PORT% is taken by another program. Choose another: set PORT=8088 and run start.bat again."
findstr /i /c:"cannot assign requested address" "%SAID%" >nul && set "WHY=BIND=%BIND% is not an address of this machine."
exit /b 0

:stopped
type "%SAID%"
for /f "tokens=1,2" %%I in ('docker ps -a --filter "label=com.docker.compose.project=%PROJECT%" --filter "label=com.docker.compose.oneoff=False" --filter "status=restarting" --filter "status=exited" --filter "status=dead" --format "{{.ID}} {{.Names}}"') do echo %%J has stopped. Its last lines:& docker logs --tail 8 %%I
goto fail

:other_env
echo %WHY% The volume %PROJECT%_postgres has the history of an earlier installation, and its passwords are in the .env of that installation. Either
echo   - copy that .env into this folder and run start.bat again, or
echo   - start a second installation with a new history: set COMPOSE_PROJECT_NAME=another and PORT=8088, and run start.bat again, or
echo   - delete the old history for ever: stop.bat --purge
set "WHY=If that .env is lost: docs/troubleshooting.md shows how to set a new password."
goto fail

:refuse_said
type "%SAID%"
:refuse
echo Running services were not changed. Correct the setting in .env, and run start.bat again.
:fail
echo %WHY%
del "%SAID%" >nul 2>&1
if not defined CI pause
exit /b 1
