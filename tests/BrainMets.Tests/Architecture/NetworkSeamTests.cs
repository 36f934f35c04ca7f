using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>A network is one file, a line in the list of kinds and a preset (docs/networks.md): nothing else names one.</summary>
public sealed partial class NetworkSeamTests
{
    /// <summary>
    /// DeepMedic's parts, the U-Net, the list of both, and what is compared with the published code, which is DeepMedic's.
    /// </summary>
    private static readonly string[] MayName =
    [
        "ConvolutionBlock.cs", "DeepMedic.cs", "DeepMedicOptions.cs", "FrozenNetwork.cs", "Pathway.cs", "UNet.cs", "NetworkKind.cs",
            "PublishedTiling.cs",
    ];

    [Fact]
    public void Only_a_network_itself_and_the_list_of_kinds_name_it() => Assert.Empty(
        from file in Repository.Files("src", "*.cs")
        where !MayName.Contains(Path.GetFileName(file))
        from line in Repository.Read("src", file).Split('\n')
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Network().IsMatch(line)
        select $"{file}: {line.Trim()}");

    [GeneratedRegex(@"\b(DeepMedic|UNet)(Options)?\b")]
    private static partial Regex Network();
}
