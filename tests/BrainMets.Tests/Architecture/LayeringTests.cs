using System.Text.RegularExpressions;
using BrainMets.Tests.Architecture.Planted.Dicom;
using BrainMets.Tests.Architecture.Planted.Evaluation;
using BrainMets.Tests.Architecture.Planted.Imaging;
using BrainMets.Tests.Architecture.Planted.Lesions;
using BrainMets.Tests.Architecture.Planted.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>
/// The data flow, written once. A stage may use itself and the stages to its left. The compiled assemblies are read
/// (<see cref="TypeUses"/>), because a search of the sources can be evaded. <see cref="Planted"/> holds one violation of each kind, and
/// each must be found.
/// </summary>
public sealed class LayeringTests
{
    // The types in the library's root namespace. They stand right of Prediction, and no stage may use them.
    private const string Face = "the public face";

    private static readonly string[] Stages =
    [
        "IO", "Imaging", "Nifti", "Datasets", "Preprocessing", "Sampling", "Model", "Training", "Inference", "Lesions", "Statistics",
        "Evaluation", "Prediction", "FollowUp", "Experiments", "Reporting",
    ];

    private static readonly (string Package, string[] Stages)[] Fences =
    [
        ("TorchSharp", ["Preprocessing", "Sampling", "Model", "Training", "Inference"]),
        ("ScottPlot", ["Reporting"]),
        ("SkiaSharp", ["Reporting"]),
        ("System.CommandLine", []),
        ("Spectre.Console", []),
    ];

    // Preprocessing runs a network for brain extraction, and only there.
    private static readonly string[] TensorFolders = ["BrainExtraction/", "Networks/"];

    // Projects that read and write data; they know the library's data and nothing that is learned or evaluated.
    private static readonly string[] DataProjects = ["BrainMets.Dicom", "BrainMets.Dicom.Codec", "BrainMets.Phantoms"];
    private static readonly string[] DataStages = ["IO", "Imaging", "Nifti", "Datasets"];

    private static readonly StageTree Library = new("BrainMets", "BrainMets");
    private static readonly StageTree PlantedTree = new("BrainMets.Tests", $"{typeof(LayeringTests).Namespace}.{nameof(Planted)}");

    [Fact]
    public void Every_project_lies_beside_the_tests_as_an_assembly() =>
        Assert.Empty(Project.All.Where(p => !p.IsBuilt).Select(p => p.Name).Except(["BrainMets.Dicom.Codec"])); // It needs GDCM to build.

    [Fact]
    public void Every_folder_and_every_namespace_of_the_library_is_a_stage()
    {
        Assert.Empty(SourceFile.OfLibrary().Select(file => file.Stage).OfType<string>().Distinct().Except(Stages));
        Findings.AssertNone(
            from type in TypeUses.In("BrainMets").Types
            where !type.IsCompilerGenerated && Library.StageOf(type) is var stage && stage != Face && !Stages.Contains(stage)
            select $"{type} is in no stage");
    }

    [Fact]
    public void A_stage_uses_only_itself_and_stages_to_its_left() =>
        Findings.AssertOnly(Exemptions.Backwards, Backwards(TypeUses.In("BrainMets"), Library));

    [Fact]
    public void A_source_file_names_no_stage_to_its_right() =>
        Findings.AssertOnly(Exemptions.BackwardNames, BackwardNames(SourceFile.OfLibrary()).Select(line => (line, line)));

    [Fact]
    public void A_package_stays_behind_its_fence() =>
        Findings.AssertOnly(Exemptions.Tensors, Escapes(TypeUses.In("BrainMets"), Library));

    [Fact]
    public void Only_the_library_references_the_packages_of_its_stages() => Findings.AssertNone(
        from project in Project.Built
        where project.Name != "BrainMets"
        from reference in TypeUses.In(project.Assembly).References
        where Fences.Any(fence => fence.Stages.Length > 0 && fence.Package == reference)
        select $"{project.Name} references {reference}");

    [Fact]
    public void Preprocessing_touches_tensors_only_where_it_extracts_the_brain()
    {
        var files = SourceFile.OfLibrary().Where(file => file.Stage == "Preprocessing").ToList();
        var users =
            from use in TypeUses.In("BrainMets").All
            where Library.StageOf(use.User) == "Preprocessing" && IsOf("TorchSharp", use.Used)
            select use.User;

        Assert.NotEmpty(users);
        Findings.AssertNone(TensorsOutsideTheirFolders(files));
        Findings.AssertNone(
            from type in users
            where !files.Any(file => IsTensorFile(file) && file.Declares(type.Name))
            select $"{type} uses TorchSharp");
    }

