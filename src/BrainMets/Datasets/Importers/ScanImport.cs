using BrainMets.Nifti;

namespace BrainMets.Datasets;

/// <summary>
/// Makes a case of a scan: headers read, grids compared, masks derived where the rule requires it. Only the header of the image is read.
/// </summary>
internal sealed class ScanImport
{
    private static readonly NiftiText MaskText = new() { IntentName = "metastasis" };

    /// <summary>Absolute path of the folder of dataset.json.</summary>
    public required string Folder { get; init; }

    public required SourceDirectory Tree { get; init; }

    public required LabelRule Rule { get; init; }

    /// <summary>Exclude scans whose mask holds a resection cavity.</summary>
    public required bool PreTreatmentOnly { get; init; }

    public required string Site { get; init; }

    public ImportOutcome Import(SourceScan scan)
    {
        var t1cPath = scan.T1cPath!; // The selection leaves no scan without.
        var faults = new List<string>();
        var warnings = new List<string>();
        var grid = Checked(faults, () => Header(t1cPath, warnings))?.Geometry;
        if (grid is null)
        {
            return new ImportOutcome(scan) { Faults = faults };
        }

        if (scan.BrainMaskPath is { } brain)
        {
            Checked(faults, () => OnGrid(brain, NiftiFile.ReadHeader(brain), grid));
        }

        var maps = Masks(scan).Select(mask => (mask.Role, mask.Path, Map: Checked(faults, () => Map(mask.Path, grid)))).ToList();
        var found = maps.Where(m => m.Map is not null).Select(m => FoundLabels.In(m.Map!)).ToList();
        var all = found.SelectMany(labels => labels).Distinct().Order().ToList();
        if (faults.Count > 0)
        {
            return new ImportOutcome(scan) { Faults = faults, Labels = all };
        }

        if (found.FirstOrDefault(Rule.IsUndecided) is { } undecided)
        {
            return new ImportOutcome(scan) { Undecided = undecided, Labels = all };
        }

        return Treated(all) && PreTreatmentOnly
            ? new ImportOutcome(scan)
            {
                SetAside = new ExcludedScan(scan.Id, "post-treatment", "the mask holds a resection cavity"),
                Labels = all,
            }
            // Without faults each map was read.
            : Taken(scan, [.. maps.Zip(found, (m, labels) => new ReadMask(m.Role, m.Path, m.Map!, labels))],
                warnings) with
            { Labels = all };
    }

