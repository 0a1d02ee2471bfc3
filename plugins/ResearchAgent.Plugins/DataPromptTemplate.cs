using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>
/// Semantic Kernel's template, whose values are data: it renders a value once and escapes it, so that it holds neither
/// template nor message. Here each value also loses what could end its block, or the XML that the messages are read
/// from; and an input without a value is an error, where Semantic Kernel would leave a gap.
/// </summary>
internal sealed class DataPromptTemplate(IPromptTemplate template, PromptTemplateConfig config, string path) : IPromptTemplate
{
    public Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        var values = new KernelArguments();
        foreach (var variable in config.InputVariables)
        {
            var value = Convert.ToString(arguments?.GetValueOrDefault(variable.Name) ?? variable.Default, CultureInfo.InvariantCulture);
            if (variable.IsRequired && string.IsNullOrWhiteSpace(value))
            {
                throw new PromptException(path, $"the input '{variable.Name}' has no value. Give it: {variable.Description}");
            }

            values[variable.Name] = DataBlock.WithoutMarks(Readable(value ?? ""));
        }

        return template.RenderAsync(kernel, values, cancellationToken);
    }

    // One control character, and the messages would no longer be read as XML.
    private static string Readable(string value)
    {
        var readable = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
            {
                readable.Append(rune.ToString());
            }
        }

        return readable.ToString();
    }
}
