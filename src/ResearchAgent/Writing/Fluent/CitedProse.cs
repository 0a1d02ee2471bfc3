using System.Text;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Writing.Fluent;

/// <summary>
/// A model's reply read as sentences with their keys. Asked for is <c>Sentence text [Key; Key2].</c>; what models write
/// instead is understood too: keys after the full stop, in parentheses or in front, lists, headings, thinking.
/// What remains is one line of plain text a sentence: no control characters, no emphasis marks.
/// </summary>
/// <param name="Sentences">In the order of the reply, flawed ones among them.</param>
/// <param name="Abstained">The reply says that the evidence is insufficient, and holds no cited sentence.</param>
public sealed partial record CitedProse(IReadOnlyList<CitedSentence> Sentences, bool Abstained)
{
    /// <summary>
    /// Name in <c>ChatOptions.AdditionalProperties</c>. The value is a <c>string[]</c>: a provider that can constrain its
    /// output admits only sentences that end in one or more of these keys. Others ignore it.
    /// </summary>
    public const string KeysProperty = "citation_keys";

    /// <summary>Name beside <see cref="KeysProperty"/>; the value is an <c>int</c>: the most sentences to admit.</summary>
    public const string MaxSentencesProperty = "citation_max_sentences";

    /// <summary>Name beside <see cref="KeysProperty"/>; the value is a <c>bool</c>: is <see cref="Abstention"/> admitted as the whole reply?</summary>
    public const string AbstentionProperty = "citation_abstention";

    /// <summary>What a model writes when the evidence does not answer.</summary>
    public const string Abstention = "INSUFFICIENT EVIDENCE";

    // Private characters stand in the text for a group of keys while it is cut into sentences; the reply's own are removed.
    private const char FirstMark = '\uE000';
    private const int MaxMarks = 0x1000;

    /// <param name="keys">The keys that may be cited. Case does not distinguish them.</param>
    /// <param name="isCutOff">Did the model stop at its token limit? Then the last sentence may be unfinished.</param>
    public static CitedProse Parse(string text, IReadOnlyCollection<CitationKey> keys, bool isCutOff)
    {
        var known = keys.ToDictionary(k => k.Value, StringComparer.OrdinalIgnoreCase);
        var groups = new List<Group>();
        var blocks = Blocks(WithoutThinking(text)).Select(b => Mark(b, known, groups)).ToList();
        var sentences = new List<CitedSentence>();
        var abstains = false;
        for (var i = 0; i < blocks.Count; i++)
        {
            var pieces = Pieces(blocks[i]);
            for (var j = 0; j < pieces.Count; j++)
            {
                var isLast = i == blocks.Count - 1 && j == pieces.Count - 1;
                if (SaysInsufficient().IsMatch(pieces[j]))
                {
                    abstains = true;
                }
                else if (Read(pieces[j], groups, isCutOff && isLast) is { } sentence)
                {
                    sentences.Add(sentence);
                }
            }
        }

        return new CitedProse(sentences, abstains && sentences.TrueForAll(s => s.Flaw is not null));
    }

    // Also thinking that was begun by the prompt, or never ended.
    internal static string WithoutThinking(string text)
    {
        var end = ThinkingEnd().Matches(text).LastOrDefault();
        text = end is null ? text : text[(end.Index + end.Length)..];
        var start = ThinkingStart().Match(text);
        return string.Concat(SpecialToken().Replace(start.Success ? text[..start.Index] : text, "\n").Where(c => !IsMark(c)));
    }

    // Lines that belong together, as one line each; headings and all that follows the heading of a bibliography are left out.
    private static List<string> Blocks(string text)
    {
        var blocks = new List<string>();
        var current = new StringBuilder();
        foreach (var raw in text.Split('\n'))
        {
            var line = SingleLine.Of(raw).Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim();
            if (Bibliography().IsMatch(line))
            {
                break;
            }

            var item = ItemStart().Match(line);
            var isHeading = Heading().IsMatch(line) || raw.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (line.Length == 0 || item.Success || isHeading || (current.Length > 0 && ".!?])】".Contains(current[^1], StringComparison.Ordinal) && !KeysAlone().IsMatch(line)))
            {
                Flush();
            }

            if (!isHeading)
            {
                current.Append(current.Length > 0 ? " " : "").Append(line.AsSpan(item.Length));
            }
        }

        Flush();
        return blocks;

        void Flush()
        {
            // "Here is the answer:" announces; it tells nothing.
            var block = Preamble().Replace(current.ToString(), "");
            if (block.Length > 0 && !block.EndsWith(':'))
            {
                blocks.Add(block);
            }

            current.Clear();
        }
    }

