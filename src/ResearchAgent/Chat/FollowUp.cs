using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>
/// A question as a conversation lets it be read: names in place of "it", "the second one" and "Wang et al.", the last
/// question's wording where only a part of it was said again ("And on MATH?"). By rule, so that it is the same every time;
/// what no rule reads for certain stays as it was asked.
/// </summary>
/// <param name="Question">The question as it can be asked alone.</param>
/// <param name="Papers">The papers that are meant, and no others; empty: search them all.</param>
/// <param name="IsFollowUp">False: it was no follow-up, or none that the rules can read, and <see cref="Question"/> is the text as asked.</param>
public sealed partial record FollowUp(string Question, IReadOnlyList<PaperId> Papers, bool IsFollowUp)
{
    // A longer text brings its own subject.
    private const int MaxLength = 300;

    /// <summary>More names in one question than this drown what it asks.</summary>
    private const int MaxNames = 3;

    public static FollowUp None(string text) => new(text, [], false);

    public static FollowUp Read(string text, FollowUpContext context)
    {
        if (context.Question is null || text.Length > MaxLength)
        {
            return None(text);
        }

        var draft = new Draft(text[Interjection().Match(text).Length..].Trim(), context);
        draft.NameCited();
        var isRead = draft.Compare() || draft.AskWhich();
        if (!isRead)
        {
            draft.NameOrdinals();
            isRead = Ellipsis.Complete(draft) || draft.NamePlural() || draft.NameSingular();
        }

        return isRead || draft.Meant.Count > 0 ? new FollowUp(draft.Text, draft.Restriction(), true) : None(text);
    }

    /// <summary>Does the text lean on something said before: is it very short, or does it hold a pronoun without its noun?</summary>
    public static bool LooksUnfinished(string text) =>
        text.Length <= MaxLength
        && (Word().Count(text) <= 3 || Leaning().IsMatch(text) || Pronouns().Matches(text).Any(p => !Expletive().IsMatch(text) && !HasOwnNoun(text, p)));

    /// <summary>The question while it is being read.</summary>
    internal sealed class Draft(string text, FollowUpContext context)
    {
        private readonly string _asked = text;

        public string Text { get; set; } = text;

        public FollowUpContext Context { get; } = context;

        /// <summary>The papers that words of the question were found to mean.</summary>
        public List<Reference> Meant { get; } = [];

        /// <summary>The paper that "it" means, as prose names it.</summary>
        public string? Subject => Meant.Count > 0 ? FollowUpContext.Name(Meant[0]) : Context.Subjects.Count > 0 ? FollowUpContext.Name(Context.Subjects[0]) : null;

        public string Mean(Reference reference)
        {
            if (!Meant.Contains(reference))
            {
                Meant.Add(reference);
            }

            return FollowUpContext.Name(reference);
        }

        public void MeanSubject()
        {
            if (Meant.Count == 0)
            {
                Mean(Context.Subjects[0]);
            }
        }

        // "[BOLT]", a bare key, "Wang et al.", "Wang's paper", "Wang (2023)".
        public void NameCited()
        {
            Text = Key().Replace(Text, key =>
                Context.Cited.FirstOrDefault(r => string.Equals(r.Key.Value, key.Groups["key"].Value, StringComparison.OrdinalIgnoreCase)) is { } cited
                && (key.Value[0] == '[' || !string.Equals(FollowUpContext.Name(cited), key.Value, StringComparison.OrdinalIgnoreCase)) ? Mean(cited) : key.Value);
            Text = Author().Replace(Text, match => ByAuthor(match) is { } cited ? Mean(cited) + (match.Groups["own"].Success && !match.Groups["paper"].Success ? "'s" : "") : match.Value);
            Text = Meant is [_] ? InSingular(Text, Subject!) : Text;
            if (Meant is [_] && AfterName().Match(Text) is { Success: true } after && after.Groups["name"].Value == Subject)
            {
                var rest = after.Groups["rest"].Value.Trim();
                Text = Whats().Match(rest) is { Success: true } what ? $"What {what.Groups["noun"].Value} does {Subject} use?" : $"{Subject}: {rest}";
            }
        }

