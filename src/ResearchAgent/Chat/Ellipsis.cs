using System.Text.RegularExpressions;
using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>Follow-ups that say only what is new ("And on MATH?", "What about BOLT?", "Why?") and leave the rest to the last question.</summary>
internal static partial class Ellipsis
{
    /// <returns>Could it be completed? Else the draft is as it was.</returns>
    public static bool Complete(FollowUp.Draft draft) => AskWhy(draft) || AskMore(draft) || ReplacePlace(draft) || ReplaceName(draft);

    /// <summary>"How many did BOLT use?" counts what the last question asked for: "How many examples did BOLT use?"</summary>
    public static string WithCountedNoun(string text, string lastQuestion) =>
        Uncounted().Match(text) is { Success: true } how && CountedNoun().Match(lastQuestion) is { Success: true } counted
            ? text.Insert(how.Length, " " + counted.Groups["noun"].Value)
            : text;

    /// <summary>Data that methods are measured on, not a method: it stands after "on".</summary>
    public static bool IsBenchmark(string name) => Benchmark().IsMatch(name);

    // "Why?" after "How much does SMART gain?" is "Why does SMART gain?"
    private static bool AskWhy(FollowUp.Draft draft)
    {
        if (Why().Match(draft.Text) is not { Success: true } match || draft.Context.Subjects.Count == 0)
        {
            return false;
        }

        var word = char.ToUpperInvariant(match.Groups["word"].Value[0]) + match.Groups["word"].Value[1..].ToLowerInvariant();
        var clause = AuxiliaryClause().Match(draft.Context.Question!);
        return SetOfSubject(
            draft,
            clause.Success && !(word == "How" && clause.Groups["how"].Success) ? $"{word} {char.ToLowerInvariant(clause.Groups["clause"].Value[0])}{clause.Groups["clause"].Value[1..].TrimEnd('?', '.', ' ')}?"
            : word == "Why" ? $"Why is {draft.Subject} needed?"
            : $"How does {draft.Subject} work?");
    }

    private static bool AskMore(FollowUp.Draft draft) =>
        draft.Context.Subjects.Count > 0 && More().IsMatch(draft.Text) && SetOfSubject(draft, $"Tell me more about {draft.Subject}.");

    // "And on MATH?": the last question with MATH where it said "on GSM8K".
    private static bool ReplacePlace(FollowUp.Draft draft)
    {
        if (Place().Match(draft.Text) is not { Success: true } place || FollowUp.LooksLikeQuestion(place.Groups["name"].Value))
        {
            return false;
        }

        var (preposition, name) = (place.Groups["preposition"].Value.ToLowerInvariant(), place.Groups["name"].Value);
        draft.Text = AtPlace(draft.Context.Question!, preposition, name);
        KeepSubject(draft);
        return true;
    }

    private static bool ReplaceName(FollowUp.Draft draft)
    {
        var about = WhatAbout().Match(draft.Text);
        var name = about.Groups["name"].Value.Trim();
        var isOpened = about.Groups["opening"].Success;
        if (!about.Success || FollowUp.LooksLikeQuestion(name))
        {
            return AskBareAspect(draft);
        }

        if (draft.Meant is [var paper, ..])
        {
            // "And the second one?" was read as "And BOLT?"; "what about Wang et al.'s limits?" as "what about BOLT's limits?"
            return name == FollowUpContext.Name(paper) ? PutInPlace(draft, name, isPaper: true)
                : isOpened && draft.Meant.Count == 1 && Aspect().IsMatch(name) && Set(draft, $"What {Be(name)} {name}?");
        }

        var isName = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => char.IsUpper(w[0]) || w.Any(char.IsDigit));
        if (isOpened && isName && !about.Groups["of"].Success)
        {
            return PutInPlace(draft, name, isPaper: !name.Contains(' ', StringComparison.Ordinal) && name.Skip(1).Any(char.IsUpper));
        }

        if (isOpened && !about.Groups["own"].Success && !about.Groups["of"].Success && PapersThat().Match(draft.Context.Question!) is { Success: true } which && !Aspect().IsMatch(name))
        {
            return Set(draft, draft.Context.Question![..which.Groups["object"].Index] + name + "?");
        }