    [Fact]
    public void Reporting_draws_no_random_numbers_and_evaluates_nothing() =>
        Findings.AssertOnly(Exemptions.ComputingInReporting, Computing(TypeUses.In("BrainMets"), Library));

    [Fact]
    public void No_type_before_Reporting_keeps_a_delegate() =>
        Findings.AssertOnly(Exemptions.KeptDelegates, KeptDelegates(TypeUses.In("BrainMets"), Library));

    [Fact]
    public void A_project_that_handles_data_uses_only_the_stages_of_data() => Findings.AssertNone(
        from project in Project.Built
        where DataProjects.Contains(project.Name)
        from line in LearnedOrEvaluated(TypeUses.In(project.Assembly).All, Library)
        select line);

    [Fact]
    public void Only_the_process_for_DICOM_references_its_native_library() => Assert.All(
        Project.Built,
        project => Assert.Equal(project.Name == "BrainMets.Dicom.Codec", TypeUses.In(project.Assembly).References.Contains("gdcm-sharp")));

    [Fact]
    public void A_library_uses_no_console_no_clock_and_no_unseeded_randomness() => Findings.AssertNone(
        from project in Project.Built
        where !project.IsProgram
        from line in Banned(TypeUses.In(project.Assembly).All)
        select line);

    [Fact]
    public void Only_exempted_types_draw_what_differs_from_run_to_run() => Findings.AssertOnly(
        Exemptions.Unseeded,
        from project in Project.Built
        where !project.IsProgram
        from use in TypeUses.In(project.Assembly).All
        where use.Symbol == "M:System.Guid.NewGuid" || use.Used.FullName == "System.Security.Cryptography.RandomNumberGenerator"
        select (use.User.Name, $"{use.User} uses {use.Symbol}"));

    [Fact]
    public void A_library_does_not_compile_with_a_banned_symbol() => Findings.AssertNone(
        from project in Project.All
        where !project.IsProgram
        from needed in new[] { "BannedApiAnalyzers", "BannedSymbols.txt" }
        where !project.Text.Contains(needed, StringComparison.Ordinal)
        select $"{project.Name}.csproj does not name {needed}");

    [Fact]
    public void The_banned_symbols_are_of_kinds_that_are_found_in_an_assembly()
    {
        var banned = BannedSymbols();

        Assert.Superset(
            new HashSet<string> { "T:System.Console", "P:System.DateTime.Now", "P:System.Random.Shared", "M:System.Random.#ctor" }, banned);
        Assert.All(banned, symbol => Assert.Matches("^([TPF]:|M:(?!.*``))", symbol)); // Not a generic method: its arity is not read.
    }

    [Fact]
    public void No_library_finds_types_by_name() => Findings.AssertNone(
        from project in Project.Built
        where !project.IsProgram
        from use in TypeUses.In(project.Assembly).All
        where Regex.IsMatch(use.Symbol, @"^M:System\.(Type\.GetType|Activator\.CreateInstance|Reflection\.Assembly\.(Load|GetType))\w*\(")
        where !use.Symbol.StartsWith("M:System.Type.GetTypeFromHandle", StringComparison.Ordinal) // What typeof compiles to.
        select $"{use.User} uses {use.Symbol}");

    [Theory]
    [InlineData(nameof(UsesAnAlias), "Reporting.PlantedReport")]
    [InlineData(nameof(NamesALaterStageInPart), "Reporting.PlantedReport")]
    [InlineData(nameof(TakesALaterTypeInADelegate), "Reporting.PlantedReport")]
    [InlineData(nameof(NamesALaterStageInAnAttribute), "Reporting.PlantedReport")]
    [InlineData(nameof(UsesALaterStageInALambda), "Reporting.PlantedReport")]
    [InlineData(nameof(UsesALaterStageInAnIterator), "Reporting.PlantedReport")]
    [InlineData(nameof(UsesALaterStageInANestedType), "Reporting.PlantedReport")]
    [InlineData(nameof(BindsATypeParameterToALaterType), "Reporting.PlantedReport")]
    [InlineData(nameof(UsesTheFace), "PlantedFace")]
    public void A_planted_use_of_a_later_stage_is_found(string type, string used) => Assert.Contains(
        $"{PlantedTree.Root}.Imaging.{type} uses {PlantedTree.Root}.{used}",
        Backwards(TypeUses.In("BrainMets.Tests"), PlantedTree).Select(found => found.Line));

    [Fact]
    public void A_planted_use_of_a_later_stage_by_the_public_face_is_found() => Assert.Contains(
        ("PlantedFace uses PlantedReport", $"{PlantedTree.Root}.PlantedFace uses {PlantedTree.Root}.Reporting.PlantedReport"),
        Backwards(TypeUses.In("BrainMets.Tests"), PlantedTree));

