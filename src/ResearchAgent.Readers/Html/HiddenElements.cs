using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Html;

/// <summary>
/// Takes text out of the page that its reader would not see: hidden by its own attributes, not by a style sheet. Menus
/// and forms are hidden for good reasons and are no text of the article anyway.
/// </summary>
internal static partial class HiddenElements
{
    private const int MinLetters = 3;

    public static void Move(IHtmlDocument document, SectionWriter sections)
    {
        foreach (var element in document.QuerySelectorAll("[style], [hidden]").Where(IsHidden).ToList())
        {
            // Pages show a formula as a picture and hide the formula itself beside it.
            if (element.QuerySelector("math") is not null)
            {
                element.RemoveAttribute("style");
                continue;
            }

            // One inside of another went with it.
            if (element.Parent is null || element.Owner is null || !document.Contains(element))
            {
                continue;
            }

            foreach (var noText in element.QuerySelectorAll("script, style, template, noscript").ToList())
            {
                noText.Remove();
            }

            var text = element.TextContent;
            if (text.Count(char.IsLetter) >= MinLetters && element.LocalName is not ("script" or "style" or "template" or "noscript" or "input" or "option") && element.Closest("nav, form, header, footer, dialog, button, menu") is null)
            {
                sections.Hidden(text.Replace('\n', ' '));
            }

            element.Remove();
        }
    }

    private static bool IsHidden(IElement element)
    {
        if (element.HasAttribute("hidden"))
        {
            return true;
        }

        var style = element.GetAttribute("style") ?? "";
        return Unseen().IsMatch(style) || (White().IsMatch(style) && !IsOnColor(element));
    }

    // White on something that is not white is seen.
    private static bool IsOnColor(IElement element)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (at.GetAttribute("style") is { } style && Background().Match(style) is { Success: true } background)
            {
                return !WhiteValue().IsMatch(background.Groups["value"].Value);
            }
        }

        return false;
    }

    [GeneratedRegex(@"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*(?:[01](?:\.\d+)?(?:px|pt)?|0?\.\d+px|0(?:em|rem|%))\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top|margin-left)\s*:\s*-\d{4,}px)", RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]{0,10}\)|transparent)\s*(?:;|!|$)", RegexOptions.IgnoreCase)]
    private static partial Regex White();

    [GeneratedRegex(@"(?:^|;)\s*background(?:-color|-image)?\s*:\s*(?<value>[^;]{1,200})", RegexOptions.IgnoreCase)]
    private static partial Regex Background();

    [GeneratedRegex(@"^\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]{0,10}\)|transparent|none|inherit)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex WhiteValue();
}