        var words = name.Count(c => c == ' ') + 1;
        var isAspect = Aspect().IsMatch(name);
        var isAsked = isOpened ? words <= 4 && (about.Groups["own"].Success || about.Groups["the"].Success || isAspect) : isAspect && (words == 1 || (about.Groups["own"].Success && words <= 3));
        return isAsked && draft.Context.Subjects.Count > 0 && !about.Groups["of"].Success && SetOfSubject(draft, Data().IsMatch(name) ? $"Which {name} does {draft.Subject} use?" : $"What {Be(name)} the {name} of {draft.Subject}?");
    }

    // "What are the drawbacks?", "Are there any limitations?", "Which datasets?", "How many examples?"
    private static bool AskBareAspect(FollowUp.Draft draft) =>
        OwnerlessAspect().Match(draft.Text) is { Success: true } ownerless && draft.Meant.Count == 0 && draft.Context.Subjects.Count > 0 && Aspect().IsMatch(ownerless.Groups["noun"].Value)
            ? SetOfSubject(draft, $"What {Be(ownerless.Groups["noun"].Value)} the {ownerless.Groups["noun"].Value} of {draft.Subject}?")
            : BareAspect().Match(draft.Text) is { Success: true } bare && draft.Meant.Count == 0 && draft.Context.Subjects.Count > 0 && Aspect().IsMatch(bare.Groups["noun"].Value) && !Verb().IsMatch(bare.Groups["noun"].Value)
            && SetOfSubject(draft, $"{char.ToUpperInvariant(bare.Groups["what"].Value[0])}{bare.Groups["what"].Value[1..]} {bare.Groups["noun"].Value} does {draft.Subject} use?");

    private static bool PutInPlace(FollowUp.Draft draft, string name, bool isPaper)
    {
        var last = draft.Context.Question!;
        if (IsBenchmark(name))
        {
            draft.Text = AtPlace(last, "on", name);
            KeepSubject(draft);
            return true;
        }

        if (PapersThat().Match(last) is { Success: true } papers)
        {
            return Set(draft, isPaper ? $"Does {name} {papers.Groups["verb"].Value} {papers.Groups["object"].Value}?" : last[..papers.Groups["object"].Index] + name + "?");
        }

        return NameOf(last, draft.Context) is { } old && !string.Equals(old, name, StringComparison.OrdinalIgnoreCase)
            && Set(draft, last.Replace(old, name, StringComparison.Ordinal));
    }

    private static bool Set(FollowUp.Draft draft, string text)
    {
        draft.Text = text;
        return true;
    }

    private static bool SetOfSubject(FollowUp.Draft draft, string text)
    {
        draft.MeanSubject();
        return Set(draft, text);
    }

    private static string AtPlace(string question, string preposition, string name)
    {
        var places = PlaceInQuestion().Matches(question).Where(m => m.Groups["preposition"].Value.Equals(preposition, StringComparison.OrdinalIgnoreCase)).ToList();
        return places.Count > 0
            ? string.Concat(question.AsSpan(0, places[^1].Groups["name"].Index), name, question.AsSpan(places[^1].Groups["name"].Index + places[^1].Groups["name"].Length))
            : $"{question.TrimEnd('?', '.', '!', ' ')} {preposition} {name}?";
    }

    // What the last question was about, it stays about: if it named its paper, the search stays there.
    private static void KeepSubject(FollowUp.Draft draft)
    {
        if (draft.Context.Subjects is [var only] && draft.Text.Contains(FollowUpContext.Name(only), StringComparison.OrdinalIgnoreCase))
        {
            draft.Mean(only);
        }
    }

    // The name in the question that another can take the place of: a cited paper's, else the first that is not data.
    private static string? NameOf(string question, FollowUpContext context) =>
        context.Cited.Select(FollowUpContext.Name).Where(n => question.Contains(n, StringComparison.Ordinal)).MaxBy(n => n.Length)
        ?? FollowUp.NamesIn(question).FirstOrDefault();

    private static string Be(string noun) => noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal) && !noun.EndsWith("sis", StringComparison.Ordinal) ? "are" : "is";

    [GeneratedRegex(@"^(?:and |but |so )?(?<word>why|how)(?: so| is that| not| come| exactly)?\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex Why();

    [GeneratedRegex(@"^(?:how\s+(?:much|many|often|long|far|large|big)\s+(?:[a-z-]+\s+){0,2}?|(?<how>how)\s+|(?:what|which)\s+(?:[\w-]+\s+){0,3}?|(?:by|on|in)\s+(?:how|what|which)\s+(?:[\w-]+\s+){0,2}?)?(?<clause>(?:does|do|did|can|could|should|would)\s+.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex AuxiliaryClause();

    [GeneratedRegex(@"^(?:and |please |can you |could you )*(?:(?:(?:show|tell|give) me )?(?:some )?more(?: details?)?(?: (?:about|on|of) (?:it|this|that))?|go on|continue|anything else|what else|elaborate)(?: please)?\s*[.?!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex More();

    [GeneratedRegex(@"^(?:(?:and|but|so|or)\s+)?(?:what about\s+|how about\s+)?(?<preposition>on|in|for|with|at|without|using|under|by|after|to)\s+(?<name>[^?]{1,60}?)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(?<preposition>on|in|for|with|at|without|using|under|by|after|to)\s+(?<name>(?!how\b|what\b|which\b)[^?.,]+?)(?=\s+(?:on|in|for|with|at|without|using|under|by|after|to|than|when|over)\b|[?,]|\.?\s*$)", RegexOptions.IgnoreCase)]
    private static partial Regex PlaceInQuestion();

    [GeneratedRegex(@"^(?<opening>(?:and|but|so|or)\b,?\s*(?:what about\s+|how about\s+|what of\s+)?|what about\s+|how about\s+|what of\s+)?(?:(?<own>its|their|any)\s+|(?<the>the|a|an)\s+)?(?<name>[^?]{2,80}?)(?<of> of .+)?\s*[?.]*$", RegexOptions.IgnoreCase)]
    private static partial Regex WhatAbout();

    [GeneratedRegex(@"^\s*(?:which|what)\s+(?:[\w-]+\s+)?(?:papers|works|articles|studies|publications|methods|approaches)\s+(?:also\s+)?(?<verb>\p{Ll}+(?:\s+(?:on|about|with|for))?)\s+(?<object>[^?]+?)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex PapersThat();

    [GeneratedRegex(@"^(?:and\s+)?how (?:many|much)(?=\s+(?:did|does|do|is|are|was|were|has|have)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Uncounted();

    [GeneratedRegex(@"\b(?:how many|which|what)\s+(?<noun>(?:[a-z-]+\s+){0,2}?[a-z-]+s)\s+(?:do|does|did|is|are|was|were|has|have|can)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CountedNoun();

    [GeneratedRegex(@"^(?:(?:and|but|so)\s+)?(?:(?:what(?: is| are| was| were|'s)|(?:is|are) there)\s+(?:the|any|some)\s+)(?<noun>(?:[\w-]+\s+)?[\w-]+)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex OwnerlessAspect();

    [GeneratedRegex(@"^(?:(?:and|but|so)\s+)?(?<what>how many|how much|which|what)\s+(?<noun>(?:[\w-]+\s+){0,2}[\w-]+)\s*\?*$", RegexOptions.IgnoreCase)]
    private static partial Regex BareAspect();

    [GeneratedRegex(@"\b(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should|its|their)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(?:limits?|limitations?|drawbacks?|weakness(?:es)?|shortcomings?|results?|findings?|data|datasets?|benchmarks?|baselines?|models?|methods?|costs?|code|authors?|training|evaluation|experiments?|ablations?|performance|accuracy|speed|memory|gains?|improvements?|stages?|steps?|components?|contributions?|ideas?|conclusions?|assumptions?|hyperparameters?|future work|advantages?|strengths?|examples?|tasks?|metrics?|scores?|size)$", RegexOptions.IgnoreCase)]
    private static partial Regex Aspect();

    [GeneratedRegex(@"^(?:[\w-]+\s+)*(?:data|data ?sets?|benchmarks?|baselines?|models?|metrics?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Data();

    // The ones that questions about language models name most, and what calls itself one.
    [GeneratedRegex(@"^(?:AIME\w*|AMC\d*|ARC\S*|AQuA\w*|Arena-Hard|AlpacaEval\S*|BBH|BIG-?Bench\S*|CIFAR\S*|CommonsenseQA|CSQA|DROP|GLUE|GPQA\S*|GSM\S*|HellaSwag|HotpotQA|HumanEval\S*|ImageNet\S*|IFEval|MATH\S*|MBPP\S*|MMLU\S*|MNIST|MultiArith|NQ|SQuAD\S*|StrategyQA|SuperGLUE|SVAMP|TriviaQA|TruthfulQA|WinoGrande|ZebraLogic|\w+-?Bench\S*)$")]
    private static partial Regex Benchmark();
}