    [Fact]
    public void A_planted_use_of_an_earlier_stage_is_allowed() => Assert.DoesNotContain(
        Backwards(TypeUses.In("BrainMets.Tests"), PlantedTree),
        found => found.Line.Contains(nameof(Evaluator), StringComparison.Ordinal));

    [Theory]
    [InlineData("using BrainMets.Training;")]
    [InlineData("var x = BrainMets.Training.Trainer.Run();")]
    [InlineData("using static BrainMets.Training.Losses;")]
    [InlineData("using T = BrainMets.Training;")]
    public void A_planted_name_of_a_later_stage_is_found(string text) =>
        Assert.NotEmpty(BackwardNames([new SourceFile("Imaging/Planted.cs", text)]));

    [Theory]
    [InlineData(nameof(SumsATensor), "M:TorchSharp.torch.Tensor.sum")]
    [InlineData(nameof(DrawsAFigure), "M:ScottPlot.Plot.#ctor")]
    public void A_planted_escape_of_a_package_is_found(string type, string symbol) => Assert.Contains(
        Escapes(TypeUses.In("BrainMets.Tests"), PlantedTree),
        found => found.Name == type && found.Line.StartsWith($"{PlantedTree.Root}.Lesions.{type} uses {symbol}", StringComparison.Ordinal));

    [Fact]
    public void A_planted_tensor_outside_brain_extraction_is_found() => Assert.Equal(
        ["Preprocessing/Intensity/Planted.cs", "Preprocessing/Planted.cs"],
        TensorsOutsideTheirFolders(
        [
            new SourceFile("Preprocessing/Planted.cs", "using static TorchSharp.torch;"),
            new SourceFile("Preprocessing/Intensity/Planted.cs", "var x = torch.zeros(1);"),
            new SourceFile("Preprocessing/BrainExtraction/Planted.cs", "using TorchSharp;"),
            new SourceFile("Preprocessing/Intensity/Innocent.cs", "var blowtorch = 1;"),
        ]));

    [Fact]
    public void Planted_DICOM_code_that_uses_lesions_without_a_using_is_found() => Assert.Equal(
        [$"{PlantedTree.Root}.Dicom.{nameof(FindsLesions)} uses {PlantedTree.Root}.Lesions.PlantedFinder"],
        LearnedOrEvaluated(
            TypeUses.In("BrainMets.Tests").All.Where(use => PlantedTree.StageOf(use.User) == "Dicom"), PlantedTree).Distinct());

    [Theory]
    [InlineData(nameof(WritesToTheConsole), "T:System.Console")]
    [InlineData(nameof(ReadsTheClock), "P:System.DateTime.Now")]
    [InlineData(nameof(DrawsWithoutASeed), "M:System.Random.#ctor")]
    [InlineData(nameof(DrawsFromTheSharedSource), "P:System.Random.Shared")]
    public void A_planted_banned_symbol_is_found(string type, string symbol) => Assert.Contains(
        $"{PlantedTree.Root}.Imaging.{type} uses {symbol}", Banned(TypeUses.In("BrainMets.Tests").All));

    [Theory]
    [InlineData("System.Random")]
    [InlineData("Evaluation.Evaluator")]
    [InlineData("Evaluation.PatientBootstrap")]
    public void A_planted_computation_in_Reporting_is_found(string used) => Assert.Contains(
        Computing(TypeUses.In("BrainMets.Tests"), PlantedTree),
        found => found.Name == nameof(Computes) && found.Line.EndsWith(used, StringComparison.Ordinal));

    [Theory]
    [InlineData(nameof(TakesALaterTypeInADelegate) + ".Report")]
    [InlineData(nameof(KeepsDelegates) + ".Finish")]
    [InlineData(nameof(KeepsDelegates) + ".Steps")]
    [InlineData(nameof(KeepsDelegates) + ".Own")]
    [InlineData(nameof(KeepsDelegates) + ".field")]
    [InlineData(nameof(KeepsDelegates) + ".Happened")]
    [InlineData(nameof(CapturesADelegate) + ".report")]
    public void A_planted_delegate_is_found(string name) =>
        Assert.Contains(name, KeptDelegates(TypeUses.In("BrainMets.Tests"), PlantedTree).Select(found => found.Name));

