namespace BrainMets.Tests.Architecture;

/// <summary>
/// What the tree is allowed against the rules of <see cref="LayeringTests"/>, each with the change that ends it. The lists only shrink: an
/// exemption that is no longer needed fails its test.
/// </summary>
internal static class Exemptions
{
    /// <summary>A stage that uses one to its right.</summary>
    public static readonly string[] Backwards = [];

    /// <summary>A source file that names a stage to its right.</summary>
    public static readonly string[] BackwardNames = [];

    /// <summary>A type outside the fence of TorchSharp that uses a type or member of it.</summary>
    public static readonly string[] Tensors = [];

    /// <summary>A type of Reporting that draws random numbers or evaluates.</summary>
    public static readonly string[] ComputingInReporting = [];

    /// <summary>A field or property before Reporting whose type is a delegate.</summary>
    public static readonly string[] KeptDelegates =
    [
        // Functions of their own stage that make a row of a table or a variant a value; nothing is handed in from outside. No planned
        // change removes them.
        "BandScale.To",
        "BandScale.From",
        "DatasetImporter.Recognise",
        "DatasetImporter.Find",
        "DatasetImporter.Labels",
        "ScanPattern.Id",
        "SeedSpreads.Metrics",

        // An event: it reports progress. IProgress<TrainingProgress>, as elsewhere, would end this.
        "Trainer.Progressed",
    ];

    /// <summary>A type that draws what differs from run to run.</summary>
    public static readonly string[] Unseeded =
    [
        // Names of temporary files, which no result depends on. This exemption stays.
        "AtomicFile",

        // The secret key of de-identification must not be predictable. This exemption stays.
        "KeyFile",
    ];
}
