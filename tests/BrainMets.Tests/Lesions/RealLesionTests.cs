using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Lesions;

public sealed class RealLesionTests
{
    [Fact]
    public void A_contoured_tumour_has_the_volume_that_another_tool_counted()
    {
        var mask = NiftiFile.Read(TestData.Path("vs-seg-001", "plastimatch_mask_TV.nii.gz")).Map(v => (byte)(v > 0 ? 1 : 0));

        var lesions = LesionFinder.Find("vs", "vs", mask, new LesionOptions()).Lesions;

        Assert.Equal(13_627, lesions.Sum(l => l.Voxels));
        Assert.Equal(3438.7, lesions.Sum(l => l.VolumeMm3), 0.05);
        Assert.InRange(lesions[0].LongestDiameterMm, 10, 40); // 3.4 mL: a ball of 18.7 mm
        Assert.Equal(14, lesions[0].Slices); // contours on slices 25 to 38
    }

    [Fact]
    public void Enhancing_tumour_of_a_real_case_is_split_like_a_flood_fill_does()
    {
        var labels = NiftiFile.Read(TestData.Path("brats2015-pat0001", "OTMultiClass.nii.gz"));
        var mask = labels.Map(v => (byte)(v == 4 ? 1 : 0));

        var set = LesionFinder.Find("brats", "brats", mask, new LesionOptions());

        Assert.Equal(FloodFillSizes(mask).OrderDescending(), set.Lesions.Select(l => l.Voxels));
        Assert.Equal(mask.Voxels, set.ToSegmentation().Voxels);
    }

    private static List<long> FloodFillSizes(Volume<byte> mask)
    {
        var left = mask.Voxels.ToArray();
        var sizes = new List<long>();
        for (var start = 0; start < left.Length; start++)
        {
            if (left[start] == 0)
            {
                continue;
            }

            left[start] = 0;
            var queue = new Queue<int>([start]);
            var count = 0L;
            while (queue.TryDequeue(out var voxel))
            {
                count++;
                var (x, y, z) = mask.Size.Position(voxel);
                foreach (var step in Enumerable.Range(0, 27).Select(s => (X: x + (s % 3) - 1, Y: y + (s / 3 % 3) - 1, Z: z + (s / 9) - 1)))
                {
                    if (mask.Size.Contains(step.X, step.Y, step.Z) && left[mask.Size.Index(step.X, step.Y, step.Z)] != 0)
                    {
                        left[mask.Size.Index(step.X, step.Y, step.Z)] = 0;
                        queue.Enqueue(mask.Size.Index(step.X, step.Y, step.Z));
                    }
                }
            }

            sizes.Add(count);
        }

        return sizes;
    }
}
