@echo off
rem Builds ResearchAgent on first use, then runs it with all arguments. After changing sources, delete src\ResearchAgent.Cli\bin.
setlocal
set "program=%~dp0src\ResearchAgent.Cli\bin\Release\net10.0\research.dll"
where dotnet >nul 2>nul
if errorlevel 1 (
  echo research: the .NET 10 SDK is missing. Get it from https://dotnet.microsoft.com/download and run this again. 1>&2
  exit /b 4
)
if not exist "%program%" (
  echo Building ResearchAgent ^(first run^) ... 1>&2
  dotnet build "%~dp0src\ResearchAgent.Cli\ResearchAgent.Cli.csproj" -c Release -v quiet -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false >"%TEMP%\research-build.log" 2>&1
  if errorlevel 1 (
    echo research: the build failed; the log is in %TEMP%\research-build.log 1>&2
    exit /b 4
  )
)
dotnet "%program%" %*
exit /b %errorlevel%
