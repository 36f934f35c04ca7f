using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BrainMets.Datasets;
using BrainMets.Dicom;
using BrainMets.Nifti;
using BrainMets.Tests.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Api;

/// <summary>
/// The packages as a programmer meets them: made by <c>dotnet pack</c>, restored into a fresh console project without any network, and used
/// by the lines of their readmes.
/// </summary>
public sealed partial class PackageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Slow(45)]
    [Fact]
    public void A_fresh_project_runs_the_lines_of_the_readmes_from_packages()
    {
        var feed = Directory.CreateDirectory(folder.File("feed")).FullName;
        Dotnet(Repository.Root, "pack", "src/BrainMets", "-c", "Release", "--no-build", "-o", feed, "-v", "quiet", "-nologo");
        Dotnet(Repository.Root, "pack", "src/BrainMets.Dicom", "-c", "Release", "--no-build", "-o", feed, "-v", "quiet", "-nologo");
        var program = Directory.CreateDirectory(folder.File("console")).FullName;
        File.WriteAllText(Path.Combine(program, "nuget.config"), Sources(feed));
        File.WriteAllText(Path.Combine(program, "console.csproj"), ConsoleProject());
        File.WriteAllText(Path.Combine(program, "Program.cs"), BothPrograms());
        WriteScan(program);

        Dotnet(program, "build", "-c", "Release", "-v", "quiet", "-nologo");
        var output = Dotnet(program, "run", "-c", "Release", "--no-build");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^1: \d+ mm³ at ", lines[0]);
        Assert.Matches(@"^\d+ of \d+, HD95 \d+\.\d mm$", lines[^2]);
        // The same phantom, rounded to whole numbers: as many lesions.
        Assert.Equal(DicomCodec.IsAvailable ? $"DICOM: {lines.Length - 2} lesions" : "DICOM: no reader", lines[^1]);
        Assert.True(File.Exists(Path.Combine(program, "out", "lesions.json")));
        Assert.True(File.Exists(Path.Combine(program, "out", "segmentation.nii.gz")));
    }

    [Fact]
    public void The_version_in_the_readme_is_that_of_the_packages()
    {
        var version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var libtorch = Repository.Read("Directory.Packages.props");
        var readme = Repository.Read("eng", "package", "BrainMets.md");

        Assert.Contains($"<PackageReference Include=\"BrainMets\" Version=\"{version}\" />", readme, StringComparison.Ordinal);
        var named = LibtorchVersion().Match(readme).Groups["version"].Value;
        Assert.Contains($"<PackageVersion Include=\"libtorch-cpu-linux-x64\" Version=\"{named}\" />", libtorch, StringComparison.Ordinal);
    }

    /// <summary>
    /// Few types are promised to other programs, so that all others may change: a public type is a door of docs/library.md or what a door
    /// takes and returns. Their members stand in PublicAPI.*.txt, which the build checks.
    /// </summary>
    [Fact]
    public void At_most_180_types_are_public_in_both_packages_together()
    {
        var exported = typeof(BrainMetsModel).Assembly.GetExportedTypes().Concat(typeof(DicomScan).Assembly.GetExportedTypes()).ToArray();

        Assert.InRange(exported.Length, 100, 180);
    }

    /// <summary>The only source is our folder; what else is needed lies in the package cache, which is read and not written.</summary>
    private static string Sources(string feed)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="ours" value="{feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="cache" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """;
    }

    private static string ConsoleProject()
    {
        var version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var libtorch = LibtorchVersion().Match(Repository.Read("eng", "package", "BrainMets.md")).Groups["version"].Value;
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="BrainMets" Version="{version}" />
                <PackageReference Include="BrainMets.Dicom" Version="{version}" />
                <PackageReference Include="libtorch-cpu-linux-x64" Version="{libtorch}" />
              </ItemGroup>
            </Project>
            """;
    }

    /// <summary>
    /// The C# blocks of the two readmes, each a whole program: the second becomes a function of the first, and prints what it found.
    /// </summary>
    private static string BothPrograms()
    {
        var codes = new[] { "BrainMets.md", "BrainMets.Dicom.md" }
            .Select(readme => CodeBlock().Match(Repository.Read("eng", "package", readme)).Groups["code"].Value.Split('\n', 2)).ToArray();
        var dicom = DicomCodec.IsAvailable
            ? $"Dicom(); static void Dicom() {{ {codes[1][1]}"
                + " Console.WriteLine($\"DICOM: {prediction.Lesions.Lesions.Count} lesions\"); }"
            : "Console.WriteLine(\"DICOM: no reader\");";
        return $"{codes[0][0]}\nusing BrainMets.Dicom;\n{codes[0][1]}\n{dicom}";
    }

    /// <summary>A head-sized phantom with its reference, under the names that the readmes use.</summary>
    private static void WriteScan(string program)
    {
        var data = Directory.CreateDirectory(Path.Combine(program, "data")).FullName;
        var cases = MetsCommand.Run("phantom", "--site", "ucsf-like", "--cases", "1", "--seed", "1", "-o", data, "--overwrite");
        Assert.True(cases.ExitCode == 0, cases.Error);
        var made = DatasetIndex.Load(Path.Combine(data, "dataset.json")).Cases[0];
        File.Copy(made.T1cPath, Path.Combine(program, "scan_t1c.nii.gz"));
        NiftiFile.Write(NiftiFile.ReadMask(made.ReferencePath!), Path.Combine(program, "reference.nii.gz")); // A phantom has a reference.
        if (DicomCodec.IsAvailable)
        {
            using var codec = new DicomCodec();
            var examination = Directory.CreateDirectory(Path.Combine(program, "examination")).FullName;
            ScanAsDicom.Write(codec, NiftiFile.Read(made.T1cPath), examination);
        }
    }

    private static string Dotnet(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!; // Null only with UseShellExecute.
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0,
            $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{error.Result}");
        return output;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("Include=\"libtorch-cpu-linux-x64\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex LibtorchVersion();
}