        private Reference? ByAuthor(Match match)
        {
            var family = match.Groups["family"].Value;
            var cited = Context.Cited.Where(r => r.Authors.Count > 0 && PersonName.Family(r.Authors[0]) == family).ToList();
            var year = match.Groups["year"].Value;
            return cited.Find(r => year.Length > 0 && r.Year?.ToString(System.Globalization.CultureInfo.InvariantCulture) == year) ?? (year.Length > 0 ? null : cited.FirstOrDefault());
        }

        /// <summary>"Compare them", "how do they differ?", "which is better?", "is that more than the first?"</summary>
        public bool Compare()
        {
            if (MoreThan().Match(Text) is { Success: true } more && Context.Subjects.Count > 0)
            {
                var it = Context.Subjects[0];
                var other = Ordinal().Match(more.Groups["other"].Value) is { Success: true } ordinal ? ByOrdinal(ordinal) : Meant.FirstOrDefault() ?? ByName(more.Groups["other"].Value);
                if (other is null ? Ordinal().IsMatch(more.Groups["other"].Value) || !HasName(more.Groups["other"].Value) : other.Paper == it.Paper)
                {
                    return false;
                }

                Meant.Clear();
                Text = $"How does {Mean(it)} compare with {(other is null ? more.Groups["other"].Value : Mean(other))}{Tail(more)}?";
                if (other is null)
                {
                    Meant.Clear();
                }

                return true;
            }

            if (CompareIt().Match(Text) is { Success: true } with && Context.Subjects.Count > 0)
            {
                var it = Context.Subjects[0];
                var other = Ordinal().Match(with.Groups["other"].Value) is { Success: true } ordinal ? ByOrdinal(ordinal) : Meant.FirstOrDefault() ?? ByName(with.Groups["other"].Value);
                if (other?.Paper == it.Paper || (other is null && !HasName(with.Groups["other"].Value)))
                {
                    return false;
                }

                Meant.Clear();
                Text = ComparisonOf([Mean(it), other is null ? with.Groups["other"].Value : Mean(other)], Tail(with));
                if (other is null)
                {
                    Meant.Clear();
                }

                return true;
            }

            var several = Context.Several;
            if (several.Count < 2 || CompareThem().Match(Text) is not { Success: true } them)
            {
                return false;
            }

            Meant.AddRange(several.Take(them.Groups["two"].Success ? 2 : MaxNames));
            var names = Meant.Select(FollowUpContext.Name).ToList();
            Text = them.Groups["differ"].Success ? Asked("How do", names, "differ", Tail(them))
                : them.Groups["difference"].Success ? Asked("How do", names, "differ", Tail(them))
                : them.Groups["common"].Success ? Asked("What do", names, "have in common", Tail(them))
                : them.Groups["better"].Success ? Asked("How do", names, "compare", Tail(them))
                : ComparisonOf(names, Tail(them));
            return true;
        }

        /// <summary>"Which of them uses RL?", "which one needs labels?"</summary>
        public bool AskWhich()
        {
            if (Context.Several.Count < 2 || WhichOf().Match(Text) is not { Success: true } which)
            {
                return false;
            }

            Meant.Clear();
            Meant.AddRange(which.Groups["two"].Success ? Context.Several.Take(2) : Context.Several);
            Text = $"Which papers {Plural(which.Groups["verb"].Value)}{which.Groups["rest"].Value}?";
            return true;
        }

        public void NameOrdinals()
        {
            // All or none: a question that is half read misleads.
            var all = Ordinal().Matches(Text).Select(ByOrdinal).ToList();
            if (all.Count > 0 && !all.Contains(null))
            {
                Text = Ordinal().Replace(Text, m => Mean(ByOrdinal(m)!) + m.Groups["own"].Value);
                Text = WithoutOpening(Text);
            }
        }

        private Reference? ByOrdinal(Match ordinal)
        {
            var papers = Context.Numbered;
            var position = ordinal.Groups["which"].Value.ToLowerInvariant() switch
            {
                "first" or "1st" => 0,
                "second" or "2nd" => 1,
                "third" or "3rd" => 2,
                "fourth" or "4th" => 3,
                "fifth" or "5th" => 4,
                "former" when papers.Count < 2 && Context.Several.Count > 1 => -1,
                "former" => 0,
                "latter" when papers.Count < 2 && Context.Several.Count > 1 => -2,
                "latter" => 1,
                "other" => -3,
                _ => papers.Count - 1,
            };
            return position switch
            {
                -1 => Context.Several[0],
                -2 => Context.Several[1],
                -3 => Context.Other,
                _ => position < papers.Count ? papers[position] : null,
            };
        }