    // Each group of keys becomes one character, and stands before the full stop.
    private static string Mark(string block, Dictionary<string, CitationKey> known, List<Group> groups)
    {
        var marked = KeyGroup().Replace(block, match =>
        {
            if (groups.Count == MaxMarks || ReadGroup(match, known) is not { } group)
            {
                return match.Value;
            }

            groups.Add(group);
            return ((char)(FirstMark + groups.Count - 1)).ToString();
        });
        if (marked.Length > 0 && IsMark(marked[0]) && !IsMark(marked.TrimEnd('.', ' ')[^1]))
        {
            // The evidence's own layout: "[Key] Sentence. [Key2] Sentence."
            marked = LeadingMarks().Replace(marked, m => $"{m.Groups["text"].Value.TrimEnd(' ', '.')} {m.Groups["marks"].Value}. ").Trim();
        }

        return LateMarks().Replace(marked, m => $" {m.Groups["marks"].Value}{m.Groups["stop"].Value} ");
    }

    private static Group? ReadGroup(Match match, Dictionary<string, CitationKey> known)
    {
        var tokens = TokenSeparator().Split(match.Groups["keys"].Value)
            .Select(t => t.Trim(' ', '@', '"', '\''))
            .Where(t => t.Length > 0 && !PageNumber().IsMatch(t))
            .ToList();
        var unknown = tokens.Find(t => !known.ContainsKey(t));
        if (tokens.Count == 0 || (unknown is not null && !IsMeantAsKeys(match.Value[0], tokens)))
        {
            return null;
        }

        return new Group([.. tokens.Where(known.ContainsKey).Select(t => known[t]).Distinct()], unknown);
    }

    // Square brackets in prose are citations unless they hold words; "(GSM8K)" is not one, "(Smith2020Snow)" is.
    private static bool IsMeantAsKeys(char bracket, List<string> tokens) =>
        bracket is '(' ? tokens.TrueForAll(t => NameAndYear().IsMatch(t)) : tokens.TrueForAll(t => !t.Contains(' ', StringComparison.Ordinal));

    private static List<string> Pieces(string block)
    {
        var pieces = new List<string>();
        var start = 0;
        foreach (Match end in MarkedEnd().Matches(block))
        {
            Split(block[start..(end.Index + end.Length)]);
            start = end.Index + end.Length;
        }

        Split(block[start..]);
        return pieces;

        void Split(string part) => pieces.AddRange(SentenceSplitter.Split(part).Select(s => s.In(part)));
    }

    private static CitedSentence? Read(string piece, List<Group> groups, bool mayBeUnfinished)
    {
        var marks = piece.Where(IsMark).Select(c => groups[c - FirstMark]).ToList();
        var text = Tidy(piece);
        if (!text.Any(char.IsLetter))
        {
            return null;
        }

        var keys = marks.SelectMany(m => m.Keys).Distinct().ToList();
        var isEnded = IsMark(piece[^1]) || piece[^1] is '.' or '!' or '?' or '"' or '”';
        var flaw = mayBeUnfinished && !isEnded ? "unfinished"
            : marks.Find(m => m.Unknown is not null)?.Unknown is { } unknown ? $"unknown key '{unknown}'"
            : keys.Count == 0 ? "no key"
            : Markup().IsMatch(text) ? "markup or a link"
            : null;
        return new CitedSentence(text, keys) { Flaw = flaw };
    }

    private static string Tidy(string piece)
    {
        var text = string.Concat(piece.Select(c => IsMark(c) ? ' ' : c));
        text = CommaBeforeStop().Replace(SpaceBeforePunctuation().Replace(SingleLine.Of(text), ""), "");
        text = Preamble().Replace(text, "").Trim(' ', ',', ';');
        return text.Length == 0 || text[^1] is '.' or '!' or '?' ? Capitalize(text) : Capitalize(text + ".");
    }

    // Only what a removed preamble left without its capital; names such as "iPhone" keep their spelling.
    private static string Capitalize(string text) =>
        text.Length > 1 && char.IsLower(text[0]) && text.TakeWhile(char.IsLetter).All(char.IsLower) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    private static bool IsMark(char c) => c is >= FirstMark and < (char)(FirstMark + MaxMarks);

