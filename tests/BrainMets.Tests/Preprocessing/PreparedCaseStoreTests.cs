using BrainMets.Datasets;
using BrainMets.Nifti;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

public sealed class PreparedCaseStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Cache => folder.File("prepared");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_stored_case_comes_back_as_it_was_without_being_prepared_again()
    {
        var @case = WriteCase("a", 1);
        var store = new PreparedCaseStore(Cache, MiniCases.Options);
        var first = store.GetOrPrepare(@case);
        var writtenAt = File.GetLastWriteTimeUtc(Entry());

        var second = store.GetOrPrepare(@case);

        Assert.Equal(writtenAt, File.GetLastWriteTimeUtc(Entry()));
        AssertSame(first, second);
    }

    [Fact]
    public void What_was_stored_is_what_preparing_gives()
    {
        var @case = WriteCase("a", 1);
        var store = new PreparedCaseStore(Cache, MiniCases.Options);
        store.GetOrPrepare(@case);

        AssertSame(Preprocessor.Prepare(@case, MiniCases.Options), store.GetOrPrepare(@case));
    }

    [Fact]
    public void A_hit_needs_the_bytes_of_the_files_and_not_their_pixels()
    {
        var @case = WriteCase("a", 1);
        var store = new PreparedCaseStore(Cache, MiniCases.Options);
        var first = store.GetOrPrepare(@case);
        var moved = folder.File("elsewhere.nii.gz");
        File.Copy(@case.T1cPath, moved);

        var second = store.GetOrPrepare(@case with { T1cPath = moved, Site = "other" });

        Assert.Single(Entries());
        Assert.Equal("other", second.Site);
        Assert.Equal(first.Image.Voxels, second.Image.Voxels);
    }

    [Fact]
    public void Another_image_mask_or_option_makes_another_entry()
    {
        var @case = WriteCase("a", 1);
        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(@case);

        new PreparedCaseStore(Cache, MiniCases.Options with { MarginMm = 5 }).GetOrPrepare(@case);
        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(@case with { ReferencePath = null });
        WriteCase("a", 2);
        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(@case);

        Assert.Equal(4, Entries().Length);
    }

    [Fact]
    public void Another_brain_extraction_or_other_weights_make_another_entry_and_another_place_of_the_weights_does_not()
    {
        var @case = WriteCase("a", 1);
        SynthstripFile.Write(folder.File("first"), SynthstripFile.RandomWeights(1));
        SynthstripFile.Write(folder.File("second"), SynthstripFile.RandomWeights(2));
        File.Copy(folder.File("first"), folder.File("moved"));
        void Prepare(string weights) => new PreparedCaseStore(
            Cache, MiniCases.Options with
            {
                BrainExtraction = BrainExtractionMethod.Synthstrip,
                BrainModel = folder.File(weights)
            }).GetOrPrepare(@case);

        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(@case);
        Prepare("first");
        Prepare("second");
        Prepare("moved");

        Assert.Equal(3, Entries().Length);
        Assert.All(Directory.GetFiles(Cache, "*.json"),
            m => Assert.DoesNotContain(folder.Path, File.ReadAllText(m), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("one byte changed")]
    [InlineData("empty")]
    public void A_damaged_entry_is_made_again(string damage)
    {
        var @case = WriteCase("a", 1);
        var store = new PreparedCaseStore(Cache, MiniCases.Options);
        var first = store.GetOrPrepare(@case);
        var bytes = File.ReadAllBytes(Entry());
        var damaged = damage switch { "truncated" => bytes[..(bytes.Length / 2)], "empty" => [], _ => [.. bytes] };
        if (damage == "one byte changed")
        {
            damaged[bytes.Length / 3] ^= 1;
        }

        File.WriteAllBytes(Entry(), damaged);

        AssertSame(first, store.GetOrPrepare(@case));
        Assert.Equal(bytes, File.ReadAllBytes(Entry()));
    }

    [Fact]
    public void The_manifest_tells_what_went_in_and_names_no_path()
    {
        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(WriteCase("a", 1));

        var manifest = File.ReadAllText(Assert.Single(Directory.GetFiles(Cache, "*.json")));

        Assert.Contains("\"preprocessingVersion\": " + PreparedCaseStore.PreprocessingVersion, manifest, StringComparison.Ordinal);
        Assert.Contains("\"brainMask\": \"Given\"", manifest, StringComparison.Ordinal);
        Assert.Contains("\"brainExtraction\": \"builtin\"", manifest, StringComparison.Ordinal);
        Assert.Contains("\"marginMm\": 4", manifest, StringComparison.Ordinal);
        Assert.Matches("\"t1c\": \"[0-9a-f]{64}\"", manifest);
        Assert.DoesNotContain(folder.Path, manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_half_written_is_left_behind()
    {
        new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(WriteCase("a", 1));

        Assert.Equal(2, Directory.GetFiles(Cache).Length);
        Assert.Empty(Directory.GetFiles(Cache, "*.tmp"));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var @case = WriteCase("a", 1) with { T1cPath = folder.File("gone.nii.gz") };

        var e = Assert.Throws<InvalidInputException>(() => new PreparedCaseStore(Cache, MiniCases.Options).GetOrPrepare(@case));

        Assert.Contains("a: cannot read", e.Message, StringComparison.Ordinal);
        Assert.Contains("gone.nii.gz", e.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(PreparedCase expected, PreparedCase actual)
    {
        Assert.Equal(expected.Image.Geometry, actual.Image.Geometry);
        Assert.Equal(expected.Image.Voxels, actual.Image.Voxels);
        Assert.Equal(expected.Brain.Voxels, actual.Brain.Voxels);
        Assert.Equal(expected.Reference!.Voxels, actual.Reference!.Voxels);
        Assert.Equal(expected.Source, actual.Source);
        Assert.Equal(expected.BrainOrigin, actual.BrainOrigin);
        Assert.Equal(expected.Warnings, actual.Warnings);
        Assert.Equal((expected.CaseId, expected.Patient, expected.Site), (actual.CaseId, actual.Patient, actual.Site));
    }

    private string[] Entries() => Directory.GetFiles(Cache, "*.prepared");

    private string Entry() => Assert.Single(Entries());

    private Case WriteCase(string id, int seed)
    {
        var images = MiniCases.Images(id, seed);
        NiftiFile.Write(images.T1c, folder.File($"{id}-t1c.nii.gz"));
        NiftiFile.Write(images.Reference!, folder.File($"{id}-reference.nii.gz"));
        NiftiFile.Write(images.BrainMask!, folder.File($"{id}-brain.nii.gz"));
        return new Case
        {
            Id = id,
            Patient = "patient-" + id,
            Site = "somewhere",
            T1cPath = folder.File($"{id}-t1c.nii.gz"),
            ReferencePath = folder.File($"{id}-reference.nii.gz"),
            BrainMaskPath = folder.File($"{id}-brain.nii.gz"),
        };
    }
}