    [Fact]
    public void A_lambda_is_not_taken_for_a_kept_delegate() => Assert.DoesNotContain(
        KeptDelegates(TypeUses.In("BrainMets.Tests"), PlantedTree),
        found => found.Name.StartsWith(nameof(UsesALaterStageInALambda), StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Line)> Backwards(TypeUses uses, StageTree tree) =>
        from use in uses.All
        let user = tree.StageOf(use.User)
        let used = tree.StageOf(use.Used)
        where user is not null && used is not null && user != used
        where used == Face || Place(used) > Place(user)
        select ($"{use.User.Name} uses {use.Used.Name}", $"{use.User} uses {use.Used}");

    private static int Place(string stage) => Array.IndexOf(Stages, stage == Face ? "Prediction" : stage);

    // The compiler puts in the values of constants and nameof, so that an assembly does not show whose they were. A using directive or a
    // full name does.
    private static IEnumerable<string> BackwardNames(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Stage is not null
        from target in Stages
        where Array.IndexOf(Stages, target) > Array.IndexOf(Stages, file.Stage)
        where Regex.IsMatch(file.Text, $@"(?<![\w.""])BrainMets\.{target}\b")
        select $"{file.Path} names {target}";

    private static IEnumerable<(string Name, string Line)> Escapes(TypeUses uses, StageTree tree) =>
        from use in uses.All
        from fence in Fences
        where IsOf(fence.Package, use.Used)
        where tree.Holds(use.User) && !fence.Stages.Contains(tree.StageOf(use.User))
        select (use.User.Name, $"{use.User} uses {use.Symbol}");

    private static bool IsOf(string package, TypeIdentity type) =>
        type.Assembly == package || type.Assembly.StartsWith(package + ".", StringComparison.Ordinal);

    private static bool IsTensorFile(SourceFile file) => TensorFolders.Any(folder => file.IsBelow("Preprocessing/" + folder));

    private static IEnumerable<string> TensorsOutsideTheirFolders(IEnumerable<SourceFile> files) =>
        from file in files
        where !IsTensorFile(file) && Regex.IsMatch(file.Text, @"\bTorchSharp\b|\btorch\.")
        orderby file.Path
        select file.Path;

    private static IEnumerable<(string Name, string Line)> Computing(TypeUses uses, StageTree tree) =>
        from use in uses.All
        where tree.StageOf(use.User) == "Reporting"
        where use.Used.FullName == "System.Random" ||
            (tree.Holds(use.Used) && (use.Used.Name is "Evaluator" or "EvaluationRunner" or "ReaderStudyRunner"
                || use.Used.Name.Contains("Bootstrap", StringComparison.Ordinal)))
        select (use.User.Name, $"{use.User} uses {use.Used}");

    private static IEnumerable<(string Name, string Line)> KeptDelegates(TypeUses uses, StageTree tree) =>
        from member in uses.Members
        where member.Kind is DeclaredKind.Field or DeclaredKind.Property && !member.IsBackingField && !member.Owner.IsCompilerGenerated
        where tree.StageOf(member.Owner) is not (null or "Reporting")
        where member.Type.WithParts().Any(part => IsDelegate(part.Identity, uses))
        select ($"{member.Owner.Name.Split('+')[^1]}.{member.SourceName}", member.ToString());

    private static bool IsDelegate(TypeIdentity type, TypeUses uses) => uses.Delegates.Contains(type) ||
        (type.Namespace == "System" && type.Name.Split('`')[0] is "Action" or "Func" or "Predicate" or "Comparison" or "Converter"
            or "EventHandler" or "Delegate" or "MulticastDelegate");

    // A scan is data: what the reader of DICOM hands to whoever predicts.
    private static IEnumerable<string> LearnedOrEvaluated(IEnumerable<TypeUse> uses, StageTree library) => (
        from use in uses
        let stage = library.StageOf(use.Used)
        where (stage == Face && use.Used.Name != nameof(Scan)) || (Stages.Contains(stage) && !DataStages.Contains(stage))
        select $"{use.User} uses {use.Used}").Distinct();

    private static IEnumerable<string> Banned(IReadOnlyCollection<TypeUse> uses)
    {
        var banned = BannedSymbols();
        return from use in uses where banned.Contains(use.Symbol) select $"{use.User} uses {use.Symbol}";
    }

    private static HashSet<string> BannedSymbols() =>
    [
        .. Repository.Read("src", "BrainMets", "BannedSymbols.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(';')[0]),
    ];

    /// <summary>The assembly and the root namespace below which each namespace is a stage.</summary>
    private sealed record StageTree(string Assembly, string Root)
    {
        public bool Holds(TypeIdentity type) =>
            type.Assembly == Assembly && (type.Namespace + ".").StartsWith(Root + ".", StringComparison.Ordinal);

        /// <summary>Null for a type outside the tree, such as one that the compiler makes.</summary>
        public string? StageOf(TypeIdentity type) => !Holds(type) ? null
            : type.Namespace == Root ? Face
            : type.Namespace[(Root.Length + 1)..].Split('.')[0];
    }
}
