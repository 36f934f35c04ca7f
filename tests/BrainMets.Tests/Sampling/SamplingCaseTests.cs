using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Sampling;

/// <summary>Alone, for what other tests allocate meanwhile would count.</summary>
[Collection(nameof(SamplingCaseTests))]
[CollectionDefinition(nameof(SamplingCaseTests), DisableParallelization = true)]
public sealed class SamplingCaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(nameof(ContextPool.Stride))]
    [InlineData(nameof(ContextPool.Mean))]
    public void A_case_left_in_its_file_gives_the_segments_of_the_case_in_memory(string poolName)
    {
        var pool = Enum.Parse<ContextPool>(poolName);
        var @case = MiniCases.Write(folder.File("data"), 1).Cases[0];
        using var stored = new PreparedCaseStore(folder.File("prepared"), MiniCases.Options).OpenOrPrepare(@case);
        var options = new SamplingOptions
        {
            OutputSize = 9,
            BatchSize = 8,
            LesionCentres = LesionCentres.Lesion,
            BrightBackgroundShare = 0.5,
        };
        var shape = new SegmentShape(new Size3(9, 9, 9), 4, [3, 5]);
        var (fromFile, fromMemory) = (new BatchArrays(8, shape), new BatchArrays(8, shape));

        new PatchSampler([new SamplingCase(stored, [3, 5], pool)], options, 7).Fill(fromFile, 2, 3, CancellationToken.None);
        new PatchSampler([new SamplingCase(stored.Load(), [3, 5], pool)], options, 7).Fill(fromMemory, 2, 3, CancellationToken.None);

        Assert.Equal(fromMemory.Normal.ToArray(), fromFile.Normal.ToArray());
        Assert.Equal(fromMemory.Context(0).ToArray(), fromFile.Context(0).ToArray());
        Assert.Equal(fromMemory.Context(1).ToArray(), fromFile.Context(1).ToArray());
        Assert.Equal(fromMemory.Labels.ToArray(), fromFile.Labels.ToArray());
        Assert.Contains(fromFile.Labels.ToArray(), l => l > 0);
    }

    [Theory]
    [InlineData(nameof(LesionCentres.Voxel))]
    [InlineData(nameof(LesionCentres.Lesion))]
    public void Voxels_are_drawn_as_from_lists_of_them(string centresName)
    {
        var centres = Enum.Parse<LesionCentres>(centresName);
        var prepared = MiniCases.Prepared("a", 4);
        prepared = prepared with { Brain = prepared.Brain.Map(b => b) };
        var firstLesion = Array.FindIndex(prepared.Reference!.Voxels, v => v != 0); // Prepared makes a reference.
        prepared.Brain.Voxels[firstLesion] = 0;                             // some lesion outside the brain
        var source = new SamplingCase(prepared, [3], ContextPool.Stride);
        var lists = source.Lesions.Select(l => l.All.ToArray().Where(v => prepared.Brain.Voxels[v] != 0).ToArray()).ToArray();
        var all = lists.SelectMany(l => l).ToArray();
        var background = Enumerable.Range(0, prepared.Brain.Voxels.Length)
            .Where(i => prepared.Brain.Voxels[i] != 0 && prepared.Reference!.Voxels[i] == 0).ToArray();
        var (own, plain) = (new Random(5), new Random(5));
        for (var i = 0; i < 200; i++)
        {
            var voxels = centres == LesionCentres.Voxel ? all : lists[plain.Next(lists.Length)];
            Assert.Equal(prepared.Image.Size.Position(voxels[plain.Next(voxels.Length)]), source.DrawLesion(centres, own));
            Assert.False(plain.NextDouble() < 0);
            Assert.Equal(prepared.Image.Size.Position(background[plain.Next(background.Length)]), source.DrawBackground(0, own));
        }
    }

    [Fact]
    public void Bright_background_is_bright()
    {
        var prepared = MiniCases.Prepared("a", 4);
        var source = new SamplingCase(prepared, [3], ContextPool.Stride);
        var random = new Random(1);
        var background = Enumerable.Range(0, prepared.Brain.Voxels.Length)
            .Where(i => prepared.Brain.Voxels[i] != 0 && prepared.Reference!.Voxels[i] == 0)
            .Select(i => prepared.Image.Voxels[i]).Order().ToArray();

        var drawn = Enumerable.Range(0, 100)
            .Select(_ => source.DrawBackground(1, random)).Select(p => prepared.Image[p.X, p.Y, p.Z]).ToArray();

        Assert.True(drawn.Min() >= background[(int)(0.97 * background.Length)], $"{drawn.Min()}");
    }

    [Fact]
    public void Open_cases_keep_a_small_part_of_a_volume_in_memory_each()
    {
        const int Cases = 24;
        var store = new PreparedCaseStore(folder.File("prepared"), MiniCases.Options);
        var @case = MiniCases.Write(folder.File("data"), 1).Cases[0];
        store.OpenOrPrepare(@case).Dispose();
        var entry = Assert.Single(Directory.GetFiles(folder.File("prepared"), "*.prepared"));
        var ids = Enumerable.Range(0, Cases).Select(i => $"copy-{i}").ToArray();
        // The key of an entry does not depend on the id.
        Array.ForEach(ids, id => File.Copy(entry, entry.Replace(@case.Id, id, StringComparison.Ordinal)));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var open = ids.Select(id => store.OpenOrPrepare(@case with { Id = id })).ToArray();
        var sources = open.Select(s => new SamplingCase(s, [3, 5], ContextPool.Mean)).ToArray();
        Array.ForEach(
            sources, s =>
                s.Reader.ReadContext(5, new VoxelIndex(3, 3, 3), new SegmentShape(new Size3(9, 9, 9), 4, [3, 5]), false, new float[1000]));
        var bytesPerCase = (GC.GetTotalMemory(forceFullCollection: true) - before) / Cases;

        var volumeBytes = sources[0].Reader.ImageSize.Count * (sizeof(float) + 1 + 1);
        Assert.True(bytesPerCase < volumeBytes / 5, $"{bytesPerCase} bytes of memory a case of {volumeBytes} bytes");
        Assert.Equal(Cases + 1, Directory.GetFiles(folder.File("prepared"), "*.prepared").Length);
        Array.ForEach(open, s => s.Dispose());
    }
}
