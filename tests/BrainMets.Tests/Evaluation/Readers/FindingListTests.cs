using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

public sealed class FindingListTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20, MaskOf.Oblique);

    [Fact]
    public void Lesions_that_share_a_voxel_are_one_finding()
    {
        var findings = Of(
            ("reference", [MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(30, 2, 2, 3, 3, 3)]),
            ("anna", [MaskOf.Box(3, 3, 3, 4, 4, 4)]),
            ("ben", [MaskOf.Box(20, 10, 10, 2, 2, 2)]));

        Assert.Equal(["reference anna", "reference", "ben"], findings.Select(f => string.Join(' ', f.Marks.Select(m => m.Source))));
        Assert.Equal([1, 2, 3], findings.Select(f => f.Number));
        Assert.True(findings[0].IsMarkedBy("anna"));
        Assert.False(findings[0].IsMarkedBy("ben"));
        Assert.Equal(64 * Grid.VoxelVolumeMm3, findings[0].VolumeMm3, 6);                 // 4 x 4 x 4 voxels
        Assert.Equal(0, Distance(Grid.VoxelToWorld.Apply(20.5, 10.5, 10.5), findings[2].Centroid), 6);
    }

    [Fact]
    public void What_hangs_together_through_one_reader_is_one_finding()
    {
        var finding = Assert.Single(Of(
            ("reference", [MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(10, 2, 2, 4, 4, 4)]),
            ("anna", [MaskOf.Box(2, 2, 2, 12, 4, 4)])));

        Assert.Equal([1, 2], finding.Marks[0].Labels);
        Assert.Equal([1], finding.Marks[1].Labels);
        Assert.Equal(192 * Grid.VoxelVolumeMm3, finding.Marks[1].VolumeMm3, 6);           // 12 x 4 x 4 voxels
    }

    [Fact]
    public void Lesions_that_only_touch_are_two_findings() =>
        Assert.Equal(2, Of(("reference", [MaskOf.Box(2, 2, 2, 4, 4, 4)]), ("anna", [MaskOf.Box(6, 2, 2, 4, 4, 4)])).Count);

    [Fact]
    public void Lesions_below_the_minimum_volume_are_left_out() =>
        Assert.Empty(Of(("reference", [MaskOf.Box(2, 2, 2, 1, 1, 1)]), ("anna", []))); // one voxel of 0.5 x 0.9 x 2 mm is 0.9 mm³

    private static double Distance(PointMm a, PointMm b) =>
        Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2) + Math.Pow(a.Z - b.Z, 2));

    private static IReadOnlyList<LesionGroup> Of(params (string Name, Box3[] Boxes)[] sources) => LesionCorrespondence.Of(
        [.. sources.Select(s =>
            (s.Name, LesionFinder.Find("case-1", "patient-1", MaskOf.Boxes(Grid, s.Boxes), new LesionOptions { MinVolumeMm3 = 0 })))], 3);
}
