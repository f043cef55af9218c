@echo off
rem Start the server; Ctrl+C in this window ends it. Nothing but this directory is needed.
chcp 65001 >nul
setlocal
set "HERE=%~dp0"
if not defined RISKMAP_HOME for %%I in ("%HERE%..") do set "RISKMAP_HOME=%%~fI\riskmap-data"
if not exist "%RISKMAP_HOME%" mkdir "%RISKMAP_HOME%"
cd /d "%RISKMAP_HOME%"
rem Compiled once, the next start is sooner; where it cannot be written nothing is kept.
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%HERE%program\node_modules\.cache\compiled"
set "SETTINGS="
if exist settings.env set "SETTINGS=--env-file=settings.env"
"%HERE%runtime\node.exe" --max-semi-space-size=16 --initial-old-space-size=64 %SETTINGS% "%HERE%program\server\start.ts"
if errorlevel 1 pause
