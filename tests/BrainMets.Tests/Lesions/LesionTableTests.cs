using System.Text.Json;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Lesions;

public sealed class LesionTableTests
{
    private const string Header =
        "lesion,volume_mm3,longest_diameter_mm,perpendicular_diameter_mm,slices,centroid_x_mm,centroid_y_mm,centroid_z_mm,"
        + "mean_probability,max_probability,touches_border,role,true_probability";

    [Fact]
    public void A_lesion_is_a_row_with_a_point_as_decimal_sign()
    {
        using var folder = new TemporaryFolder();
        var probability = new Volume<float>(MaskOf.Grid(4, 3, 3, Affine.FromSpacing(new SpacingMm(1, 1, 1.5), new PointMm(-10, 0, 30))));
        (probability[1, 1, 1], probability[2, 1, 1]) = (0.6f, 0.9f);
        var lesions = LesionFinder.Find(new ProbabilityMap("a", "p", probability), new LesionOptions());

        LesionFiles.WriteCsv(lesions, folder.File("lesions.csv"));

        // The diagonal of 2 x 1 mm, and across it 1 mm at a slope of 2: 1 x sqrt(5) / 2.
        Assert.Equal($"{Header}\n1,3,2.236,1.118,1,-8.5,1,31.5,0.75,0.9,false,finding,\n", File.ReadAllText(folder.File("lesions.csv")));
    }

    [Fact]
    public void A_case_without_findings_gives_a_header_and_an_empty_list()
    {
        using var folder = new TemporaryFolder();
        var lesions = LesionFinder.Find("BM-1", "P-1", new Volume<byte>(MaskOf.Grid(3, 3, 3)), new LesionOptions());

        LesionFiles.WriteCsv(lesions, folder.File("lesions.csv"));
        LesionFiles.WriteJson(lesions, folder.File("lesions.json"));

        Assert.Equal(Header + "\n", File.ReadAllText(folder.File("lesions.csv")));
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("lesions.json")));
        Assert.Equal("BM-1", json.RootElement.GetProperty("case").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("lesions").GetArrayLength());
    }

    [Fact]
    public void A_lesion_from_a_mask_has_no_probability()
    {
        using var folder = new TemporaryFolder();
        var lesions = LesionFinder.Find(
            "BM-1", "P-1", MaskOf.Boxes(MaskOf.Grid(3, 3, 3), MaskOf.Box(0, 1, 1, 1, 1, 1)), new LesionOptions());

        LesionFiles.WriteCsv(lesions, folder.File("lesions.csv"));
        LesionFiles.WriteJson(lesions, folder.File("lesions.json"));

        Assert.EndsWith(",0,1,1,,,true,finding,\n", File.ReadAllText(folder.File("lesions.csv")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("lesions.json")));
        var lesion = json.RootElement.GetProperty("lesions")[0];
        Assert.Equal(JsonValueKind.Null, lesion.GetProperty("meanProbability").ValueKind);
        Assert.Equal([0, 1, 1], lesion.GetProperty("centroidMm").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(1.414, lesion.GetProperty("longestDiameterMm").GetDouble());
    }

    [Fact]
    public void How_probably_a_lesion_is_true_stands_in_the_last_column()
    {
        using var folder = new TemporaryFolder();
        var lesions =
            LesionFinder.Find("BM-1", "P-1", MaskOf.Boxes(MaskOf.Grid(3, 3, 3), MaskOf.Box(0, 1, 1, 1, 1, 1)), new LesionOptions());
        lesions = lesions with { Lesions = [.. lesions.Lesions.Select(l => l with { TrueProbability = 0.12345 })] };

        LesionFiles.WriteCsv(lesions, folder.File("lesions.csv"), new Dictionary<int, ContourFidelity>());
        LesionFiles.WriteJson(lesions, folder.File("lesions.json"));

        string[] lines = File.ReadAllLines(folder.File("lesions.csv"));
        Assert.EndsWith(",read_back_dice,role,true_probability", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",true,,,,finding,0.1235", lines[1], StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("lesions.json")));
        Assert.Equal(0.1234, json.RootElement.GetProperty("lesions")[0].GetProperty("trueProbability").GetDouble(), 3);
    }

    [Fact]
    public void Nothing_but_the_finished_file_is_left_and_an_old_one_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var lesions = LesionFinder.Find("BM-1", "P-1", new Volume<byte>(MaskOf.Grid(3, 3, 3)), new LesionOptions());
        File.WriteAllText(folder.File("lesions.csv"), "old");

        LesionFiles.WriteCsv(lesions, folder.File("lesions.csv"));

        Assert.Equal(Header + "\n", File.ReadAllText(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    [Fact]
    public void A_label_map_refuses_more_lesions_than_sixteen_bits_number()
    {
        // Single voxels, every second one along each axis: 41³ = 68,921 lesions.
        var mask = new Volume<byte>(MaskOf.Grid(82, 82, 82));
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            var (x, y, z) = mask.Size.Position(i);
            mask.Voxels[i] = (byte)((x | y | z) % 2 == 0 ? 1 : 0);
        }

        var lesions = LesionFinder.Find("BM-1", "P-1", mask, new LesionOptions());

        Assert.Equal(68_921, lesions.Lesions.Count);
        Assert.Contains("68921 lesions", Assert.Throws<InvalidInputException>(lesions.ToLabelMap).Message, StringComparison.Ordinal);
    }
}
