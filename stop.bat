@echo off
rem Stops CodeEngine and keeps its data: the history, .env and the images.
rem stop.bat --purge also deletes the history and the images that CodeEngine has built; --yes skips the question.
setlocal enableextensions disabledelayedexpansion
cd /d "%~dp0"

set "PURGE="
set "YES="
:options
if "%~1"=="" goto known
if "%~1"=="--purge" (set "PURGE=1" & shift & goto options)
if "%~1"=="--yes" (set "YES=1" & shift & goto options)
set "WHY=Unknown option %~1. The options are --purge (also delete the history and the images) and --yes (do not ask)."
goto fail

:known
docker info >nul 2>&1 || (set "WHY=Docker does not answer, so nothing of CodeEngine runs." & goto fail)
set "COMPOSE=docker compose"
docker compose version >nul 2>&1 || set "COMPOSE=docker-compose"
set "PROJECT=%COMPOSE_PROJECT_NAME%"
if not defined PROJECT if exist .env for /f "usebackq tokens=1,* delims==" %%A in (".env") do if "%%A"=="COMPOSE_PROJECT_NAME" set "PROJECT=%%~B"
if not defined PROJECT set "PROJECT=codeengine"
set "PROJECT=%PROJECT: =%"
rem Uses only the project's name, in another folder, so that a stop works with a wrong setting or a missing .env.
cd /d "%SystemDrive%\"

if defined PURGE goto purge
set "WHY=Could not stop; the lines above say why."
%COMPOSE% -p %PROJECT% down --remove-orphans || goto fail
echo Stopped. The history is kept; start.bat continues with it. To delete it and the images: stop.bat --purge
exit /b 0

:purge
if defined YES goto sure
set "ANSWER="
set /p "ANSWER=This deletes every recorded program, input and output of %PROJECT% for ever. Type yes to continue: "
set "WHY=Nothing was deleted."
if not "%ANSWER%"=="yes" goto fail
:sure
set "WHY=Could not stop; the lines above say why."
%COMPOSE% -p %PROJECT% down --remove-orphans --volumes || goto fail
for /f %%V in ('docker volume ls -q --filter "label=com.docker.compose.project=%PROJECT%"') do docker volume rm %%V >nul
rem Docker refuses to delete an image that another installation uses.
docker image rm %PROJECT%:local >nul 2>&1
docker image rm %PROJECT%-gateway:local >nul 2>&1
for /f %%I in ('docker image ls --filter "label=codeengine.image" --format "{{.Repository}}:{{.Tag}}"') do docker image rm %%I >nul 2>&1
echo Deleted. This folder with its .env is left, and so are images from Docker Hub that other programs may use:
echo   docker image rm python:3.10-alpine gcc:13.2.0 node:24-alpine bash:5 node:22-alpine nginx:alpine redis:7-alpine postgres:15-alpine
echo   docker builder prune        (the build cache of all projects)
exit /b 0

:fail
echo %WHY%
if not defined CI pause
exit /b 1
