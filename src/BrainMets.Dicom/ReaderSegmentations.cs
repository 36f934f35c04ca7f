using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>
/// Finds the contours of each reader among the structures and segments of an examination and fills them on the grid of the scan.
/// </summary>
internal sealed class ReaderSegmentations(DicomCodec codec, string folder)
{
    /// <summary>Default names of tumours in treatment planning.</summary>
    public const string TumourNames =
        @"/ [^/]*(?<![A-Za-z])(GTV\w*|METS?\d*|METASTAS\w*|TUMOU?R\w*|LESION\w*|TARGET\w*|TV\d*|AI[-_ ]?\d+)(?![A-Za-z])[^/]*$";

    /// <summary>All structures and segments; sets that cannot be read are listed among the errors.</summary>
    public IReadOnlyList<ReaderSegmentation> Read(Examination examination, List<string> faults)
    {
        var found = new List<ReaderSegmentation>();
        foreach (var set in examination.Outlines)
        {
            var from = $"{Path.GetRelativePath(folder, set.File).Replace('\\', '/')} / {set.Header.Text(Tags.SeriesDescription)}";
            try
            {
                if (set.Modality == "SEG")
                {
                    found.AddRange(
                        SegmentationObject.Read(codec, set.File).Segments.Select(
                            segment => new ReaderSegmentation($"{from} / / {segment.Label}", segment.Label, null, segment)));
                }
                else
                {
                    var structures = StructureSet.Read(codec, set.File);
                    found.AddRange(
                        structures.Structures.Select(structure =>
                            new ReaderSegmentation($"{from} / {structures.Label} / {structure.Name}", structure.Name, structure, null)));
                }
            }
            catch (DicomFileException error)
            {
                faults.Add(error.Message);
            }
        }

        return found;
    }

    /// <summary>The union of the matching contours, 1 inside; null when there is none.</summary>
    public static Volume<byte>? Fill(
        IReadOnlyList<ReaderSegmentation> outlines, string pattern, ImageSeries scan, (List<string> Warnings, List<string> Faults) notes)
    {
        var matching = outlines.Where(outline => outline.Matches(pattern)).ToList();
        if (matching.Count == 0)
        {
            return null;
        }

        var union = new Volume<byte>(scan.Volume.Geometry);
        foreach (var outline in matching)
        {
            if (Mask(outline, scan, notes) is not { } mask)
            {
                continue;
            }

            for (var i = 0; i < mask.Voxels.Length; i++)
            {
                union.Voxels[i] |= mask.Voxels[i];
            }
        }

        return union;
    }

    private static Volume<byte>? Mask(ReaderSegmentation outline, ImageSeries scan, (List<string> Warnings, List<string> Faults) notes)
    {
        if (outline.Segment is { } segment)
        {
            return segment.ToMask(scan);
        }

        var placed = outline.Structure!.ToMask(scan);
        notes.Warnings.AddRange(placed.Remarks);
        if (placed.Refusal is { } refusal)
        {
            notes.Faults.Add(refusal);
        }

        return placed.Mask;
    }
}

/// <summary>The contours of each reader, as regular expressions over "file / series description / label of the set / name".</summary>
internal sealed record ReaderPatterns(string Reference, IReadOnlyDictionary<string, string> Readers)
{
    /// <summary>Organs that Gamma Knife plans contour as well.</summary>
    private const string NoOrgan = @"^(?!.*(HIPPOCAMP|BRAIN ?STEM|SKULL|CHIASM|OPTIC|COCHLEA|LENS|EYE|CORD|BRAIN)[^/]*$)";

    /// <summary>The two readers of GammaKnife-Hippocampal by their initials, as the paper names them.</summary>
    private static ReaderPatterns GammaKnife { get; } = new(
        NoOrgan + @".*(?<![A-Za-z])P\.?P\.?(?![A-Za-z])",
        new Dictionary<string, string> { ["second"] = NoOrgan + @".*(?<![A-Za-z])O\.?A\.?(?![A-Za-z])" });

    internal static ReaderPatterns Of(DicomImportOptions options)
    {
        var standard = options.Layout switch
        {
            "dicom" => new ReaderPatterns(ReaderSegmentations.TumourNames, new Dictionary<string, string>()),
            "gk-hippo" => GammaKnife,
            var other => throw new ArgumentException(
                $"'{other}' is not a DICOM layout; known are {string.Join(", ", DicomImport.Layouts)}.", nameof(options)),
        };
        var chosen = new ReaderPatterns(
            options.Reference ?? standard.Reference, options.Readers.Count > 0 ? options.Readers : standard.Readers);
        foreach (var (option, pattern) in chosen.Readers.Select(reader => ($"--reader {reader.Key}", reader.Value))
            .Prepend(("--reference", chosen.Reference)))
        {
            try
            {
                _ = new Regex(pattern);
            }
            catch (RegexParseException error)
            {
                throw new ArgumentException(
                    $"Option '{option}' takes a regular expression; '{pattern}' is none: {error.Message}", nameof(options), error);
            }
        }

        return chosen;
    }
}

/// <summary>One structure or segment of an examination, and the text by which the contours of readers are distinguished.</summary>
/// <param name="Text">"file / series description / label of the set / name".</param>
/// <param name="Name">Name of the structure or segment.</param>
/// <param name="Structure">Null when it is a segment.</param>
/// <param name="Segment">Null when it is a structure.</param>
internal sealed record ReaderSegmentation(string Text, string Name, Structure? Structure, Segment? Segment)
{
    public bool Matches(string pattern) =>
        Regex.IsMatch(Text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
