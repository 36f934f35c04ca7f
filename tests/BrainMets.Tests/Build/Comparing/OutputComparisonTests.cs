using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using BrainMets.Build.Comparing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Build.Comparing;

/// <summary>What eng/compare-checkouts.sh takes for equal, and that it sees what is not.</summary>
public sealed class OutputComparisonTests : IDisposable
{
    private const string Same = "same";
    private const string Soft = "soft";
    private const string Hard = "hard";

    private readonly TemporaryFolder folder = new();

    public OutputComparisonTests()
    {
        Identity("old", "0.1.0", "aaaa");
        Identity("new", "0.2.0", "bbbb-modified");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.json", "{ \"f1\": 0.5, \"seconds\": { \"read\": 1.5 } }", "{\"f1\":0.5,\"seconds\":{\"read\":2}}", Same)]
    [InlineData("a.json", "{ \"f1\": 0.5 }", "{ \"f1\": 0.50 }", Hard)]
    [InlineData("a.json", "{ \"f1\": null }", "{ \"f1\": 0 }", Hard)]
    [InlineData("a.json", "{ \"seconds\": { \"read\": 1 } }", "{ \"seconds\": { \"write\": 1 } }", Hard)]
    [InlineData("a.json", "{ \"seconds\": 1 }", "{ \"seconds\": null }", Hard)]
    [InlineData("a.json", "{ \"a\": 1, \"b\": 2 }", "{ \"b\": 2, \"a\": 1 }", Hard)]
    [InlineData("a.json", "{ \"a\": [1, 2] }", "{ \"a\": [1, 2, 3] }", Hard)]
    [InlineData("a.json", "{ \"version\": \"0.1.0\", \"commit\": \"aaaa\" }", "{ \"version\": \"0.2.0\", \"commit\": \"bbbb-modified\" }",
        Same)]
    [InlineData("a.json", "{ \"version\": \"0.1.0\" }", "{ \"version\": \"0.3.0\" }", Hard)]
    [InlineData("a.json", "{ \"folder\": \"/here/old/run\" }", "{ \"folder\": \"/here/new/run\" }", Same)]
    [InlineData("a.json", "{ \"folder\": \"/here/old/run\" }", "{ \"folder\": \"/here/new/other\" }", Hard)]
    [InlineData("log.jsonl", "{\"loss\":1,\"seconds\":1}\n", "{\"loss\":1,\"seconds\":2}\n", Same)]
    [InlineData("log.jsonl", "{\"loss\":1}\n{\"loss\":2}\n", "{\"loss\":1}\n{\"loss\":3}\n", Hard)]
    [InlineData("log.jsonl", "{\"loss\":1}\n", "{\"loss\":1}\n{\"loss\":1}\n", Hard)]
    [InlineData("a.csv", "model,seconds\na,1.5\n", "model,seconds\na,2\n", Same)]
    [InlineData("a.csv", "model,f1\na,1.5\n", "model,f1\na,2\n", Hard)]
    [InlineData("a.csv", "model,f1\na,1.5\n", "model,f1\n\"a\",1.5\n", Hard)]
    [InlineData("run.stdout", "case: 2 lesions, 1.3 s: /here/old/a", "case: 2 lesions, 12.9 s: /here/new/a", Same)]
    [InlineData("run.stdout", "Took 1 min 2 s; artifacts made, in seconds: data 2, models 3.",
        "Took 59 s; artifacts made, in seconds: data 1, models 7.", Same)]
    [InlineData("run.stdout", "2 lesions judged", "2 lesions evaluated", Soft)]
    [InlineData("run.stdout", "2 lesions", "3 lesions", Hard)]
    [InlineData("run.stdout", "{ \"a\": 1 }", "{ \"a\": 2 }", Hard)]
    [InlineData("run.stderr", "a\nb", "a b", Soft)]
    [InlineData("run.stdout", "a     2\n────\n0.9 s", "a  2\n───\n12 s", Same)]
    [InlineData("run.exit", "0", "1", Hard)]
    [InlineData("report.html", "<p>F1 <b>0.5</b></p>", "<div class=\"x2\">F1 <i>0.5</i></div>", Same)]
    [InlineData("report.html", "<p>F1 0.5</p>", "<p>F-score 0.5</p>", Soft)]
    [InlineData("report.html", "<p>Sensitivity 0.5</p>", "<p>Recall 0.5</p>", Soft)]
    [InlineData("report.html", "<p>Sensitivity 0.5</p>", "<p>Sensitivity -0.5</p>", Hard)]
    [InlineData("report.html", "<p>Sensitivity &minus;0.5</p>", "<p>Sensitivity 0.5</p>", Hard)]
    [InlineData("report.html", "<td>0.5</td><td>1.2 s</td>", "<td>0.5</td><td>1.4 min</td>", Same)]
    [InlineData("report.html", "<svg id=\"a\"><path d=\"M1 2\"/></svg>", "<svg id=\"b\"><path d=\"M1 3\"/></svg>", Hard)]
    [InlineData("report.html", "<img src=\"data:image/png;base64,AAAA\">", "<img src=\"data:image/png;base64,AAAB\">", Hard)]
    [InlineData("a.svg", "<g id=\"clip1\"><path clip-path=\"url(#clip1)\" d=\"M1 2\"/></g>",
        "<g id=\"clip7\"><path clip-path=\"url(#clip7)\" d=\"M1 2\"/></g>", Same)]
    [InlineData("a.svg", "<text x=\"1\">judged</text>", "<text x=\"1\">evaluated</text>", Soft)]
    [InlineData("a.svg", "<text x=\"1\">a</text>", "<text x=\"2\">a</text>", Hard)]
    [InlineData("a.prepared", "abc", "abd", Hard)]
    [InlineData("a.png", "abc", "abd", Hard)]
    [InlineData("a.json", "{ \"a\": 1 }", "{ \"a\": ", Hard)]
    public void A_file_is_compared_by_what_counts_in_it(string name, string old, string now, string expected)
    {
        Write("old", name, old);
        Write("new", name, now);

        Assert.Equal(expected, Outcome(Assert.Single(Compare())));
    }

