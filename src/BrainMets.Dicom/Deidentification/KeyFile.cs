using System.Security.Cryptography;
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
