using System.Security.Cryptography;
using System.Text;
using BrainMets.Dicom.Data;

namespace BrainMets.Cli.Dicom;

/// <summary>
/// Names a case after its folder, as a NIfTI case is named after its file; unless the folder carries the patient's name or number, which must not reach
/// results: then after a hash of the series.
/// </summary>
internal static class DicomCaseName
{
    private static readonly DicomTag[] Identifiers = [new(0x0010, 0x0010), new(0x0010, 0x0020)];
    private const int FewestLetters = 3;

    public static string Of(string path, DicomDataset header)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var id = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        return id.Length == 0 || Identifiers.Any(tag => Carries(name, header.Text(tag)))
            ? "case-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header.Text(Tags.SeriesInstanceUid) ?? string.Empty)))[..10]
            : id;
    }

    private static bool Carries(string name, string? identifier) => identifier is not null
        && identifier.Split('^', '=', ' ').Any(part => part.Length >= FewestLetters && Letters(name).Contains(Letters(part), StringComparison.OrdinalIgnoreCase) && Letters(part).Length >= FewestLetters);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
