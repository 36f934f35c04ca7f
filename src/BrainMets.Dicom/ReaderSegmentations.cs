using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>Finds the outlines of each reader among the structures and segments of an examination and fills them on the grid of the scan.</summary>
internal sealed class ReaderSegmentations(DicomCodec codec, string folder)
{
    /// <summary>What tumours are called in planning, when nobody says otherwise.</summary>
    public const string TumourNames = @"/ [^/]*(?<![A-Za-z])(GTV\w*|METS?\d*|METASTAS\w*|TUMOU?R\w*|LESION\w*|TARGET\w*|TV\d*|AI[-_ ]?\d+)(?![A-Za-z])[^/]*$";

    /// <summary>All structures and segments; sets that cannot be read are named among the faults.</summary>
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
                    found.AddRange(SegmentationObject.Read(codec, set.File).Segments.Select(segment => new ReaderSegmentation($"{from} / / {segment.Label}", segment.Label, null, segment)));
                }
                else
                {
                    var structures = StructureSet.Read(codec, set.File);
                    found.AddRange(structures.Structures.Select(structure => new ReaderSegmentation($"{from} / {structures.Label} / {structure.Name}", structure.Name, structure, null)));
                }
            }
            catch (DicomFileException error)
            {
                faults.Add(error.Message);
            }
        }

        return found;
    }

    /// <summary>The union of the outlines that match, 1 inside; null when none does.</summary>
    public static Volume<byte>? Fill(IReadOnlyList<ReaderSegmentation> outlines, string pattern, ImageSeries scan, (List<string> Warnings, List<string> Faults) notes)
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
