using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

/// <summary>Published and independently computed results (Fixtures/README.md), and the masks they describe.</summary>
internal static class Vectors
{
    private static readonly Dictionary<string, JsonElement> ById = Load();

    public static IReadOnlyCollection<string> Ids => ById.Keys;

    public static JsonElement Inputs(string id) => ById[id].GetProperty("inputs");

    public static JsonElement Expected(string id) => ById[id].GetProperty("expected");

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetDouble())];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    /// <summary>A grid of the given shape; array axis 0 is our x. Two axes make one slice.</summary>
    public static VolumeGeometry Grid(JsonElement shape, double[]? spacingMm = null)
    {
        var size = shape.EnumerateArray().Select(e => e.GetInt32()).Append(1).ToArray();
        var mm = (spacingMm ?? [1, 1, 1]).Append(1).ToArray();
        return MaskOf.Grid(size[0], size[1], size[2], Affine.FromSpacing(new SpacingMm(mm[0], mm[1], mm[2])));
    }

    /// <summary>Half-open boxes [start, stop) per axis; a seventh number, a value, is left aside.</summary>
    public static Volume<byte> Boxes(VolumeGeometry grid, JsonElement boxes) => MaskOf.Boxes(grid, [.. boxes.EnumerateArray().Select(box =>
    {
        var edges = box.EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var (startZ, stopZ) = edges.Length >= 6 ? (edges[4], edges[5]) : (0, 1);
        return MaskOf.Box(edges[0], edges[2], startZ, edges[1] - edges[0], edges[3] - edges[2], stopZ - startZ);
    })]);

    /// <summary>A mask as nested rows: first index x, second y.</summary>
    public static Volume<byte> Rows(JsonElement rows)
    {
        var values = rows.EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetByte()).ToArray()).ToArray();
        var mask = new Volume<byte>(MaskOf.Grid(values.Length, values[0].Length, 1));
        for (var x = 0; x < values.Length; x++)
        {
            for (var y = 0; y < values[x].Length; y++)
            {
                mask[x, y, 0] = values[x][y];
            }
        }

        return mask;
    }

    /// <summary>Voxels within a radius, in voxels, of a centre.</summary>
    public static Volume<byte> Ball(VolumeGeometry grid, double[] centre, double radius)
    {
        var mask = new Volume<byte>(grid);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            var (x, y, z) = grid.Size.Position(i);
            var squared = Math.Pow(x - centre[0], 2) + Math.Pow(y - centre[1], 2) + Math.Pow(z - centre[2], 2);
            mask.Voxels[i] = (byte)(squared <= radius * radius ? 1 : 0);
        }

        return mask;
    }

    /// <summary>Evaluates two masks by intersection over union alone, whatever their size.</summary>
    public static CaseEvaluation EvaluateByIou(Volume<byte> reference, Volume<byte> prediction, double minIou)
    {
        LesionSet Find(Volume<byte> mask) => LesionFinder.Find("vector", "vector", mask, new LesionOptions());
        var preset = new MatchingPreset { Name = "IoU", MinIou = minIou, OrCentroidInside = false, MinVolumeMm3 = 0 };
        return Evaluator.Evaluate(Find(reference), Find(prediction), preset);
    }

    private static Dictionary<string, JsonElement> Load() =>
        JsonDocument.Parse(Repository.Read("tests", "BrainMets.Tests", "Fixtures", "evaluation-vectors.json")).RootElement
            .GetProperty("vectors").EnumerateArray().ToDictionary(v => v.GetProperty("id").GetString()!); // every vector has an id
}
