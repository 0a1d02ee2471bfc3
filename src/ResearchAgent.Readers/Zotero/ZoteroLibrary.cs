using Microsoft.Data.Sqlite;

namespace ResearchAgent.Readers.Zotero;

/// <summary>The items of an open Zotero database.</summary>
internal sealed class ZoteroLibrary(SqliteConnection connection)
{
    /// <summary>Collections nest by hand; this only has to end what runs in circles.</summary>
    private const int MaxDepth = 64;

    private static readonly string[] Tables =
    [
        "items", "itemTypes", "itemData", "itemDataValues", "fields", "creators", "creatorTypes", "itemCreators", "collections", "collectionItems",
        "tags", "itemTags", "itemAttachments", "itemNotes", "deletedItems",
    ];

    private readonly Dictionary<long, ZoteroItem> _items = [];

    public async Task<string?> MissingTableAsync(CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            if (!await HasTableAsync(table, cancellationToken))
            {
                return table;
            }
        }

        return null;
    }

    /// <summary>In the order in which they were added.</summary>
    public async Task<IReadOnlyList<ZoteroItem>> LoadAsync(CancellationToken cancellationToken)
    {
        var feeds = await HasTableAsync("feedItems", cancellationToken) ? " AND i.itemID NOT IN (SELECT itemID FROM feedItems)" : "";
        await ReadAsync(
            $"""
            SELECT i.itemID, t.typeName FROM items i JOIN itemTypes t ON t.itemTypeID = i.itemTypeID
            WHERE t.typeName NOT IN ('attachment', 'note', 'annotation') AND i.itemID NOT IN (SELECT itemID FROM deletedItems){feeds}
            ORDER BY i.itemID
            """,
            row => _items.Add(row.GetInt64(0), new ZoteroItem(row.GetInt64(0), row.GetString(1))), cancellationToken);
        await AddAsync(
            """
            SELECT d.itemID, f.fieldName, v.value FROM itemData d
            JOIN fields f ON f.fieldID = d.fieldID JOIN itemDataValues v ON v.valueID = d.valueID ORDER BY d.itemID, d.fieldID
            """,
            (item, row) => item.Fields.Add((row.GetString(1), Text(row, 2))), cancellationToken);
        await AddAsync(
            """
            SELECT ic.itemID, ct.creatorType, c.lastName, c.firstName, c.fieldMode FROM itemCreators ic
            JOIN creators c ON c.creatorID = ic.creatorID JOIN creatorTypes ct ON ct.creatorTypeID = ic.creatorTypeID ORDER BY ic.itemID, ic.orderIndex
            """,
            (item, row) => item.Creators.Add(new ZoteroCreator(row.GetString(1), Text(row, 2), Text(row, 3), !row.IsDBNull(4) && row.GetInt64(4) == 1)), cancellationToken);
        await AddAsync(
            "SELECT it.itemID, t.name FROM itemTags it JOIN tags t ON t.tagID = it.tagID ORDER BY it.itemID, t.name",
            (item, row) => item.Tags.Add(Text(row, 1)), cancellationToken);
        await AddAsync(
            "SELECT parentItemID, note FROM itemNotes WHERE parentItemID IS NOT NULL AND itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY itemID",
            (item, row) => item.Notes.Add(Text(row, 1)), cancellationToken);
        await AddAsync(
            """
            SELECT a.parentItemID, i.key, a.path FROM itemAttachments a JOIN items i ON i.itemID = a.itemID
            WHERE a.parentItemID IS NOT NULL AND a.path IS NOT NULL AND a.itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY a.itemID
            """,
            (item, row) => item.Attachments.Add(new ZoteroAttachment(Text(row, 1), Text(row, 2))), cancellationToken);
        await LoadCollectionsAsync(cancellationToken);
        return [.. _items.Values];
    }

    private async Task LoadCollectionsAsync(CancellationToken cancellationToken)
    {
        var collections = new Dictionary<long, (string Name, long? Parent)>();
        var trash = await HasTableAsync("deletedCollections", cancellationToken) ? " WHERE collectionID NOT IN (SELECT collectionID FROM deletedCollections)" : "";
        await ReadAsync(
            "SELECT collectionID, collectionName, parentCollectionID FROM collections" + trash,
            row => collections.Add(row.GetInt64(0), (Text(row, 1), row.IsDBNull(2) ? null : row.GetInt64(2))), cancellationToken);
        await AddAsync(
            "SELECT itemID, collectionID FROM collectionItems ORDER BY itemID, collectionID",
            (item, row) =>
            {
                if (PathOf(row.GetInt64(1)) is { Length: > 0 } path)
                {
                    item.Collections.Add(path);
                }
            },
            cancellationToken);

        string PathOf(long id)
        {
            var names = new List<string>();
            for (long? at = id; at is { } here && collections.TryGetValue(here, out var collection) && names.Count < MaxDepth; at = collection.Parent)
            {
                names.Insert(0, collection.Name);
            }

            return string.Join('/', names);
        }
    }

    private async Task<bool> HasTableAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = $name";
        command.Parameters.AddWithValue("$name", name);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    // Rows that begin with an item's number; those of items that are not read are passed over.
    private Task AddAsync(string sql, Action<ZoteroItem, SqliteDataReader> add, CancellationToken cancellationToken) =>
        ReadAsync(
            sql,
            row =>
            {
                if (_items.TryGetValue(row.GetInt64(0), out var item))
                {
                    add(item, row);
                }
            },
            cancellationToken);

    private async Task ReadAsync(string sql, Action<SqliteDataReader> take, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written above; only the names of tables vary.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            take(row);
        }
    }

    // Values are stored with whatever type they have: a year may be a number.
    private static string Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column);
}
