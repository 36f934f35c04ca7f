using System.Globalization;
using System.Runtime.InteropServices;
using BrainMets.Nifti;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

/// <summary>
/// The published weights on a real head, held against published figures of every stage. One run of the network, the longest test there is.
/// </summary>
[Slow(110)]
public sealed class PublishedMindgrabTests
{
    private const string Prefix = "VS-SEG-001_t1gd_";

    [Fact]
    public void Layers_logits_and_masks_are_those_of_the_published_run()
    {
        var head = DicomSlices.Read("vs-seg-001", "t1gd_dicom_120slices.tar.xz");
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Path("mindgrab", "model.bin"))).ToArray();
        var conformed = MindgrabInput.Conform(head);
        var input = ConformedGrid.ToTensor<float>(MindgrabInput.Normalize(conformed.Voxels), conformed.Size);
        var layers = new List<LayerStatistics>();
        using var network = new MindgrabNetwork(values);

        var logits = network.Logits(input, conformed.Size, new Listener(layers.Add), TestContext.Current.CancellationToken);

        AssertLayers(layers);
        AssertSample(input, logits, conformed.Size);
        var classes = new byte[conformed.Size.Count];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (byte)(logits[(2 * i) + 1] > logits[2 * i] ? 1 : 0);
        }

        var brain = ConnectedComponents.Largest(
            new Volume<byte>(conformed.Geometry, ConformedGrid.FromTensor<byte>(classes, conformed.Size)));
        var published = NiftiFile.ReadMask(TestData.Path("mindgrab", Prefix + "mask_conformed256.nii.gz"));
        Assert.True(published.Geometry.SameGridAs(brain.Geometry), $"{published.Geometry} is not {brain.Geometry}");
        Assert.InRange(MaskOverlap.Dice(published, brain), 0.99999, 1);
        var onSource = NiftiFile.ReadMaskOn(TestData.Path("vs-seg-001", "brainmask_mindgrab.nii.gz"), head.Geometry);
        Assert.InRange(MaskOverlap.Dice(onSource, ConformedGrid.Restore(brain, head.Geometry)), 0.999, 1);
    }

    private static void AssertLayers(List<LayerStatistics> layers)
    {
        var lines = File.ReadAllLines(TestData.Path("mindgrab", Prefix + "layer_stats.txt")).Select(l => l.Split(' ')).ToList();
        Assert.Equal(25 * 15, lines.Count);
        foreach (var line in lines) // layer 3 ch 4 mean 1.633564 var 17.1968
        {
            var (layer, channel) =
                (layers[int.Parse(line[1], CultureInfo.InvariantCulture)], int.Parse(line[3], CultureInfo.InvariantCulture));
            var variance = Number(line[7]);
            Assert.Equal(Number(line[5]), layer.Means[channel], 1e-5 * Math.Sqrt(variance) * 10);
            Assert.Equal(variance, layer.Variances[channel], 1e-5 * variance);
        }
    }

    private static void AssertSample(float[] input, float[] logits, Size3 size)
    {
        var worst = 0.0;
        foreach (var line in File.ReadLines(TestData.Path("mindgrab", Prefix + "logits_sample.csv")).Skip(1))
        {
            var numbers = line.Split(',').Select(Number).ToArray(); // x,y,z,input_qnorm,logit0,logit1
            var at = (int)((((numbers[0] * size.Y) + numbers[1]) * size.Z) + numbers[2]);
            Assert.Equal(numbers[3], input[at], 1e-6);
            worst = Math.Max(worst, Math.Max(Math.Abs(numbers[4] - logits[2 * at]), Math.Abs(numbers[5] - logits[(2 * at) + 1])));
        }

        Assert.InRange(worst, 0, 1e-3);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Listener(Action<LayerStatistics> hear) : IProgress<LayerStatistics>
    {
        public void Report(LayerStatistics value) => hear(value);
    }
}
