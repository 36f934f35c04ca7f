using BrainMets.Sampling;
using CsCheck;

namespace BrainMets.Tests.Sampling;

public sealed class LesionVoxelsTests
{
    [Fact]
    public void The_lists_are_the_label_map_and_their_boxes_hold_them() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var random = new Random(seed);
        var reference =
            new Volume<byte>(new VolumeGeometry(new Size3(7, 6, 5), Affine.Identity)).Map(_ => (byte)(random.Next(6) == 0 ? 1 : 0));
        var brain = reference.Map(_ => (byte)random.Next(2)).Voxels;
        var (labels, count) = ConnectedComponents.Label(reference, Connectivity.Corners26);

        var lesions = LesionVoxels.Of(reference, brain);

        Assert.Equal(Enumerable.Range(1, count), lesions.Select(l => l.Number));
        Assert.All(lesions, lesion =>
        {
            var own = Enumerable.Range(0, labels.Voxels.Length).Where(i => labels.Voxels[i] == lesion.Number).ToArray();
            Assert.Equal(own, lesion.All.ToArray());
            Assert.Equal(own.Where(i => brain[i] == 1), lesion.InBrain.ToArray());
            Assert.Equal(Box3.Around(labels.Map(l => (byte)(l == lesion.Number ? 1 : 0))), lesion.Box);
        });
    });
}
