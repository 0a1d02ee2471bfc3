using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ResearchAgent.Indexing;
using ResearchAgent.Overview;

namespace ResearchAgent.Web.Work;

/// <summary>
/// The overview of the library as it is: made once for all who wait for it, kept until the library changes, and no longer
/// made when nobody waits. Safe for concurrent use.
/// </summary>
/// <param name="index">Asked for the list of papers each time, which is cheap beside the map.</param>
public sealed class OverviewCache(IPassageIndex index)
{
    private readonly Lock _gate = new();
    private readonly OverviewMaker _maker = new(index);
    private Making? _latest;

    /// <summary>How many times an overview was begun.</summary>
    internal int Made { get; private set; }

    public async Task<LibraryOverview> GetAsync(CancellationToken cancellationToken)
    {
        var fingerprint = await FingerprintAsync(cancellationToken);
        var making = Join(fingerprint);
        try
        {
            return await making.Overview.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(making);
        }
    }

    private Making Join(string fingerprint)
    {
        lock (_gate)
        {
            if (_latest?.Fingerprint != fingerprint || _latest.Overview is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                var stopping = new CancellationTokenSource();
                _latest = new Making(fingerprint, stopping, Task.Run(() => _maker.MakeAsync(null, stopping.Token), CancellationToken.None));
                Made++;
            }

            _latest.Waiting++;
            return _latest;
        }
    }

    private void Leave(Making making)
    {
        lock (_gate)
        {
            if (--making.Waiting > 0 || making.Overview.IsCompleted)
            {
                return;
            }

            _latest = _latest == making ? null : _latest;
        }

        making.Stopping.Cancel();
    }

    // What the overview tells of a paper, and its text by its hash: an edit by hand changes neither of the reader's hashes.
    private async Task<string> FingerprintAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var passages = (await index.CountAsync(PassageFilter.None, cancellationToken)).Passages;
        hash.AppendData(Encoding.UTF8.GetBytes(passages.ToString(CultureInfo.InvariantCulture)));
        foreach (var paper in await index.ListPapersAsync(PassageFilter.None, cancellationToken))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001f', [paper.Id.Value, paper.Key.Value, paper.TextHash, paper.Title, paper.Year?.ToString(CultureInfo.InvariantCulture), .. paper.Tags, "\u001e"])));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record Making(string Fingerprint, CancellationTokenSource Stopping, Task<LibraryOverview> Overview)
    {
        public int Waiting { get; set; }
    }
}
