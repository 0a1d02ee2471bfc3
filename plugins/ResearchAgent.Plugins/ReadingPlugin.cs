using System.ComponentModel;
using System.Text.Json;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent.Plugins;

/// <summary>Reads evidence and checks sentences against it.</summary>
public sealed class ReadingPlugin(ResearchAssistant assistant, IPassageIndex index)
{
    private const int MaxPassages = 8;

    // Whole passages are up to 480 tokens each: eight of them fill the context of a small model.
    private const int SentencesPerPassage = 2;
    private const int MaxNeighbours = 3;

    [KernelFunction("gather_evidence")]
    [Description("Finds the sentences that help to answer a question. Returns one line per sentence: [key to cite] passage id: sentence. Use read_passage with the passage id to read more.")]
    public async Task<string> GatherEvidenceAsync([Description("The question, in words.")] string question, CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(question), question) is { } error)
        {
            return error;
        }

        var passages = await assistant.SearchAsync(question, RetrievalOptions.Questions with { Limit = MaxPassages }, PassageFilter.None, cancellationToken);
        return passages.Count == 0
            ? $"The library holds nothing on {Input.Echo(question)}. Try other words."
            : PaperText.Lines(passages.SelectMany(p => PaperText.BestSentences(p, SentencesPerPassage).Select(s => $"[{p.Paper.Key}] {p.Passage.Id}: {s}")));
    }

    [KernelFunction("read_passage")]
    [Description("Gives the full text of one passage. Returns one line per passage: [key to cite] passage id: text.")]
    public async Task<string> ReadPassageAsync(
        [Description("The passage id, such as arxiv:2305.04091#0v1. gather_evidence gives such ids.")] string id,
        [Description("How many passages before and after it to read too, 0 to 3.")] int neighbours = 0,
        CancellationToken cancellationToken = default)
    {
        if ((Input.CheckPassageId(id, out var wanted) ?? Input.CheckRange(nameof(neighbours), neighbours, 0, MaxNeighbours)) is { } error)
        {
            return error;
        }

        var papers = await index.ListPapersAsync(new PassageFilter { Papers = [wanted.Paper] }, cancellationToken);
        var passages = await index.GetPassagesAsync(wanted.Paper, cancellationToken);
        return papers is [var paper] && passages.Any(p => p.Id == wanted)
            ? PaperText.Lines(passages.Where(p => Math.Abs(p.Id.Position - wanted.Position) <= neighbours).Select(p => $"[{paper.Key}] {p.Id}: {p.Text}"))
            : Input.NoPassage(id);
    }

    [KernelFunction("quote_check")]
    [Description("Checks whether quotes from passages back a sentence that you want to write. Says Supported, or what is wrong and what to do.")]
    public async Task<string> QuoteCheckAsync(
        [Description("The sentence that you want to write, without citation keys.")] string sentence,
        [Description("""A JSON object: each passage id with the words copied from that passage, such as {"arxiv:2305.04091#0v1": "We propose Plan-and-Solve prompting."}. For two quotes of one passage give a list.""")] string quotes,
        CancellationToken cancellationToken = default)
    {
        if ((CheckQuotes(quotes, out var quoted) ?? Input.CheckText(nameof(sentence), sentence)) is { } error)
        {
            return error;
        }

        var citations = new List<Citation>();
        foreach (var (id, text) in quoted)
        {
            if (Input.CheckPassageId(id, out var passage) is { } malformed)
            {
                return malformed;
            }

            var papers = await index.ListPapersAsync(new PassageFilter { Papers = [passage.Paper] }, cancellationToken);
            var stored = (await index.GetPassagesAsync(passage.Paper, cancellationToken)).FirstOrDefault(p => p.Id == passage);
            if (papers is not [var paper] || stored is null)
            {
                return Input.NoPassage(id);
            }

            var start = QuoteLocator.Locate(stored.Text, text, 0);
            if (start < 0)
            {
                return $"Unlocated: passage {passage} does not hold the words {Input.Echo(text)}. Copy the words exactly; read_passage shows them.";
            }

            citations.Add(new Citation(paper.Key, paper.Id, new Quote(passage, start, text)));
        }

        var claim = (await assistant.VerifyAsync([new Claim(sentence, citations)], cancellationToken))[0];
        var advice = claim.Verdict switch
        {
            Verdict.Supported => $"the quotes back the sentence. Cite [{string.Join("; ", claim.Keys)}].",
            Verdict.NumberMismatch => "a number of the sentence is not in the quotes. Use the numbers of the quotes, or quote the words that hold it.",
            Verdict.NameMismatch => "a name of the sentence is not in the quotes. Use the names of the quotes, or quote the words that hold it.",
            Verdict.PolarityMismatch => "the sentence says the opposite of the quotes. Say what the quotes say.",
            Verdict.Unlocated => "the words are not in the passage. Copy the words exactly; read_passage shows them.",
            _ => "too few words of the sentence are in the quotes. Keep closer to the words of the quotes, or quote more.",
        };
        return $"{claim.Verdict}: {advice}";
    }

    private static string? CheckQuotes(string json, out List<(string Passage, string Text)> quotes)
    {
        const string Form = """Call again with a JSON object of passage ids and copied words, such as {"arxiv:2305.04091#0v1": "We propose Plan-and-Solve prompting."}.""";
        quotes = [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return $"Error: quotes is {Input.Echo(json)}, not an object. {Form}";
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                foreach (var text in property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray()] : new[] { property.Value })
                {
                    if (text.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(text.GetString()))
                    {
                        return $"Error: the quote of passage {Input.Echo(property.Name)} is {Input.Echo(text.GetRawText())}, not words. {Form}";
                    }

                    quotes.Add((property.Name, text.GetString()!));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair in a string is an InvalidOperationException.
            return $"Error: quotes is {Input.Echo(json)}, which is not JSON. {Form}";
        }

        return quotes.Count == 0 ? $"Error: quotes is empty. {Form}" : null;
    }
}
