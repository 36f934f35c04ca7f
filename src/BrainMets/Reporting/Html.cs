using System.Runtime.CompilerServices;
using System.Text;

namespace BrainMets.Reporting;

/// <summary>
/// A piece of HTML. It is made from an interpolated string in which the literal parts are markup and every inserted text is escaped, so
/// that no
/// case id, path or configuration can change the page. Numbers do not fit into it on purpose: <see cref="NumberText"/> says how they read.
/// </summary>
public readonly record struct Html(string Markup)
{
    public static Html Empty { get; } = new("");

    public static Html Of(ref Template template) => new(template.Finish());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Markup)));

    /// <summary>
    /// Text that a page or an SVG shows as it is, also inside an attribute. Letters and signs beyond ASCII stay readable in the file.
    /// </summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);

    public override string ToString() => Markup;

    /// <summary>Builds the markup; the compiler calls it for an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string value) => text.Append(value);

        public void AppendFormatted(string? value) => text.Append(Escape(value ?? ""));

        public void AppendFormatted(int value) => text.Append(value);

        public void AppendFormatted(Html value) => text.Append(value.Markup);

        public void AppendFormatted(IEnumerable<Html> values) => text.Append(Join(values).Markup);

        internal string Finish() => text.ToString();
    }
}
