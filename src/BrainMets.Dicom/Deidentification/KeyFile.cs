using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BrainMets.Dicom;

/// <summary>
/// The private key file: the secret from which pseudonyms and UIDs are made, and the tables that lead back. Who has it can name the
/// patients; who has only the output cannot.
/// </summary>
internal sealed record KeyFile
{
    public const int CurrentVersion = 1;
    private const int SecretBytes = 32;

    public required int SchemaVersion { get; init; }

    public string Note { get; init; } =
        "Private. Names the patients behind the pseudonyms. Keep it apart from the de-identified files, and keep it: without it there is "
            + "no way back.";

    /// <summary>32 random bytes, base64.</summary>
    public required string Secret { get; init; }

    /// <summary>By pseudonym.</summary>
    public required SortedDictionary<string, OriginalPatient> Patients { get; init; }

    /// <summary>Original UID by new UID.</summary>
    public required SortedDictionary<string, string> Uids { get; init; }

    /// <summary>
    /// Files of the last run that were not copied, and why. Here and not in the output, because file names may name patients.
    /// </summary>
    public IReadOnlyList<ExcludedFile> NotCopied { get; init; } = [];

    /// <summary>The file, or a new key when there is none; nothing is written.</summary>
    /// <exception cref="InvalidDataException">It is no key file.</exception>
    public static KeyFile LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
            return new KeyFile
            {
                SchemaVersion = CurrentVersion,
                Secret = secret,
                Patients = new(StringComparer.Ordinal),
                Uids = new(StringComparer.Ordinal),
            };
        }

        try
        {
            using var stream = File.OpenRead(path);
            var key = JsonSerializer.Deserialize<KeyFile>(stream, JsonFormats.Listing);
            return key is { SchemaVersion: CurrentVersion } && Convert.FromBase64String(key.Secret).Length == SecretBytes
                ? key
                : throw Refused(path, null);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw Refused(path, error);
        }
    }

    /// <summary>Writes the file; on Unix only its owner may read it, from its first byte on.</summary>
    public void Save(string path)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, JsonFormats.Listing), owner);
    }

    private static InvalidDataException Refused(string path, Exception? inner) => new(
        $"{path} is not a key file of mets deidentify (version {CurrentVersion}, with a secret of {SecretBytes} bytes). Name another one "
            + "with --key, or one that is not there yet to make a new key.", inner);
}

/// <summary>The patient of a pseudonym.</summary>
internal sealed record OriginalPatient(string PatientId, string PatientName);

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
