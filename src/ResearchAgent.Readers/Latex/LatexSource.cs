using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Latex;

/// <summary>One LaTeX text out of its files: comments gone, what it includes put in place. Nothing is run.</summary>
internal sealed partial class LatexSource(LatexFiles files, string mainFolder)
{
    /// <summary>A book has three million characters.</summary>
    private const int MaxCharacters = 16_000_000;

    private const int MaxDepth = 16;
    private const int MaxFiles = 1000;

    /// <summary>Included files that hold drawings, not text.</summary>
    private static readonly string[] Drawings = [".tikz", ".pgf", ".pdf_tex", ".pstex_t", ".eps_tex", ".svg_tex", ".pictex", ".sty", ".cls", ".def"];

    private readonly List<string> _open = [];
    private int _files;
    private int _characters;

    /// <summary>Why the text would not be whole; null if it is.</summary>
    public string? Problem { get; private set; }

    public string Expand(string name, string text)
    {
        var whole = new StringBuilder();
        _open.Add(name);
        Append(whole, name, WithoutComments(text));
        _open.RemoveAt(_open.Count - 1);
        return whole.ToString();
    }

    /// <summary>Without comments, and without what <c>\iffalse</c> and the comment environment switch off.</summary>
    public static string WithoutComments(string text)
    {
        var clean = new StringBuilder(text.Length);
        string? verbatim = null;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (verbatim is not null)
            {
                clean.Append(line).Append('\n');
                verbatim = line.Contains($"\\end{{{verbatim}}}", StringComparison.Ordinal) ? null : verbatim;
                continue;
            }

            if (VerbatimBegin().Match(line) is { Success: true } begin && !line.AsSpan(0, begin.Index).Contains('%'))
            {
                var name = begin.Groups["name"].Value;
                verbatim = line.Contains($"\\end{{{name}}}", StringComparison.Ordinal) ? null : name;
                clean.Append(line).Append('\n');
                continue;
            }

            var percent = CommentStart(line);
            if (percent < 0)
            {
                clean.Append(line).Append('\n');
            }
            else if (line.AsSpan(0, percent).Trim().Length > 0)
            {
                // The comment takes the end of its line with it, and LaTeX the blanks before the next word.
                clean.Append(line.AsSpan(0, percent));
                if (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0)
                {
                    lines[i + 1] = lines[i + 1].TrimStart();
                }
                else
                {
                    clean.Append('\n');
                }
            }
        }

