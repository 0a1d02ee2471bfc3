namespace ResearchAgent.Hosting;

/// <summary>Finds what lies beside the program: in its own folder, or in the checkout that it was built in.</summary>
public static class ProgramFolder
{
    /// <returns>The full path of a file or folder, or null.</returns>
    public static string? Find(string relativePath)
    {
        // No folder in between: an appsettings.json that happens to lie above the program is not ours.
        string[] folders = Checkout() is { } checkout ? [AppContext.BaseDirectory, checkout] : [AppContext.BaseDirectory];
        return folders.Select(f => Path.Combine(f, relativePath)).FirstOrDefault(Path.Exists);
    }

    /// <exception cref="ModelException">They are missing.</exception>
    public static string Prompts() =>
        Find("prompts") ?? throw new ModelException("The folder 'prompts' is missing beside the program. Install the program again, or write without a model: --writer extractive.");

    private static string? Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ResearchAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar));
        }

        return folder;
    }
}
