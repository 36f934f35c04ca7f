using System.Globalization;
using System.Numerics;
using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

public sealed class ContentUidTests
{
    [Fact]
    public void A_UID_is_a_UUID_made_of_a_hash()
    {
        // python3: d = bytearray(hashlib.sha256(b"finding\0" b"1.2.3\0" b"\x01\x02").digest()[:16]);
        // d[6] = d[6] & 15 | 128; d[8] = d[8] & 63 | 128; print("2.25.%d" % int.from_bytes(d, "big"))
        Assert.Equal("2.25.37774181269090684239872077631735388140", ContentUid.Of("finding", "1.2.3", [1, 2]));
    }

    [Fact]
    public void Equal_content_has_equal_UIDs_and_other_content_or_purpose_another()
    {
        static DicomDataset Content(string name) => new DicomDataset().Add(new DicomTag(0x0010, 0x0010), "PN", name);

        var uid = ContentUid.Of("instance", Content("a"));

        Assert.Equal(uid, ContentUid.Of("instance", Content("a")));
        Assert.Equal(3, new[] { uid, ContentUid.Of("instance", Content("b")), ContentUid.Of("series", Content("a")) }.Distinct().Count());
    }

    [Fact]
    public void A_UID_fits_in_sixty_four_characters_and_has_the_version_of_a_custom_UUID()
    {
        for (var i = 0; i < 200; i++)
        {
            var uid = ContentUid.Of("finding", i.ToString(CultureInfo.InvariantCulture));

            Assert.InRange(uid.Length, 30, 64);
            Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
            Assert.Equal(8, (int)((BigInteger.Parse(uid[5..], CultureInfo.InvariantCulture) >> 76) & 15));
        }
    }
}