    [Fact]
    public void The_place_of_a_difference_is_named()
    {
        Write("old", "a.json", """{ "cases": [ { "dice": 0.5 }, { "dice": 0.6 } ] }""");
        Write("new", "a.json", """{ "cases": [ { "dice": 0.5 }, { "dice": 0.7 } ] }""");

        var difference = Assert.Single(Assert.Single(Compare()).Differences);

        Assert.Equal(("$.cases[1].dice", "0.6 -> 0.7"), (difference.Place, difference.Text));
    }

    [Fact]
    public void A_file_of_one_side_only_differs()
    {
        Write("old", "a.json", "{}");
        Write("new", "b.json", "{}");

        Assert.Equal([Hard, Hard], Compare().Select(Outcome));
    }

    [Fact]
    public void A_hash_of_a_file_that_is_compared_by_itself_may_differ_and_no_other_hash()
    {
        foreach (var (side, seconds) in new[] { ("old", "1"), ("new", "2") })
        {
            Write(side, "log.jsonl", $"{{\"seconds\":{seconds}}}\n");
            Write(side, "piece.json", $"{{ \"log\": \"{Hash($"{{\"seconds\":{seconds}}}\n")}\" }}");
            Write(side, "wrong.json", $"{{ \"log\": \"{Hash(side)}\" }}");
        }

        Assert.Equal(
            [("log.jsonl", Same), ("piece.json", Same), ("wrong.json", Hard)], Compare().Select(f => (f.Path.Split('/')[1], Outcome(f))));
    }

    [Theory]
    [InlineData("same voxels", CompressionLevel.NoCompression, Soft)]
    [InlineData("other voxel", CompressionLevel.SmallestSize, Hard)]
    public void Compressed_images_are_compared_by_their_content(string voxels, CompressionLevel level, string expected)
    {
        Write("old", "a.nii.gz", Compressed("same voxels", CompressionLevel.SmallestSize));
        Write("new", "a.nii.gz", Compressed(voxels, level));

        Assert.Equal(expected, Outcome(Assert.Single(Compare())));
    }

    [Theory]
    [InlineData("0.2.0", "tensor", Same)]
    [InlineData("0.4.0", "tensor", Hard)]
    [InlineData("0.2.0", "tensur", Hard)]
    public void Weights_may_differ_in_the_version_of_the_program_alone(string version, string tensors, string expected)
    {
        Write("old", "a.safetensors", Weights("0.1.0", "tensor"));
        Write("new", "a.safetensors", Weights(version, tensors));

        Assert.Equal(expected, Outcome(Assert.Single(Compare())));
    }

    [Theory]
    [InlineData(9.5, 7, Same)]
    [InlineData(9.5, 8, Hard)]
    public void Events_may_differ_in_the_time_of_the_clock_and_in_their_file_name(double wallTime, byte step, string expected)
    {
        Write("old", "events.out.tfevents.1.host.2.0", Event(1.5, 7));
        Write("new", "events.out.tfevents.3.other.4.0", Event(wallTime, step));

        Assert.Equal(expected, Outcome(Assert.Single(Compare())));
    }

    [Theory]
    [InlineData("0.2.0", "1.2.3", "P1", Same)]
    [InlineData("0.2.0", "1.2.3", "P2", Hard)]
    public void Dicom_objects_may_differ_in_what_follows_from_the_version(string version, string uid, string patient, string expected)
    {
        Write("old", "a.dcm", Dicom("0.1.0", "1.2.0", "P1"));
        Write("new", "a.dcm", Dicom(version, uid, patient));

        Assert.Equal(expected, Outcome(Assert.Single(Compare())));
    }

