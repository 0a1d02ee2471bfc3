namespace ResearchAgent.Testing;

/// <summary>The faults that are still to strike. Thread-safe.</summary>
internal sealed class Faults
{
    private readonly List<Fault> _waiting = [];

    public void Add(Fault fault)
    {
        lock (_waiting)
        {
            _waiting.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_waiting)
        {
            _waiting.Clear();
        }
    }

    /// <summary>The fault that this call suffers, used up by it; null for none.</summary>
    public Fault? Take(string fullName)
    {
        lock (_waiting)
        {
            for (var i = 0; i < _waiting.Count; i++)
            {
                var fault = _waiting[i];
                if (!fault.Concerns(fullName) || fault.Calls <= 0)
                {
                    continue;
                }

                if (fault.Skip > 0)
                {
                    _waiting[i] = fault with { Skip = fault.Skip - 1 };
                    continue;
                }

                _waiting[i] = fault with { Calls = fault.Calls - 1 };
                return fault;
            }

            return null;
        }
    }
}