    /// <summary>Deletes the masks made for these scans.</summary>
    public static void Undo(IEnumerable<ImportOutcome> outcomes)
    {
        foreach (var path in outcomes.SelectMany(outcome => outcome.Made))
        {
            File.Delete(path);
            var folder = Path.GetDirectoryName(path)!; // It has one.
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static T? Checked<T>(List<string> faults, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidInputException e)
        {
            faults.Add(e.Message);
            return null;
        }
    }

    private static NiftiHeader Header(string path, List<string> warnings)
    {
        var header = NiftiFile.ReadHeader(path);
        warnings.AddRange(header.Warnings);
        return header;
    }

    private static NiftiHeader OnGrid(string path, NiftiHeader header, VolumeGeometry grid) =>
        header.Geometry.SameGridAs(grid)
            ? header
            : throw new InvalidInputException(
                path, $"the brain mask lies on another grid than its image. Mask: {header.Geometry}. Image: {grid}. Resample it, or leave "
                    + "it out.");

    private Volume<int> Map(string path, VolumeGeometry grid)
    {
        var map = NiftiFile.ReadLabelsOn(path, grid);
        var unknown = Rule.Unknown(FoundLabels.In(map)).ToList();
        return unknown.Count == 0
            ? map
            : throw new InvalidInputException(
                path, $"holds the label{(unknown.Count == 1 ? "" : "s")} {string.Join(", ", unknown)}, which the data set does not define"
                + $"{Rule.KnownNames("; known are")}. Give --labels with the labels that are metastasis, including this one if it is.");
    }

    /// <summary>The reference first, if there is one.</summary>
    private static IEnumerable<(string Role, string Path)> Masks(SourceScan scan) =>
        (scan.MaskPath is { } reference ? [("reference", reference)] : Array.Empty<(string, string)>())
        .Concat(scan.ReaderPaths.Select((reader, index) => ($"reader-{index + 1}", reader.Value)));

    private string Derived(string id, string role, Volume<int> map)
    {
        var path = Path.Combine(Folder, "masks", $"{id}_{role}.nii.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It has one.
        NiftiFile.Write(map.Map(label => (byte)(Rule.IsLesion(label) ? 1 : 0)), path, MaskText);
        return path;
    }

    private bool Treated(IReadOnlyList<int> labels) => Rule.Cavity is { } cavity && labels.Contains(cavity);

    /// <summary>The case, with masks made where the file is not one itself.</summary>
    private ImportOutcome Taken(SourceScan scan, List<ReadMask> maps, IReadOnlyList<string> warnings)
    {
        var masks = maps.Select(m => Rule.IsMaskItself(m.Labels) ? m.Path : Derived(scan.Id, m.Role, m.Map)).ToList();
        var hasReference = scan.MaskPath is not null;
        var readers = scan.ReaderPaths.Keys.Zip(masks.Skip(hasReference ? 1 : 0));
        return new ImportOutcome(scan)
        {
            Made = [.. masks.Except(maps.Select(m => m.Path))],
            Report = new ImportedCase
            {
                Case = scan.Id,
                Patient = scan.Patient,
                T1c = Tree.Relative(scan.T1cPath!), // As above.
                Reference = hasReference ? Tree.Relative(maps[0].Path) : null,
                ReferenceDerived = hasReference && masks[0] != maps[0].Path,
                Labels = hasReference ? maps[0].Labels : null,
                Treatment = Treated([.. maps.SelectMany(m => m.Labels)]) ? "resection cavity" : scan.Treatment,
                OtherId = scan.OtherId,
                Warnings = warnings,
            },
            Case = new Case
            {
                Id = scan.Id,
                Patient = scan.Patient,
                Site = scan.Site ?? Site,
                T1cPath = scan.T1cPath!, // As above.
                ReferencePath = hasReference ? masks[0] : null,
                ReaderPaths = readers.ToDictionary(r => r.First, r => r.Second),
                BrainMaskPath = scan.BrainMaskPath,
                PriorOf = scan.PriorOf,
            },
        };
    }
}

/// <summary>A mask file that was read: whose it is ("reference", "reader-1"), and the labels found in it.</summary>
internal sealed record ReadMask(string Role, string Path, Volume<int> Map, IReadOnlyList<int> Labels);

/// <summary>The outcome for a scan whose files were read: a case, errors, a reason for exclusion, or undefined labels.</summary>
internal sealed record ImportOutcome(SourceScan Scan)
{
    /// <summary>Null unless it became a case.</summary>
    public Case? Case { get; init; }

    /// <summary>Goes with <see cref="Case"/>.</summary>
    public ImportedCase? Report { get; init; }

    public ExcludedScan? SetAside { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The labels of a mask that holds several, when no rule defines which are metastasis.</summary>
    public IReadOnlyList<int>? Undecided { get; init; }

    /// <summary>Masks that were written for it.</summary>
    public IReadOnlyList<string> Made { get; init; } = [];

    /// <summary>All labels of its masks.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];
}

/// <summary>The labels of a map other than 0.</summary>
internal static class FoundLabels
{
    /// <summary>More than any map of tissues has; then the list stops, with lesions numbered one by one in mind.</summary>
    private const int Most = 1000;

    public static IReadOnlyList<int> In(Volume<int> map)
    {
        var found = new SortedSet<int>();
        var voxels = map.Voxels.AsSpan();
        while (voxels.IndexOfAnyExcept(0) is >= 0 and var next && found.Count < Most)
        {
            found.Add(voxels[next]);
            voxels = voxels[next..];
            var run = voxels.IndexOfAnyExcept(voxels[0]);
            voxels = run < 0 ? [] : voxels[run..];
        }

        return [.. found];
    }
}

/// <summary>Copies the files of a case next to dataset.json, byte for byte; existing files are kept.</summary>
internal static class CaseCopy
{
    public static Case Into(string folder, Case c)
    {
        string Copy(string path, string kind, string role) => Copied(folder, path, $"{kind}/{c.Id}_{role}");
        return c with
        {
            T1cPath = Copy(c.T1cPath, "images", "t1c"),
            ReferencePath = c.ReferencePath is { } reference ? Copy(reference, "masks", "reference") : null,
            BrainMaskPath = c.BrainMaskPath is { } brain ? Copy(brain, "masks", "brain") : null,
            ReaderPaths = c.ReaderPaths.Select((reader, index) => (reader.Key, Path: Copy(reader.Value, "masks", $"reader-{index + 1}")))
                .ToDictionary(r => r.Key, r => r.Path),
        };
    }

    private static string Copied(string folder, string path, string name)
    {
        var target = Path.Combine(folder, name + (path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) ? ".nii" : ".nii.gz"));
        if (Path.GetFullPath(path) == target)
        {
            return path; // A derived mask.
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // It has one.
        AtomicFile.Copy(path, target);
        return target;
    }
}
