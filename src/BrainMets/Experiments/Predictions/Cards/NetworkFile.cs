using BrainMets.Imaging;
using BrainMets.Model;

namespace BrainMets.Experiments;

/// <summary>A weights file that was found to be what its card says; the network itself is read when it is needed.</summary>
public sealed record NetworkFile
{
    private NetworkFile(string path, string sha256, IReadOnlyDictionary<string, string> metadata)
    {
        (Path, Sha256) = (path, sha256);
        Config = TrainedConfig.From(path, metadata);
        OperatingPoints = OperatingPoints.FromMetadata(metadata);
    }

    public string Path { get; }

    /// <summary>Of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>How cases are prepared for it.</summary>
    public ModelConfig Config { get; }

    /// <summary>As training chose them; null when it was never validated.</summary>
    public OperatingPoints? OperatingPoints { get; }

    /// <summary>Checks a file and reads all but the weights.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="cardSha256">What its card says; null without a card.</param>
    /// <exception cref="InvalidInputException">The file is gone or broken, no model, or not that of its card.</exception>
    public static NetworkFile Read(string path, string? cardSha256)
    {
        var sha256 = FileHash.Of(path);
        if (cardSha256 is not null && cardSha256 != sha256)
        {
            throw new InvalidInputException(path, $"has SHA-256 {sha256}; its card says {cardSha256}. The file is damaged or was exchanged: get it again.");
        }

        return new NetworkFile(path, sha256, SafeTensors.ReadMetadata(path));
    }

    /// <summary>The network, the caller's from then on.</summary>
    /// <exception cref="InvalidInputException">The file has changed since it was checked.</exception>
    public DeepMedic Open(string deviceName)
    {
        if (FileHash.Of(Path) is var now && now != Sha256)
        {
            throw new InvalidInputException(Path, $"has SHA-256 {now}; it was {Sha256} a moment ago. Somebody is writing to the model: start again when that has ended.");
        }

        var network = ModelFile.Read(Path).Model;
        network.MoveTo(deviceName);
        return network;
    }
}