    [Fact]
    public void Dicom_objects_of_one_version_differ_when_their_uids_do()
    {
        Identity("new", "0.1.0", "bbbb");
        Write("old", "a.dcm", Dicom("0.1.0", "1.2.0", "P1"));
        Write("new", "a.dcm", Dicom("0.1.0", "1.2.3", "P1"));

        Assert.Equal("(0002,0003)[1]/(0008,0018)", Assert.Single(Assert.Single(Compare()).Differences).Place);
    }

    [Theory]
    [InlineData("<text x=\"1\">b</text>", Soft)]
    [InlineData("<text x=\"2\">a</text>", Hard)]
    public void A_picture_may_differ_where_its_drawing_has_the_same_numbers(string drawing, string expected)
    {
        Write("old", "a.svg", "<text x=\"1\">a</text>");
        Write("new", "a.svg", drawing);
        Write("old", "a.png", "one");
        Write("new", "a.png", "two");

        Assert.Equal([expected, expected], Compare().Select(Outcome));
    }

    [Fact]
    public void An_expected_difference_is_explained_and_one_that_is_not_met_is_named()
    {
        Write("old", "a.json", """{ "b": [1, 2], "c": 1 }""");
        Write("new", "a.json", """{ "b": [1, 3], "c": 2 }""");
        Write("", "expected", "# comment\nstep/a.json\t$.b[*]\ttwo is three now\nstep/none.json\t*\tnever met\n");
        var expected = ExpectedDifferences.Read(folder.File("expected"));

        var file = Assert.Single(Compare(expected));

        Assert.Equal("$.c", Assert.Single(file.Differences).Place);
        Assert.Equal("$.b[1]", Assert.Single(file.Expected).Place);
        Assert.Equal([1, 0], expected.Uses.Select(u => u.Uses));
    }

    private static string Outcome(ComparedFile file) => file.Fails ? Hard : file.IsSoft ? Soft : Same;

    private IReadOnlyList<ComparedFile> Compare(ExpectedDifferences? expected = null) =>
        new TreeComparison(Side.Read(folder.File("old")), Side.Read(folder.File("new")), expected ?? ExpectedDifferences.None).Compare([]);

    private void Identity(string side, string version, string commit)
    {
        Directory.CreateDirectory(folder.File(side, "work", "step"));
        File.WriteAllText(
            folder.File(side, "identity"), $"commit {commit}\nversion {version}\ncheckout /checkout/{side}\nroot /here/{side}\n");
    }

    private void Write(string side, string name, string text) => Write(side, name, Encoding.UTF8.GetBytes(text));

    private void Write(string side, string name, byte[] content) =>
        File.WriteAllBytes(side.Length == 0 ? folder.File(name) : folder.File(side, "work", "step", name), content);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Compressed(string text, CompressionLevel level)
    {
        using var made = new MemoryStream();
        using (var gzip = new GZipStream(made, level))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return made.ToArray();
    }

    private static byte[] Weights(string version, string tensors)
    {
        var header = Encoding.UTF8.GetBytes($$"""{ "__metadata__": { "brainmets.version": "{{version}}" } }""");
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. Encoding.UTF8.GetBytes(tensors)];
    }

    /// <summary>Length and its checksum, wall time (field 1), step (field 2), checksum.</summary>
    private static byte[] Event(double wallTime, byte step)
    {
        var record = new byte[8 + 4 + 11 + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, 11);
        record[12] = 0x09;
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(13), wallTime);
        (record[21], record[22]) = (0x10, step);
        return record;
    }

    /// <summary>Explicit VR, little endian: software version, patient, and a sequence with the object's own UID.</summary>
    private static byte[] Dicom(string version, string uid, string patient)
    {
        var item = Element(0x0008, 0x0018, "UI", Encoding.ASCII.GetBytes(uid + "\0"));
        byte[] sequence = [0xFE, 0xFF, 0x00, 0xE0, (byte)item.Length, 0, 0, 0, .. item];
        return
        [
            .. new byte[128], .. "DICM"u8, .. Element(0x0010, 0x0020, "LO", Encoding.ASCII.GetBytes(patient)),
                .. Element(0x0018, 0x1020, "LO", Encoding.ASCII.GetBytes(version + " ")),
            0x02, 0x00, 0x03, 0x00, .. "SQ"u8, 0, 0, (byte)sequence.Length, 0, 0, 0, .. sequence,
        ];
    }

    private static byte[] Element(ushort group, ushort element, string vr, byte[] value) =>
        [(byte)group, (byte)(group >> 8), (byte)element, (byte)(element >> 8), .. Encoding.ASCII.GetBytes(vr), (byte)value.Length, 0,
            .. value];
}
