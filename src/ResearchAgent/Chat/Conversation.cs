using System.Text.RegularExpressions;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>
/// Questions in a row: a follow-up ("and what about its limits?", "how does the second one work?") is read as a
/// question about the papers cited before. Not thread-safe: one conversation is one person's.
/// </summary>
public sealed partial class Conversation(ResearchAssistant assistant)
{
    private readonly List<Answer> _turns = [];

    /// <summary>Every answer so far, abstentions among them, in order.</summary>
    public IReadOnlyList<Answer> Turns => _turns;

    /// <summary>The papers the next "it" or "the second one" can mean: those of the last answer that cited any.</summary>
    public IReadOnlyList<Reference> Subjects => _turns.LastOrDefault(t => t.References.Count > 0)?.References ?? [];

    /// <summary>Answers the question as <see cref="Resolve"/> reads it, and remembers the answer.</summary>
    public async Task<Answer> AskAsync(string text, PassageFilter filter, CancellationToken cancellationToken)
    {
        var (question, papers) = Resolve(text, Subjects);
        var answer = await assistant.AskAsync(question, papers.Count > 0 ? filter with { Papers = papers } : filter, cancellationToken);
        _turns.Add(answer);
        return answer;
    }

    /// <summary>Writes the paper's name for a pronoun or an ordinal, and restricts the search to the papers meant.</summary>
    /// <returns>The question as asked and no papers when it is no follow-up.</returns>
    public static (string Question, IReadOnlyList<PaperId> Papers) Resolve(string text, IReadOnlyList<Reference> subjects)
    {
        if (subjects.Count == 0)
        {
            return (text, []);
        }

        if (Ordinal().Match(text) is { Success: true } ordinal)
        {
            var position = Position(ordinal.Groups["which"].Value, subjects.Count);
            return position < subjects.Count
                ? (Ordinal().Replace(text, Name(subjects[position]), 1), [subjects[position].Paper])
                : (text, []);
        }

        // "They" and "these" mean all papers of the last answer; "it" means its first.
        if (Plural().IsMatch(text) && subjects.Count > 1)
        {
            return (text, [.. subjects.Select(s => s.Paper)]);
        }

        var name = Name(subjects[0]);
        var named = Possessive().Replace(text, name + "'s", 1);
        named = named == text ? Pronoun().Replace(text, name, 1) : named;
        if (named == text && Bare().IsMatch(text))
        {
            named = $"{text.TrimEnd('?', '.', ' ')} of {name}?";
        }

        return named == text ? (text, []) : (Opening().Replace(named, ""), [subjects[0].Paper]);
    }

    private static string Name(Reference reference)
    {
        var paper = new Paper { Id = reference.Paper, Key = reference.Key, Title = reference.Title };
        return paper.Nickname ?? paper.ShortTitle;
    }

    private static int Position(string ordinal, int count) => ordinal.ToLowerInvariant() switch
    {
        "first" or "1st" or "former" => 0,
        "second" or "2nd" or "latter" => 1,
        "third" or "3rd" => 2,
        "fourth" or "4th" => 3,
        _ => count - 1,
    };

    [GeneratedRegex(@"\bthe (?<which>first|1st|second|2nd|third|3rd|fourth|4th|last|former|latter)(?: (?:one|paper|work|method|study|approach))?\b(?! (?:stage|step|phase|author|time|two|three|layer))", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\b(?:they|them|their|these papers|those papers|both)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Plural();

    [GeneratedRegex(@"\b(?:its|their)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Possessive();

    [GeneratedRegex(@"\b(?:it|they|them|(?:this|that|the same) (?:paper|work|method|approach|study))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();

    // "And the results?", "What about limitations?": no subject of its own.
    [GeneratedRegex(@"^\s*(?:and\b|what about\b|how about\b)\s*(?:what about|how about)?\s*(?:the\s+)?(?:\w+\s*){1,3}\?*\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^\s*(?:and|but|so)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();
}
