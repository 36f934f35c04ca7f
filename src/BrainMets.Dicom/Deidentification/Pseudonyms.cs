using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// New names for old ones, by HMAC-SHA256 (RFC 2104) with the secret of the key file: the same in every file and every run with that key,
/// and cannot be guessed without it, however few the numbers of a hospital are. The mapping is written to the tables of the key file.
/// </summary>
internal sealed class Pseudonyms(KeyFile key)
{
    private static readonly DicomTag BirthDate = new(0x0010, 0x0030);

    /// <summary>UIDs the standard defines: classes, transfer syntaxes, coding schemes.</summary>
    private const string StandardRoot = "1.2.840.10008.";

    private const int PseudonymBytes = 6;
    private const uint MostShiftDays = 1826;

    private readonly byte[] secret = Convert.FromBase64String(key.Secret);
    private readonly Dictionary<string, string> uids = new(StringComparer.Ordinal);

    public PatientPseudonym Patient(DicomDataset header)
    {
        var (id, name) = (header.Text(Tags.PatientId) ?? string.Empty, header.Text(Tags.PatientName) ?? string.Empty);
        var identity = id.Length > 0 ? $"id {id}" : $"name {name} {header.Text(BirthDate)}";
        var pseudonym = "P-" + Convert.ToHexString(Hash("patient " + identity), 0, PseudonymBytes);
        key.Patients.TryAdd(pseudonym, new OriginalPatient(id, name));
        var days = BinaryPrimitives.ReadUInt32BigEndian(Hash("days " + identity)) % MostShiftDays;
        return new PatientPseudonym(pseudonym, -1 - (int)days);
    }

    /// <summary>2.25 and a UUID of version 8 (PS3.5, B.2; RFC 9562), or the UID itself when the standard defines it.</summary>
    public string Uid(string original)
    {
        if (original.Length == 0 || original.StartsWith(StandardRoot, StringComparison.Ordinal))
        {
            return original;
        }

        if (!uids.TryGetValue(original, out var mapped))
        {
            uids[original] = mapped = ContentUid.OfHash(Hash("uid " + original));
            key.Uids[mapped] = original;
        }

        return mapped;
    }

    private byte[] Hash(string text) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text));
}

/// <summary>The pseudonym of a patient, and the shift of the patient's dates in days.</summary>
internal sealed record PatientPseudonym(string Pseudonym, int ShiftDays);
