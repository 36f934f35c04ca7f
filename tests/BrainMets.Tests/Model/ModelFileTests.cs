using BrainMets.Model;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

/// <summary>What files promise holds for each kind of network.</summary>
public sealed class ModelFileTests
{
    [Theory]
    [MemberData(nameof(MiniConfig.Kinds), MemberType = typeof(MiniConfig))]
    public void A_network_comes_back_as_it_was_written(string kind)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = SegmentationNetwork.Create(MiniConfig.Of(kind).Model, 1, "cpu");
        DrawnNumbers.Fill(model, 2);
        model.eval();
        ModelFile.Write(folder.File("x"), model, new Dictionary<string, string>());
        var shape = model.Options.SegmentFor(new Size3(30, 30, 30));
        var normal = randn([1, 1, shape.Normal.Z, shape.Normal.Y, shape.Normal.X]);
        Tensor[] contexts =
            [.. shape.ContextFactors.Select(f => randn([1, 1, shape.Context(f).Z, shape.Context(f).Y, shape.Context(f).X]))];

        using var read = ModelFile.Read(folder.File("x")).Model;
        read.eval();

        Assert.Equal(NetworkKind.Of(model.Options), NetworkKind.Of(read.Options));
        Assert.Equal(model.call(normal, contexts).data<float>().ToArray(), read.call(normal, contexts).data<float>().ToArray());
    }

    /// <summary>So that files of the default kind are the same bytes as those of versions that knew no other.</summary>
    [Theory]
    [InlineData("deepmedic", null)]
    [InlineData("unet", "unet")]
    public void Only_a_kind_other_than_the_default_is_named_in_the_file(string kind, string? written)
    {
        using var folder = new TemporaryFolder();
        using var model = SegmentationNetwork.Create(MiniConfig.Of(kind).Model, 1, "cpu");

        ModelFile.Write(folder.File("x"), model, new Dictionary<string, string>());

        Assert.Equal(written, SafeTensorsHeader.ReadMetadata(folder.File("x")).GetValueOrDefault("brainmets.network"));
    }

    [Fact]
    public void A_network_of_an_unknown_kind_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        using var model = SegmentationNetwork.Create(MiniConfig.UNet, 1, "cpu");
        ModelFile.Write(folder.File("x"), model, new Dictionary<string, string>());
        File.WriteAllBytes(folder.File("y"), Replaced(File.ReadAllBytes(folder.File("x")), "\"unet\""u8, "\"vnet\""u8));

        var error = Assert.Throws<InvalidInputException>(() => ModelFile.Read(folder.File("y")));

        Assert.Contains(
            "is a network of kind \"vnet\"; this version of BrainMets has deepmedic, unet", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Replaced(byte[] bytes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        after.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(before)));
        return bytes;
    }
}
