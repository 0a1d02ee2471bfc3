namespace ResearchAgent.Cli;

/// <summary>What the process ends with; the help text lists them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It ran, and the library holds no answer, or a check failed.</summary>
    public const int NoAnswer = 1;

    public const int Usage = 2;

    /// <summary>An input file or record is missing or unreadable; whatever was good has been stored.</summary>
    public const int Input = 3;

    /// <summary>The library, the disk or the installation is at fault.</summary>
    public const int Environment = 4;

    /// <summary>Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