        /// <summary>"They", "both" and "these papers" mean all papers of the last answer that cited any.</summary>
        public bool NamePlural()
        {
            if (Meant.Count > 0 || PluralPronoun().Match(Text) is not { Success: true } they || HasOwnNoun(Text, they) || Context.Several.Count < 2)
            {
                return false;
            }

            // After an answer from one paper, "they" are its authors.
            if (Context.Subjects.Count == 1 && they.Groups["bare"].Success)
            {
                return false;
            }

            Meant.AddRange(they.Groups["two"].Success ? Context.Several.Take(2) : Context.Several);
            if (Meant.Count <= MaxNames)
            {
                var names = Listed(Meant.Select(FollowUpContext.Name));
                Text = WithoutOpening(PluralPronoun().Replace(Text, m => m.Groups["own"].Success ? names + "'s" : names, 1));
            }

            return true;
        }

        public bool NameSingular()
        {
            if (Context.Subjects.Count == 0 || Meant.Count > 0 || Expletive().IsMatch(Text))
            {
                return false;
            }

            var name = FollowUpContext.Name(Context.Subjects[0]);
            var named = ThisPaper().Replace(Text, m => m.Groups["bare"].Success && (HasName(Text) || m.Groups["of"].Success) ? m.Value
                : (m.Groups["authors"].Success ? "the authors of " : "") + name + m.Groups["own"].Value);
            named = named == Text ? SingularPronoun().Replace(Text, m => HasOwnNoun(Text, m) ? m.Value : m.Groups["own"].Success ? name + "'s" : name) : named;
            if (named == Text)
            {
                return false;
            }

            Text = WithoutOpening(Ellipsis.WithCountedNoun(InSingular(named, name), Context.Question!));
            Mean(Context.Subjects[0]);
            return true;
        }

        /// <summary>Only the papers that are meant, unless the question names something else that must be found, too.</summary>
        public IReadOnlyList<PaperId> Restriction()
        {
            var others = NamesIn(_asked).Where(n => Text.Contains(n, StringComparison.Ordinal) && !Meant.Exists(m => FollowUpContext.Name(m).Contains(n, StringComparison.OrdinalIgnoreCase) || m.Key.Value.Contains(n, StringComparison.OrdinalIgnoreCase))).ToList();
            var cited = others.Select(ByName).ToList();
            return !Comparing().IsMatch(_asked) || others.Count == 0 ? [.. Meant.Select(m => m.Paper)]
                : cited.Contains(null) ? []
                : [.. Meant.Concat(cited.OfType<Reference>()).Select(m => m.Paper).Distinct()];
        }

        private Reference? ByName(string name)
        {
            name = name.Trim();
            return name.Length < 2 ? null
                : Context.Cited.FirstOrDefault(r => string.Equals(FollowUpContext.Name(r), name, StringComparison.OrdinalIgnoreCase))
                ?? Context.Cited.FirstOrDefault(r => Regex.IsMatch(FollowUpContext.Name(r), $@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.CultureInvariant));
        }
    }

    /// <summary>Names of things with a subject of their own: not those of benchmarks, which papers are measured on.</summary>
    internal static IEnumerable<string> NamesIn(string text) => Questions.Question.NamesIn(text).Where(n => !Ellipsis.IsBenchmark(n) && !Acronym().IsMatch(n));

    internal static bool HasName(string text) => NamesIn("x " + text).Any();

