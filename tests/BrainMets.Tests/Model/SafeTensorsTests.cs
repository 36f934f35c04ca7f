using BrainMets.Model;
using BrainMets.Tests.Support;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

public sealed class SafeTensorsTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (a, b) = (randn(2, 3), tensor([0L, 1, 2, 3, 4]));

        SafeTensors.Write(folder.File("x"), [("b", b), ("a", a)], new Dictionary<string, string> { ["who"] = "me" });
        var (tensors, metadata) = SafeTensors.Read(folder.File("x"));

        Assert.Equal(a.data<float>().ToArray(), tensors["a"].data<float>().ToArray());
        Assert.Equal(b.data<long>().ToArray(), tensors["b"].data<long>().ToArray());
        Assert.Equal("me", metadata["who"]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(200)]
    public void A_cut_file_is_refused(int length)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafeTensors.Write(folder.File("x"), [("a", randn(100))], new Dictionary<string, string>());
        File.WriteAllBytes(folder.File("x"), File.ReadAllBytes(folder.File("x"))[..length]);

        var error = Assert.Throws<InvalidInputException>(() => SafeTensors.Read(folder.File("x")));

        Assert.Contains("not a complete safetensors file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_another_shape_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var small = new DeepMedic(MiniConfig.Model);
        using var other = new DeepMedic(MiniConfig.Model with { FullyConnected = [8, 9] });
        ModelFile.Write(folder.File("x"), small, new Dictionary<string, string>());
        var (tensors, _) = SafeTensors.Read(folder.File("x"));

        var error = Assert.Throws<InvalidInputException>(() => ModelFile.Load("x", other, tensors));

        Assert.Contains(
            "classifier.1.weight has shape [8, 8, 1, 1, 1]; the network needs [9, 8, 1, 1, 1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_survives_the_file()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = new DeepMedic(MiniConfig.Model);
        model.eval();
        ModelFile.Write(folder.File("x"), model, new Dictionary<string, string>());
        var shape = MiniConfig.Model.SegmentFor(new Size3(15, 15, 15));
        var normal = randn([1, 1, shape.Normal.Z, shape.Normal.Y, shape.Normal.X]);
        Tensor[] contexts =
            [.. shape.ContextFactors.Select(f => randn([1, 1, shape.Context(f).Z, shape.Context(f).Y, shape.Context(f).X]))];

        var (loaded, _) = ModelFile.Read(folder.File("x"));
        loaded.eval();

        Assert.Equal(model.call(normal, contexts).data<float>().ToArray(), loaded.call(normal, contexts).data<float>().ToArray());
        loaded.Dispose();
    }
}