        return WithoutSwitchedOff(clean.ToString());
    }

    private void Append(StringBuilder whole, string name, string text)
    {
        _characters += text.Length;
        if (_characters > MaxCharacters || ++_files > MaxFiles)
        {
            Problem ??= $"the document has more than {MaxCharacters} characters or {MaxFiles} files. Split it into one document per paper.";
            return;
        }

        var end = EndInput().Match(text);
        text = end.Success ? text[..end.Index] : text;
        var copied = 0;
        foreach (Match include in Include().Matches(text))
        {
            whole.Append(text, copied, include.Index - copied);
            copied = include.Index + include.Length;
            var target = include.Groups["folder"].Success ? $"{include.Groups["folder"].Value}/{include.Groups["name"].Value}" : include.Groups["name"].Value;
            if (Find(LatexFiles.FolderOf(name), target) is var (found, content))
            {
                AppendIncluded(whole, found, content);
            }
            else if (IsBody(whole) && !Drawings.Contains(Path.GetExtension(target).ToLowerInvariant()))
            {
                Problem ??= $"the part {RecordText.Shown(target)} that the text includes is not beside it. Put it there, or add the whole archive.";
            }
        }

        whole.Append(text, copied, text.Length - copied);
    }

    private void AppendIncluded(StringBuilder whole, string found, string content)
    {
        if (_open.Contains(found) || _open.Count > MaxDepth)
        {
            Problem ??= $"the part {RecordText.Shown(found)} includes itself, or parts are included more than {MaxDepth} deep. Correct its \\input.";
            return;
        }

        _open.Add(found);
        content = WithoutComments(content);

        // A part that can be compiled alone has a frame of its own.
        var begin = content.IndexOf(@"\begin{document}", StringComparison.Ordinal);
        if (begin >= 0)
        {
            var close = content.LastIndexOf(@"\end{document}", StringComparison.Ordinal);
            content = close > begin ? content[(begin + 16)..close] : content[(begin + 16)..];
        }

        Append(whole, found, content);
        _open.RemoveAt(_open.Count - 1);
    }

    // LaTeX looks from the main file's folder; \subfile and \import from that of the file they stand in.
    private (string Name, string Content)? Find(string folder, string target)
    {
        foreach (var start in new[] { mainFolder, folder }.Distinct())
        {
            if (LatexFiles.Resolve(start, target) is { } path)
            {
                foreach (var candidate in new[] { path + ".tex", path })
                {
                    if (files.Read(candidate) is { } content)
                    {
                        return (candidate, content);
                    }
                }
            }
        }

        return null;
    }

    private static bool IsBody(StringBuilder whole)
    {
        foreach (var chunk in whole.GetChunks())
        {
            if (chunk.Span.Contains(@"\begin{document}", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return whole.ToString().Contains(@"\begin{document}", StringComparison.Ordinal);
    }

    private static int CommentStart(string line)
    {
        for (var at = line.IndexOf('%', StringComparison.Ordinal); at >= 0; at = line.IndexOf('%', at + 1))
        {
            var slashes = 0;
            while (slashes < at && line[at - slashes - 1] == '\\')
            {
                slashes++;
            }

            // "%20" in an address is no comment.
            if (slashes % 2 == 0 && !OpenAddress().IsMatch(line.AsSpan(Math.Max(0, at - 300), Math.Min(at, 300))))
            {
                return at;
            }
        }

        return -1;
    }

    private static string WithoutSwitchedOff(string text)
    {
        if (!text.Contains(@"\iffalse", StringComparison.Ordinal) && !text.Contains(@"\begin{comment}", StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var at = 0;
        while (SwitchedOff().Match(text, at) is { Success: true } start)
        {
            clean.Append(text, at, start.Index - at);
            at = start.Value == @"\iffalse" ? EndOfIf(text, start.Index + start.Length)
                : text.IndexOf(@"\end{comment}", start.Index, StringComparison.Ordinal) is >= 0 and var end ? end + 13
                : text.Length;
        }

        return clean.Append(text, at, text.Length - at).ToString();
    }

    private static int EndOfIf(string text, int at)
    {
        var depth = 1;
        foreach (Match mark in Condition().Matches(text, at))
        {
            depth += mark.Value == @"\fi" ? -1 : mark.Value == @"\else" ? 0 : 1;
            if (depth == 0 || (depth == 1 && mark.Value == @"\else"))
            {
                return mark.Index + mark.Length;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@"\\begin\{(?<name>verbatim\*?|lstlisting|minted|Verbatim|alltt)\}")]
    private static partial Regex VerbatimBegin();

    [GeneratedRegex(@"\\(?:url|href|path|nolinkurl)\{[^{}\s]*$")]
    private static partial Regex OpenAddress();

    [GeneratedRegex(@"\\(?:(?:input|include|subfile|subfileinclude)\s*\{(?<name>[^{}\n]{1,300})\}|(?:import|subimport|inputfrom)\s*\{(?<folder>[^{}\n]{0,300})\}\s*\{(?<name>[^{}\n]{1,300})\}|input[ \t]+(?<name>[A-Za-z0-9_./-]{1,300}))")]
    private static partial Regex Include();

    [GeneratedRegex(@"\\endinput(?![A-Za-z])")]
    private static partial Regex EndInput();

    [GeneratedRegex(@"\\iffalse(?![A-Za-z])|\\begin\{comment\}")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"\\(?:fi|else|if[A-Za-z@]*)(?![A-Za-z@])")]
    private static partial Regex Condition();
}
