namespace BrainMets.Tests.Architecture;

/// <summary>
/// What the tree is allowed against the rules of <see cref="LayeringTests"/>, each with the change that ends it. The lists only shrink: an
/// exemption that is no longer needed fails its test.
/// </summary>
internal static class Exemptions
{
    /// <summary>A stage that uses one to its right.</summary>
    public static readonly string[] Backwards =
    [
        // They write and read JSON with functions of RunFolder, which belong to IO.
        "BatchPrediction uses RunFolder",
        "CasePredictor uses RunFolder",
        "CombinationFile uses RunFolder",
        "ModelCard uses RunFolder",
        "ModelFiles uses RunFolder",
        "PredictionFolder uses RunFolder",
    ];

    /// <summary>A source file that names a stage to its right.</summary>
    public static readonly string[] BackwardNames =
    [
        // For the same reason; ConfigFile has a using directive that only a comment needs.
        "Prediction/BatchPrediction.cs names Experiments",
        "Prediction/CasePredictor.cs names Experiments",
        "Prediction/CombinationFile.cs names Experiments",
        "Prediction/ConfigFile.cs names Experiments",
        "Prediction/ModelCard.cs names Experiments",
        "Prediction/PredictionFolder.cs names Experiments",
        "Prediction/SizeGatedEnsemble.cs names Experiments",
    ];

    /// <summary>A type outside the fence of TorchSharp that uses a type or member of it.</summary>
    public static readonly string[] Tensors =
    [
        // They call Dispose of a DeepMedic, which the compiler binds to TorchSharp's Module. No tensor is touched.
        "LoadedModel",
        "TrainingBenchmark",    // Goes to bench/.
        "BenchmarkNetwork",     // Goes to bench/.

        // They call ModelFile.Write, which has an optional parameter of tensors that they leave out. An overload without it ends this.
        "TrainingRun",
        "InferenceBenchmark",   // Goes to bench/.

        // Counts the parameters of a network tensor by tensor; a property of DeepMedic that gives the count ends this.
        "TrainingSpeed",
    ];

    /// <summary>A type of Reporting that draws random numbers or evaluates.</summary>
    public static readonly string[] ComputingInReporting = [];

    /// <summary>A field or property before Reporting whose type is a delegate.</summary>
    public static readonly string[] KeptDelegates =
    [
        // They end when the network in charge of a case and the metrics of a table become values.
        "EvaluatedModel.InCharge",
        "EvaluatedModel.PointsOf",
        "SeedSpreads.Metrics",

        // Ends when the command makes the phantoms and Experiments knows dataset files only.
        "CaseCount.report",

        // Functions of their own stage that make a row of a table or a variant a value; nothing is handed in from outside. No planned
        // change removes them.
        "BandScale.To",
        "BandScale.From",
        "DatasetImporter.Recognise",
        "DatasetImporter.Find",
        "DatasetImporter.Labels",
        "ScanPattern.Id",

        // An event: it reports progress. IProgress<TrainingProgress>, as elsewhere, would end this.
        "Trainer.Progressed",
    ];

    /// <summary>A type that draws what differs from run to run.</summary>
    public static readonly string[] Unseeded =
    [
        // Names of temporary files, which no result depends on. They end when all files are written by IO/AtomicFile, which then stands
        // here alone.
        "CaseCopy",
        "DatasetIndex",
        "ImportReport",
        "NiftiOutput",
        "PreparedCaseStore",

        // The secret key of de-identification must not be predictable. This exemption stays.
        "KeyFile",
    ];
}
