using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Lines joined into paragraphs, with the page on which each of them begins.</summary>
internal sealed class RunningText(Vocabulary vocabulary)
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Offset, int Page)> _pages = [];

    public bool IsEmpty => _text.Length == 0;

    public PageMap Pages => PageMap.From(_pages);

    /// <summary>Ends as a sentence does.</summary>
    public bool EndsSentence => _text.Length == 0 || EndsAsSentence(_text.ToString(Math.Max(0, _text.Length - 4), Math.Min(4, _text.Length)));

    public static bool EndsAsSentence(string text)
    {
        var end = text.AsSpan().TrimEnd("\"'\u201D\u2019)]\u00B9\u00B2\u00B3\u2070\u2074\u2075\u2076\u2077\u2078\u2079 ");
        return end.Length > 0 && end[^1] is '.' or '!' or '?' or ':' or '\u3002';
    }

    public void Append(string line, int page, bool isNewParagraph)
    {
        var text = line.Trim();
        if (text.Length == 0)
        {
            return;
        }

        if (_text.Length > 0)
        {
            if (isNewParagraph)
            {
                _text.Append("\n\n");
            }
            else if (_text[^1] == '-' && _text.Length > 1 && _text[^2] is not (' ' or '\n'))
            {
                if (!vocabulary.KeepsHyphen(LastWord(), FirstWord(text)))
                {
                    _text.Length--;
                }
            }
            else
            {
                _text.Append(' ');
            }
        }

        _pages.Add((_text.Length, page));
        _text.Append(text);
    }

    public override string ToString() => _text.ToString();

    private string LastWord()
    {
        var start = _text.Length - 1;
        while (start > 0 && _text[start - 1] is not (' ' or '\n') && _text.Length - start < 80)
        {
            start--;
        }

        return _text.ToString(start, _text.Length - start);
    }

    private static string FirstWord(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
