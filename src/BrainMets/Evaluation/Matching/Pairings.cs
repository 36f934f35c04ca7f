namespace BrainMets.Evaluation;

/// <summary>Chooses pairs among the lesions that may pair, by each of the rules. Equal solutions are told apart by the order of the lesions.</summary>
internal static class Pairings
{
    /// <summary>What a pair without overlap costs more than one that shares nothing but a voxel (as in the evaluator of 2026).</summary>
    private const double NoOverlapSurcharge = 1e-6;

    /// <param name="overlaps">Of lesions that count, in an order that does not depend on chance.</param>
    /// <param name="preset">Says which of them may pair, and how to choose.</param>
    /// <param name="volumesMm3">Of all reference lesions and all predictions.</param>
    public static IReadOnlyList<(int Reference, int Predicted)> Choose(
        IReadOnlyList<LesionOverlap> overlaps, MatchingPreset preset, (double[] Reference, double[] Predicted) volumesMm3)
    {
        var edges = overlaps.Where(o => o.MayPair(preset)).ToArray();
        return preset.Pairing switch
        {
            PairingRule.MostPairs => Assigned(edges, e => 1 - e.Iou, double.PositiveInfinity),
            PairingRule.GreatestDice => Assigned(edges, e => 1 - e.Dice, 1 + NoOverlapSurcharge),
            PairingRule.ManyToMany => [.. edges.Select(e => (e.Reference, e.Predicted))],
            PairingRule.MergePredictions => Merged(overlaps, preset, volumesMm3),
            _ => throw new ArgumentException($"Pairing rule {(int)preset.Pairing} is not known.", nameof(preset)),
        };
    }

    private static List<(int Reference, int Predicted)> Assigned(
        LesionOverlap[] edges, Func<LesionOverlap, double> cost, double costWithoutEdge)
    {
        var rows = edges.Select(e => e.Reference).Distinct().Order().ToArray();
        var columns = edges.Select(e => e.Predicted).Distinct().Order().ToArray();
        var (costs, isEdge) = (new double[rows.Length, columns.Length], new bool[rows.Length, columns.Length]);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                costs[row, column] = costWithoutEdge;
            }
        }

        foreach (var edge in edges)
        {
            var (row, column) = (Array.BinarySearch(rows, edge.Reference), Array.BinarySearch(columns, edge.Predicted));
            (costs[row, column], isEdge[row, column]) = (cost(edge), true);
        }

        var columnOfRow = HungarianAssignment.LowestCost(costs);
        var pairs = new List<(int Reference, int Predicted)>();
        for (var row = 0; row < rows.Length; row++)
        {
            if (columnOfRow[row] is { } column && isEdge[row, column])
            {
                pairs.Add((rows[row], columns[column]));
            }
        }

        return pairs;
    }

    /// <summary>The first prediction of a lesion must be one that may pair with it; those that join it need only overlap.</summary>
    private static List<(int Reference, int Predicted)> Merged(
        IReadOnlyList<LesionOverlap> overlaps, MatchingPreset preset, (double[] Reference, double[] Predicted) volumesMm3)
    {
        var pairs = new List<(int Reference, int Predicted)>();
        var used = new HashSet<int>();
        var found = new Dictionary<int, (double SharedMm3, double UnionMm3)>();
        foreach (var edge in overlaps.OrderByDescending(e => e.Iou).ThenBy(e => e.Reference).ThenBy(e => e.Predicted))
        {
            if (used.Contains(edge.Predicted))
            {
                continue;
            }

            // From IoU = shared / (both - shared).
            var both = volumesMm3.Reference[edge.Reference] + volumesMm3.Predicted[edge.Predicted];
            var sharedMm3 = edge.Iou * both / (1 + edge.Iou);
            if (!found.TryGetValue(edge.Reference, out var before))
            {
                if (!edge.MayPair(preset))
                {
                    continue;
                }

                found[edge.Reference] = (sharedMm3, both - sharedMm3);
            }
            else
            {
                var (shared, union) = (before.SharedMm3 + sharedMm3, before.UnionMm3 + volumesMm3.Predicted[edge.Predicted] - sharedMm3);
                if (!(shared / union > before.SharedMm3 / before.UnionMm3))
                {
                    continue;
                }

                found[edge.Reference] = (shared, union);
            }

            used.Add(edge.Predicted);
            pairs.Add((edge.Reference, edge.Predicted));
        }

        return pairs;
    }
}
