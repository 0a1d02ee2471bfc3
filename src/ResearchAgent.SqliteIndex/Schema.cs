using System.Globalization;
using Microsoft.Data.Sqlite;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex;

/// <summary>The tables, as steps from one version to the next; <c>PRAGMA user_version</c> says how many were taken.</summary>
internal static class Schema
{
    /// <summary>Marks a file as ours ("RsAg"), see PRAGMA application_id.</summary>
    private const int ApplicationId = 0x52734167;

    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE paper (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL UNIQUE COLLATE NOCASE,
            record TEXT NOT NULL
        );
        CREATE TABLE section (
            paper INTEGER NOT NULL REFERENCES paper (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            heading TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (paper, position)
        ) WITHOUT ROWID;
        CREATE TABLE passage (
            number INTEGER PRIMARY KEY,
            paper INTEGER NOT NULL REFERENCES paper (number) ON DELETE CASCADE,
            id TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            heading TEXT NOT NULL,
            start INTEGER NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX passage_paper ON passage (paper, position);
        CREATE TABLE search_data (
            passage INTEGER PRIMARY KEY REFERENCES passage (number) ON DELETE CASCADE,
            term_ids BLOB NOT NULL,
            term_weights BLOB NOT NULL,
            vector BLOB NOT NULL
        );
        """,

        // Vectors of several embedders side by side. Those of before belong to the embedder that 'setting' named.
        """
        CREATE TABLE embedder (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
        CREATE TABLE vector (
            embedder INTEGER NOT NULL REFERENCES embedder (number) ON DELETE CASCADE,
            passage INTEGER NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
            data BLOB NOT NULL,
            PRIMARY KEY (passage, embedder)
        );
        INSERT INTO embedder (fingerprint) SELECT value FROM setting WHERE name = 'embedder';
        INSERT INTO vector (embedder, passage, data) SELECT embedder.number, passage, vector FROM search_data, embedder ORDER BY passage;
        ALTER TABLE search_data DROP COLUMN vector;
        DROP TABLE setting;
        """,

        // Pages of sections and passages, as PageMap writes them; kinds of sections; lists of references as JSON.
        """
        ALTER TABLE section ADD COLUMN kind TEXT NOT NULL DEFAULT 'Body';
        ALTER TABLE section ADD COLUMN pages TEXT NOT NULL DEFAULT '';
        ALTER TABLE passage ADD COLUMN pages TEXT NOT NULL DEFAULT '';
        CREATE TABLE reference_list (
            paper INTEGER PRIMARY KEY REFERENCES paper (number) ON DELETE CASCADE,
            works TEXT NOT NULL
        );
        """,
    ];

    /// <summary>Brings the file to the newest version, one transaction per step.</summary>
    /// <exception cref="LibraryException">The file is no library of ours, or a newer program wrote it.</exception>
    public static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> steps)
    {
        // Tables before id: a library that another process is just making has both from one moment on.
        if (HasTables(connection) && Pragma(connection, "application_id") != ApplicationId)
        {
            throw new LibraryException(path, $"'{path}' is a SQLite file of another program. Choose another folder with --library.");
        }

        int version;
        while ((version = Pragma(connection, "user_version")) < steps.Count)
        {
            using var transaction = connection.BeginTransaction();

            // Another process may have taken this step while we waited for the lock.
            if (Pragma(connection, "user_version") == version)
            {
                connection.Execute(steps[version]);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}; PRAGMA application_id = {ApplicationId}"));
                transaction.Commit();
            }
        }

        if (version > steps.Count)
        {
            throw new LibraryException(
                path,
                $"The library '{path}' has schema {version}; this program knows up to {steps.Count}. Update the program, or choose another library with --library.");
        }
    }

    private static int Pragma(SqliteConnection connection, string name) =>
        Convert.ToInt32(connection.Scalar("PRAGMA " + name), CultureInfo.InvariantCulture);

    private static bool HasTables(SqliteConnection connection) =>
        (long)connection.Scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema)")! == 1;
}
