using Microsoft.Extensions.Configuration;

namespace ResearchAgent.Hosting;

/// <summary>Which library to open, and who writes.</summary>
/// <param name="Folder">Of the library; what is kept beside an index on a server stands there too.</param>
/// <param name="Provider"><see cref="Indexes.Sqlite"/> or <see cref="Indexes.Qdrant"/>.</param>
public sealed record LibraryChoice(string Folder, string Provider, WriterChoice Writer)
{
    /// <summary>What the caller leaves open is decided by the settings.</summary>
    /// <exception cref="InputException">A setting is wrong.</exception>
    public static LibraryChoice Of(string? folder, string? provider, WriterChoice writer) => new(FolderOf(folder), Indexes.ProviderOf(provider), writer);

    public static string FolderOf(string? folder) => folder ?? Settings.Read()["Library:Path"] ?? ".research";
}

/// <summary>Who puts the sentences into words.</summary>
public enum WriterChoice
{
    /// <summary>Nothing is written, or only what the papers say in their own sentences.</summary>
    Extractive,

    /// <summary>The configured language model; it is an error when there is none.</summary>
    Llama,

    /// <summary>The configured language model where there is one.</summary>
    Auto,
}
