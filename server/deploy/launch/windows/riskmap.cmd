@echo off
rem The command line: riskmap.cmd backup, riskmap.cmd restore FILE, riskmap.cmd help
chcp 65001 >nul
setlocal
set "HERE=%~dp0"
if not defined RISKMAP_HOME for %%I in ("%HERE%..") do set "RISKMAP_HOME=%%~fI\riskmap-data"
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%HERE%program\node_modules\.cache\compiled"
set "SETTINGS="
if exist "%RISKMAP_HOME%\settings.env" set SETTINGS="--env-file=%RISKMAP_HOME%\settings.env"
"%HERE%runtime\node.exe" %SETTINGS% "%HERE%program\server\cli\riskmap.ts" %*
exit /b %errorlevel%