    private sealed record Group(IReadOnlyList<CitationKey> Keys, string? Unknown);

    [GeneratedRegex(@"</(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex ThinkingEnd();

    [GeneratedRegex(@"<(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex ThinkingStart();

    // "<|im_end|>", "</s>", "[INST]": what a chat template leaks.
    [GeneratedRegex(@"<\|[^|<>\n]{1,40}\|>|</?s>|\[/?INST\]|<(?:start|end)_of_turn>")]
    private static partial Regex SpecialToken();

    [GeneratedRegex(@"^#*\s*(?:references|bibliography|sources|works cited|citations)\s*:?$", RegexOptions.IgnoreCase)]
    private static partial Regex Bibliography();

    [GeneratedRegex(@"^(?:#{1,6}\s|(?:-{3,}|={3,}|\*{3,}|_{3,}|~{3,})\w*$)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[\[(【][^\[\]()【】]*[\])】]\.?$")]
    private static partial Regex KeysAlone();

    [GeneratedRegex(@"^(?:[-*•–+>]\s+|\d{1,2}[.)]\s+)+")]
    private static partial Regex ItemStart();

    [GeneratedRegex(
        @"^(?:(?:final )?answer:\s*|(?:based on|according to|from|given) the (?:provided |given |available |above )?(?:evidence|quotes?|context|papers?|information|sources?|excerpts?|passages?|text)(?: above| provided| given)?,\s*|the (?:provided |given )?(?:evidence|quotes?|context|sources?|excerpts?) (?:says?|shows?|states?|suggests?|indicates?) that\s+)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Preamble();

    // [Key; Key2], [@Key], [[Key]], (Key), 【Key】, \cite{Key}.
    // Neither [text](address) nor ![text].
    [GeneratedRegex(@"(?<!!)(?:\[{1,2}|\(|【|\\cite[pt]?\{)(?<keys>[^\[\](){}【】\n]{1,400})(?:\]{1,2}|\)|】|\})(?!\()")]
    private static partial Regex KeyGroup();

    [GeneratedRegex(@"\s*[;,]\s*|\s+and\s+|\s*&\s*|\s+(?=@)")]
    private static partial Regex TokenSeparator();

    [GeneratedRegex(@"^p{1,2}\.?\s*\d+(?:\s*[-–]\s*\d+)?$")]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"^\p{Lu}[\p{L}-]+\d{4}\w*$")]
    private static partial Regex NameAndYear();

    // Keys after the full stop, with or without one of their own: "Text. [Key]" and "Text.[Key].". Not "Wang et al. [Key] plan".
    [GeneratedRegex(@"\s*(?<stop>[.!?])\s*(?<marks>[\uE000-\uEFFF](?:\s*[,;]?\s*[\uE000-\uEFFF])*)(?:\s*\.(?!\d)|(?=\s|$)(?!\s+\p{Ll}))\s*")]
    private static partial Regex LateMarks();

    [GeneratedRegex(@"(?<marks>[\uE000-\uEFFF](?:\s*[,;]?\s*[\uE000-\uEFFF])*)[\s:]*(?<text>[^\uE000-\uEFFF]+)")]
    private static partial Regex LeadingMarks();

    [GeneratedRegex(@"[\uE000-\uEFFF]\s*[.!?](?=\s|$)")]
    private static partial Regex MarkedEnd();

    [GeneratedRegex(@"\s+(?=[.,;:!?])")]
    private static partial Regex SpaceBeforePunctuation();

    [GeneratedRegex(@"[,;:]+(?=[.!?]$)")]
    private static partial Regex CommaBeforeStop();

    [GeneratedRegex(@"^\W*insufficient evidence\b", RegexOptions.IgnoreCase)]
    private static partial Regex SaysInsufficient();

    [GeneratedRegex(@"<[/!?]?[A-Za-z]|\]\s*\(|!\[|://|\bwww\.|&#?\w+;|\{\{|\\[A-Za-z]+\{", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}

/// <param name="Text">One line that ends in a mark; holds no keys.</param>
/// <param name="Keys">The known keys that it cites, in order.</param>
public sealed record CitedSentence(string Text, IReadOnlyList<CitationKey> Keys)
{
    /// <summary>Why it cannot be printed, such as "no key" or "unknown key 'Smith2020'"; null when it can be checked.</summary>
    public string? Flaw { get; init; }
}
