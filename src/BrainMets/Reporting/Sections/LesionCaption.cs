namespace BrainMets.Reporting;

/// <summary>What is said of a lesion that is shown.</summary>
internal static class LesionCaption
{
    private const double TiltWorthSayingDegrees = 1;

    public static string FileWord(Outcome outcome) => outcome switch
    {
        Outcome.Found => "found",
        Outcome.Missed => "missed",
        _ => "false-positive",
    };

    public static string Short(Example example)
    {
        var volume = $"{NumberText.CcText(example.VolumeMm3)} cc";
        return example switch
        {
            { Outcome: Outcome.Missed } => $"{volume}, missed",
            { Outcome: Outcome.FalsePositive } => $"{volume}, false positive",
            { Lesion.Merged: true } => $"{volume}, found merged with a neighbour",
            _ => $"{volume}, found, Dice {NumberText.Ratio(example.Lesion?.Dice)}",
        };
    }

    public static Html Long(Example example, AxialView view, LesionPlace place)
    {
        var tilt = view.TiltDegrees >= TiltWorthSayingDegrees ? $" Slices are tilted {view.TiltDegrees:0}° from axial." : "";
        return Html.Of($"""
            <strong>{example.Case.Case}</strong>, patient {example.Case.Patient}: {example.Why}. {Outlines(example)}
            Slice {place.Slice + 1} of {view.Slices} from below, centre at RAS ({NumberText.SignedMm(place.Centre.X)},
            {NumberText.SignedMm(place.Centre.Y)}, {NumberText.SignedMm(place.Centre.Z)}) mm.{tilt}
            """);
    }

    private static string Outlines(Example example)
    {
        var measured = $"{(example.Lesion is null ? "Predicted" : "Reference")} lesion {example.Label}, {NumberText.CcText(example.VolumeMm3)} cc";
        return example.Lesion switch
        {
            null => $"{measured}; no reference lesion matches it.",
            { Detected: false } => $"{measured}; no prediction matches it.",
            { Merged: true } => $"{measured}; lies under a prediction matched with its neighbour.",
            var l => $"{measured}; predicted {NumberText.CcText(l.PredictedVolumeMm3)} cc; Dice {NumberText.Ratio(l.Dice)}, "
                + $"HD95 {NumberText.Mm(l.Hd95Mm.MaxDirected)} mm.",
        };
    }
}
