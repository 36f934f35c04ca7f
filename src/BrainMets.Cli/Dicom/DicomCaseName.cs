using System.Security.Cryptography;
using System.Text;
using BrainMets.Dicom;

namespace BrainMets.Cli;

/// <summary>
/// Names a case after its folder, as a NIfTI case is named after its file; unless the folder carries the patient's name or number, which must not reach results: then after a hash of
/// the series. A name or number that stands for a patient whose identity was removed, by what the object says, may stay.
/// </summary>
internal static class DicomCaseName
{
    private const int HashCharacters = 10;

    public static string Of(string path, DicomDataset header, PhiRedactor nameless)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = File.Exists(full) ? Path.GetFileNameWithoutExtension(full) : Path.GetFileName(full);
        var id = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        var mayStay = header.Text(Tags.PatientIdentityRemoved) == "YES" || !nameless.Names(name);
        return id.Length > 0 && mayStay
            ? id
            : "case-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header.Text(Tags.SeriesInstanceUid) ?? string.Empty)))[..HashCharacters];
    }
}
