namespace ResearchAgent.Cli;

/// <summary>Finds what lies beside the program: in its own folder, or in the checkout that it was built in.</summary>
internal static class ProgramFolder
{
    /// <returns>The full path of a file or folder, or null.</returns>
    public static string? Find(string relativePath)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)))
        {
            var candidate = Path.Combine(folder, relativePath);
            if (Path.Exists(candidate))
            {
                return candidate;
            }

            if (File.Exists(Path.Combine(folder, "ResearchAgent.sln")))
            {
                return null;
            }
        }

        return null;
    }
}
