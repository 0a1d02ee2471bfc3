using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Collections and their aliases. Not thread-safe: whoever calls it holds <see cref="Gate"/>.</summary>
internal sealed class Database
{
    private readonly SortedDictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public IEnumerable<string> Names => _collections.Keys;

    public IEnumerable<KeyValuePair<string, string>> Aliases => _aliases;

    /// <param name="name">Of a collection or an alias.</param>
    public Collection this[string name] => _collections.GetValueOrDefault(Resolve(name)) ?? throw Refusal.MissingCollection(name);

    public bool Exists(string name) => _collections.ContainsKey(Resolve(name));

    public void Create(CreateCollection sent)
    {
        if (_collections.ContainsKey(sent.CollectionName))
        {
            throw Refusal.Exists(sent.CollectionName);
        }

        if (_aliases.ContainsKey(sent.CollectionName))
        {
            throw Refusal.Wrong($"Can't create collection with name {sent.CollectionName}. Alias with the same name already exists");
        }

        _collections.Add(sent.CollectionName, new Collection(sent));
    }

    /// <summary>Takes its aliases along; an alias does not stand for its collection here.</summary>
    /// <returns>False where there was none.</returns>
    public bool Delete(string name)
    {
        foreach (var alias in _aliases.Where(a => a.Value == name).Select(a => a.Key).ToList())
        {
            _aliases.Remove(alias);
        }

        return _collections.Remove(name);
    }

    /// <summary>All of the actions in their order, or none.</summary>
    public void ChangeAliases(IEnumerable<AliasOperations> actions)
    {
        var changed = new SortedDictionary<string, string>(_aliases, StringComparer.Ordinal);
        foreach (var action in actions)
        {
            switch (action.ActionCase)
            {
                case AliasOperations.ActionOneofCase.CreateAlias:
                    Create(action.CreateAlias);
                    break;
                case AliasOperations.ActionOneofCase.DeleteAlias:
                    changed.Remove(action.DeleteAlias.AliasName);
                    break;
                case AliasOperations.ActionOneofCase.RenameAlias:
                    Rename(action.RenameAlias);
                    break;
                default:
                    throw Refusal.Malformed("Malformed AliasOperation type");
            }
        }

        _aliases = changed;

        void Create(CreateAlias create)
        {
            if (!_collections.ContainsKey(create.CollectionName))
            {
                throw Refusal.MissingCollection(create.CollectionName);
            }

            if (_collections.ContainsKey(create.AliasName))
            {
                throw Refusal.Exists(create.AliasName);
            }

            changed[create.AliasName] = create.CollectionName;
        }

        void Rename(RenameAlias rename)
        {
            if (!changed.Remove(rename.OldAliasName, out var collection))
            {
                throw Refusal.Missing($"Alias {rename.OldAliasName} does not exists!");
            }

            changed[rename.NewAliasName] = collection;
        }
    }

    private string Resolve(string name) => _aliases.GetValueOrDefault(name, name);
}
