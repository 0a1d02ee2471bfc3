using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class AttachmentPathsTests
{
    [Theory]
    [InlineData("a.pdf", "/lib/a.pdf")]
    [InlineData(":files/a.pdf:PDF", "/lib/files/a.pdf")]
    [InlineData("Full Text:files/a.pdf:application/pdf", "/lib/files/a.pdf")]
    [InlineData("files/a.pdf:PDF", "/lib/files/a.pdf")]
    [InlineData("/home/me/a.pdf", "/home/me/a.pdf")]
    [InlineData(@"one:a\;b.pdf:PDF;two:cc\:d.pdf:PDF", "/lib/a;b.pdf", "/lib/cc:d.pdf")]
    [InlineData(@"C\:\\Users\\me\\a.pdf", @"C:\Users\me\a.pdf")]
    [InlineData(@"x:C\:\\me\\a.pdf:application/pdf", @"C:\me\a.pdf")]
    [InlineData(@"C:\me\a.pdf", @"C:\me\a.pdf")]
    [InlineData("x:C:/me/a.pdf:PDF", "C:/me/a.pdf")]
    [InlineData(@"files\\1\\a.pdf", "/lib/files/1/a.pdf")]
    [InlineData("https://example.org/a.pdf")]
    [InlineData("")]
    [InlineData(";;")]
    public void BibTeX_fields_are_taken_apart(string field, params string[] paths)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths are written as on Unix.");
        Assert.Equal(paths, AttachmentPaths.FromBibTeX(field, "/lib"));
    }

    [Theory]
    [InlineData("../../etc/passwd", "/etc/passwd")]
    [InlineData("a/../../b.pdf", "/b.pdf")]
    [InlineData("~/a.pdf", "/lib/~/a.pdf")]
    [InlineData("$HOME/a.pdf", "/lib/$HOME/a.pdf")]
    [InlineData(@"\\host\share\a.pdf", @"\\host\share\a.pdf")]
    [InlineData("//host/share/a.pdf", "//host/share/a.pdf")]
    [InlineData("file:///home/me/a%20b.pdf", "/home/me/a b.pdf")]
    [InlineData("C:a.pdf", "C:a.pdf")]
    [InlineData("a\0b.pdf", null)]
    [InlineData("a\nb.pdf", null)]
    [InlineData("http://example.org/a.pdf", null)]
    [InlineData("ftp://example.org/a.pdf", null)]
    [InlineData("javascript://a.pdf", null)]
    [InlineData("  ", null)]
    public void A_hostile_path_is_a_path_or_nothing(string path, string? resolved)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths are written as on Unix.");
        Assert.Equal(resolved, AttachmentPaths.Resolve(path, "/lib"));
    }

    [Fact]
    public void A_path_that_no_file_system_has_is_none() => Assert.Null(AttachmentPaths.Resolve(new string('a', 5000), "/lib"));
}