    // "Do they" becomes "does BOLT".
    private static string InSingular(string text, string name) =>
        Regex.Replace(text, $@"\b(?<be>do|are|have|were) (?={Regex.Escape(name)}(?! (?:and|or)\b|['’]s))", m => m.Groups["be"].Value.ToLowerInvariant() switch { "do" => Cased(m, "does "), "are" => Cased(m, "is "), "have" => Cased(m, "has "), _ => Cased(m, "was ") }, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Cased(Match match, string word) => char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(word[0]) + word[1..] : word;

    internal static bool LooksLikeQuestion(string text) => QuestionWords().IsMatch(text);

    /// <summary>Without "and", "but" or "so" in front, and then with a capital.</summary>
    internal static string WithoutOpening(string text)
    {
        var opening = Opening().Match(text);
        var rest = text[opening.Length..];
        return opening.Length > 0 && rest.Length > 0 ? char.ToUpperInvariant(rest[0]) + rest[1..] : text;
    }

    private static string Asked(string opening, IReadOnlyList<string> names, string closing, string tail) =>
        $"{opening} {Listed(Separable(names, n => $"{opening} {Listed(n)} {closing}?"))} {closing}{tail}?";

    private static string ComparisonOf(IReadOnlyList<string> names, string tail) =>
        $"Compare {Listed(Separable(names, n => $"Compare {Listed(n)}."))}{tail}.";

    // A title such as "Benign Overfitting and Grokking" would be taken for two names: without its joints it still leads to its paper.
    private static IReadOnlyList<string> Separable(IReadOnlyList<string> names, Func<IReadOnlyList<string>, string> question) =>
        Questions.Question.Read(question(names)).Compared.SequenceEqual(names, StringComparer.OrdinalIgnoreCase)
            ? names
            : [.. names.Select(n => Joint().Replace(n, " "))];

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static string Tail(Match match) => match.Groups["tail"].Value.TrimEnd(' ', '?', '.', '!');

    // "uses" after "which of them" becomes "use" after "which papers".
    private static string Plural(string verb) => verb.ToLowerInvariant() switch
    {
        "is" => "are",
        "was" => "were",
        "has" => "have",
        "does" or "doesn't" => verb.Replace("es", "", StringComparison.OrdinalIgnoreCase),
        var other when other.EndsWith("sses", StringComparison.Ordinal) || other.EndsWith("ches", StringComparison.Ordinal) || other.EndsWith("shes", StringComparison.Ordinal) => other[..^2],
        var other when other.EndsWith("ies", StringComparison.Ordinal) && other.Length > 4 => other[..^3] + "y",
        var other when other.EndsWith('s') && !other.EndsWith("ss", StringComparison.Ordinal) => other[..^1],
        var other => other,
    };

    // "What is BOLT and how does it work?", "Do models forget what they learn?", "when a model knows that it is wrong".
    private static bool HasOwnNoun(string text, Match pronoun)
    {
        var before = text[..pronoun.Index];
        before = before[Frame().Match(before).Length..];
        if (NamesIn("x " + before).LastOrDefault() is { } name)
        {
            return pronoun.Groups["own"].Success || Boundary().IsMatch(before[(before.LastIndexOf(name, StringComparison.Ordinal) + name.Length)..]);
        }

        return !OfOne().IsMatch(pronoun.Value) ? PluralNoun().IsMatch(before) : SingularNoun().Match(before) is { Success: true } noun && Boundary().IsMatch(before[(noun.Index + noun.Length)..]);
    }

    private const string Verbs = "(?:need|use|work|compare|differ|perform|train|require|handle|gain|improve|achieve|report|say|claim|propose|evaluate|test|beat|outperform|cost|take|scale)s?";

    private const string Them = @"(?:them(?: all)?|they|(?<two>(?:the|these|those) two(?: (?:papers|methods|approaches|of them))?|both(?: (?:of them|papers|methods|approaches))?)|(?:all of |each of )?(?:these|those)(?: (?:papers|methods|approaches|works))?|the papers|all(?: of them)?)";

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*(?:(?:ok|okay|well|now|then|great|thanks|hm+|right)\b[,.!]*\s+)+", RegexOptions.IgnoreCase)]
    private static partial Regex Interjection();

    [GeneratedRegex(@"\[(?<key>[A-Za-z][A-Za-z0-9]+)\]|\b(?<key>[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*)\b")]
    private static partial Regex Key();

    // A family name alone is too often a word; it needs "et al.", a partner, a year or an 's. After "did" or "by" it is one.
    [GeneratedRegex(@"(?<![\w-])(?<family>(?:(?:van|von|der|den|de|del|della|di|da|la|le) )*\p{Lu}[\p{L}'’-]+)(?:(?: et al\.?| and (?:colleagues|others|co-?workers|\p{Lu}[\p{L}'’-]+))(?<own>['’]s)?(?: \(?(?<year>\d{4})\)?)?| \(?(?<year>\d{4})\)?|(?<own>['’]s)(?= (?:paper|work|method|approach|study|results?))|(?<=\b(?:did|does|do|by) \p{Lu}[\p{L}'’-]+)(?= \p{Ll}+|\?|$))(?<paper> (?:paper|work|study)\b)?")]
    private static partial Regex Author();

    [GeneratedRegex(@"^(?<name>.+?)\s*(?:[—–:,]|\s-)\s*(?<rest>.+)$")]
    private static partial Regex AfterName();

    [GeneratedRegex(@"^(?:what|which)\s+(?<noun>(?:[\p{L}-]+\s+){0,2}[\p{L}-]+)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex Whats();

    [GeneratedRegex(@"^(?:and |so |but )?(?:is|was|are|were|isn't) (?:that|this|it|they) (?:really |much |significantly |also |any )*(?:more|less|better|worse|(?:larg|small|high|low|fast|slow|great|bigg|cheap|strong|weak|long|short)er)(?: \w+)?? than (?<other>.+?)(?<tail> (?:on|in|for|at|with) .+?)?\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex MoreThan();

    [GeneratedRegex(@"^(?:and |so |but |now |please )*(?:compare (?:it|this|that)(?: (?:one|paper|method))? (?:with|to|and|against)|how does (?:it|this|that)(?: (?:one|paper|method))? (?:compare (?:with|to|against)|differ from)) (?<other>.+?)(?<tail> (?:on|in|for|at) .+?)?\s*[?.]*$", RegexOptions.IgnoreCase)]
    private static partial Regex CompareIt();

    [GeneratedRegex(@"^(?:and |so |but |now |please |can you |could you )*(?:(?:compare|contrast) " + Them + @"|(?<differ>how (?:do|are|did) " + Them + @" (?:differ|different|compare))|(?<difference>what(?:'s| is| are)? the (?:\w+ )?differences?(?: between " + Them + @")?)|(?<common>what (?:do|did) " + Them + @" (?:have in common|share))|(?<better>which (?:one |of " + Them + @" )?(?:is|works|performs|does) (?:the )?(?:better|best|worse|worst|stronger|strongest)))(?<tail> (?:on|in|for|at|with respect to|regarding) .+?)?\s*[?.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex CompareThem();

    [GeneratedRegex(@"^(?:and |so |but )?which (?:(?:ones?|of (?:" + Them + @")) (?<verb>\w+(?:n't)?)|(?<verb>uses?|needs?|requires?|has|have|trains?|reports?|tests?|evaluates?))(?<rest>(?: .+?)?)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex WhichOf();

    // "The first stage" is a stage; "the first" stands for a paper where a verb or the end follows.
    [GeneratedRegex(@"\bthe (?<which>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|former|latter|other)(?: (?:one|paper|method|approach)\b|(?<!\b(?:does|do|did|can|could|will|would) the \w+) (?:work|study)\b| of (?:them|these|those|the two)\b|(?=['’]s\b|\s*(?:[?,;:!—]|\.(?:\s|$)|$)|\s+(?:(?:and|or) the (?:second|third|latter|other)|than|does|do|did|is|are|was|were|has|have|can|could|will|would|also|then|" + Verbs + @")\b))(?<own>['’]s)?", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\b(?:(?<bare>(?<own>their)|they|them)|(?<two>(?:the|these|those) two(?: (?:papers|methods|approaches|works))?|both(?: of them| papers| methods| approaches|(?=\s*[?.,]|\s+(?:" + Verbs + @"|\w+ed)\b)))\b(?! (?:stages|steps|phases|models|datasets|terms|parts|tasks|sets|and))|(?:these|those|all) (?:papers|methods|approaches|works|studies)|(?:all|each) of (?:them|these|those))\b", RegexOptions.IgnoreCase)]
    private static partial Regex PluralPronoun();

    [GeneratedRegex(@"\b(?:(?:this|that|the same)(?<!\b(?:does|did|can|could|will|would) (?:this|that)) (?:paper|work|method|approach|study|technique)(?<own>['’]s)?|(?:this|that) (?:paper|method|approach|study|technique)(?<own>['’]s)?|(?<bare>the (?:(?<authors>authors)|paper|method|approach|study|technique)(?<own>['’]s)?)(?<of> (?:of|for|in|that|by|to)\b)?)(?![\w-])", RegexOptions.IgnoreCase)]
    private static partial Regex ThisPaper();

    [GeneratedRegex(@"\b(?:(?<own>its|their)|it|they|them|(?<=\b(?:does|did|can|could|would|will) )(?:this|that)(?= (?:work(?= (?:on|in|with|for|when|at|without)\b|\s*[?.]|$)|(?:need|use|gain|improve|apply|require|help|scale|generali[sz]e|compare|differ|matter|cost|take|beat|outperform|perform|train)\b)))\b(?!['’])", RegexOptions.IgnoreCase)]
    private static partial Regex SingularPronoun();

    [GeneratedRegex(@"\b(?:(?<own>its|their)|it|they|them|this|that|these|those|ones?|former|latter|the others?)\b(?! (?:is|are|been|the|a)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Pronouns();

    // "It is known that", "is it possible to", "it takes ten steps to": that "it" stands for nothing.
    [GeneratedRegex(@"\bit\s+(?:(?:is|was|has been|had been|would be|can be|may be|might be|will be|could be|seems|appears|remains|be)\s+)?(?:\w+ly\s+|not\s+|also\s+|often\s+|still\s+|even\s+|ever\s+)*(?:possible|impossible|true|the case|likely|unlikely|necessary|unnecessary|easy|easier|hard|harder|difficult|better|best|worse|worth|worthwhile|clear|unclear|important|enough|safe|useful|helpful|common|normal|fair|reasonable|sufficient|feasible|crucial|essential|beneficial|good|bad|wise|cheaper|faster|shown|known|argued|claimed|assumed|believed|thought|said|found|reported|observed|proved|proven|suggested|understood|recommended|advisable)\s+(?:for\s+[\w\s-]{1,40}?\s+)?(?:to|that|whether|\w+ing)\b|\bit\s+(?:helps?|matters?|pays?|hurts?|makes? sense|follows|turns out|means?)\s+(?:to|that|whether|if|when)\b|\bit\s+takes?\s+(?:\w+\s+){0,3}?to\s+\w+\s+\w+", RegexOptions.IgnoreCase)]
    private static partial Regex Expletive();

    [GeneratedRegex(@"^(?:its?|this|that)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfOne();

    // What is said after "and" or "on" is a part of a question, or a question itself.
    [GeneratedRegex(@"^(?:which|what|how|who|whose|why|when|where)\b|\b(?:does|do|did|is|are|was|were|can|could|has|have|would|will|should)\b", RegexOptions.IgnoreCase)]
    private static partial Regex QuestionWords();

    [GeneratedRegex(@"^\s*(?:and|but|so)\b,?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\s*(?:and|but|so|what about|how about|also)\b|\b(?:the (?:same|rest|others?)|which one)\b|^\s*(?:why|how|really|since when)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex Leaning();

    [GeneratedRegex(@"\b(?:than|compare|compared|comparison|differ|differs|different|difference|versus|vs|beat|beats|outperforms?|better|worse|and|or|unlike|like|similar)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Comparing();

    // Abbreviations of the field that name no paper.
    [GeneratedRegex(@"^(?:RL|SFT|LLMs?|LMs?|NLP|QA|AI|ML|PPO|DPO|GPUs?|CPUs?|F1|RAG|RLHF|CoT|OOD|API|BLEU|ROUGE|GPT\S*|LLaMA\S*|Llama\S*|\d\S*)$")]
    private static partial Regex Acronym();

    [GeneratedRegex(@"\s+(?:and|with|to|against|for|on|or|vs\.?)\s+|,\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();

    // "Which datasets do they use?": what is asked for is not what "they" means.
    [GeneratedRegex(@"^\s*(?:and\s+|but\s+|so\s+)?(?:(?:on|in|for|with|at|to|from)\s+)?(?:which|what|how many|how much|whose)\s+(?:[\w-]+\s+){0,3}?(?=(?:do|does|did|is|are|was|were|can|could|has|have|would|will)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Frame();

    [GeneratedRegex(@"[,;.:?]|\b(?:and|but|when|if|because|since|while|that|whether|before|after|where|which|once|until|although|how|what|why|as|so)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\b(?:(?!(?:does|this|was|has|its|uses|needs|papers|works|is)\b)[a-z][a-z-]{2,}|[A-Z]{2,})s\b(?=\s+\S)")]
    private static partial Regex PluralNoun();

    [GeneratedRegex(@"\b(?:an?|the|each|every|any)\s+(?!(?:first|second|third|last|former|latter|other)\b)[\w-]+", RegexOptions.IgnoreCase)]
    private static partial Regex SingularNoun();
}
