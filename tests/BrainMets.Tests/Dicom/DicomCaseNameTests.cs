using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

public sealed class DicomCaseNameTests
{
    [Theory]
    [InlineData("exam 7", "exam_7")]
    [InlineData("2024-scan.v2", "2024-scan.v2")]
    public void A_case_is_called_as_its_folder(string folder, string name) => Assert.Equal(name, Name(folder, "NO"));

    [Theory]
    [InlineData("Miller_Ann")]
    [InlineData("mri-MRN12345")]
    [InlineData("AMILLERB")]
    public void A_folder_that_names_the_patient_names_no_case(string folder) => Assert.Matches("^case-[0-9a-f]{10}$", Name(folder, "NO"));

    [Fact]
    public void A_pseudonym_may_stay() => Assert.Equal("MRN12345", Name("MRN12345", "YES"));

    private static string Name(string folder, string removed)
    {
        var header = new DicomDataset().Add(Tags.PatientName, "PN", "Miller^Ann")
            .Add(Tags.PatientId, "LO", "MRN12345").Add(Tags.PatientIdentityRemoved, "CS", removed);
        return DicomCaseName.Of(Path.Combine(Path.GetTempPath(), folder), header, new PhiRedactor([header]));
    }
}
