using System.CommandLine;
using BrainMets.Dicom;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets doctor</c>: what is missing on this machine, and how to mend it.</summary>
internal static class DoctorCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("doctor", "Check this machine: what is missing and how to mend it");
        add(command, (_, session) => Run(session));
    }

    private static int Run(Session session)
    {
        var findings = EnvironmentCheck.Examine(session.Threads).ToList();
        var table = new Spectre.Console.Table().AddColumns("", "what", "found").Border(TableBorder.Simple).HideHeaders();
        foreach (var finding in findings)
        {
            table.AddRow(Mark(finding.Severity), Markup.Escape(finding.What), Markup.Escape(finding.Found));
        }

        session.Out.Write(table);
        foreach (var finding in findings.Where(finding => finding.Remedy is not null))
        {
            session.Out.WriteLine($"{finding.What}: {finding.Remedy}");
        }

        var failed = findings.Any(finding => finding.Severity == CheckStatus.Broken);
        session.Out.WriteLine(failed ? "Something is broken; see above." : "Everything needed is here.");
        return failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Mark(CheckStatus severity) => severity switch
    {
        CheckStatus.Fine => "[green]ok[/]",
        CheckStatus.Unusual => "[yellow]note[/]",
        _ => "[red]broken[/]",
    };
}

/// <summary>
/// Tries out what the program needs of this machine. The .NET SDK is not looked at: running needs only the runtime, which is here.
/// </summary>
internal static class EnvironmentCheck
{
    private const double LeastMemoryGb = 4;
    private const double LeastDiskGb = 5;
    private const double Gb = 1e9;

    public static IEnumerable<CheckResult> Examine(int threads) =>
    [
        Torch(threads), Processor(), Gpu(), Memory(), Disk(Directory.GetCurrentDirectory()), Writing(Directory.GetCurrentDirectory()),
            Text(), Models(), Dicom(),
    ];

    /// <summary>Loads the native library and calls into it, which is the only proof that it works here.</summary>
    private static CheckResult Torch(int threads)
    {
        try
        {
            TorchRuntime.Configure(threads);
            return Fine("libtorch", "loads and answers");
        }
        catch (Exception e) when (e is DllNotFoundException
            or TypeInitializationException or NotSupportedException or BadImageFormatException)
        {
            var remedy = NativeLibraries.Find("torch_cpu") is null
                ? $"This build has no libtorch for {NativeLibraries.Platform}. Build again on this machine: delete the folder artifacts "
                + "and run ./mets doctor."
                : "The library is there but does not load; the reason stands above. On Debian: apt-get install -y libstdc++6; then delete "
                + "the folder artifacts and run ./mets doctor.";
            return Broken("libtorch", e.GetBaseException().Message, remedy);
        }
    }

    private static CheckResult Processor() => Accelerator.CpuHasBfloat16
        ? Fine("processor", $"{Environment.ProcessorCount} threads, bfloat16 in hardware: precision bf16")
        : Unusual("processor", $"{Environment.ProcessorCount} threads, no bfloat16 in hardware: precision fp32, about three times slower");

    private static CheckResult Gpu() => (Accelerator.BuildHasCuda, Accelerator.HasNvidiaDriver) switch
    {
        (true, true) => Fine("GPU", "CUDA build, NVIDIA driver present"),
        (true, false) =>
            Unusual("GPU", "CUDA build, but no NVIDIA driver: runs on the CPU",
                "Install the NVIDIA driver, or use --device cpu."),
        (false, true) =>
            Unusual("GPU", "NVIDIA driver present, but this build is for the CPU",
                "METS_TORCH=cuda ./mets doctor builds for the GPU (docs/dependencies.md)."),
        _ => Fine("GPU", "none; runs on the CPU"),
    };

    private static CheckResult Memory()
    {
        var gb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gb;
        return gb >= LeastMemoryGb
            ? Fine("memory", $"{gb:0.0} GB")
            : Unusual("memory", $"{gb:0.0} GB",
                $"Training and large scans want {LeastMemoryGb:0} GB; close other programs or raise the limit of the container.");
    }

    private static CheckResult Disk(string folder)
    {
        var gb = new DriveInfo(folder).AvailableFreeSpace / Gb;
        return gb >= LeastDiskGb
            ? Fine("disk", $"{gb:0.0} GB free here")
            : Unusual("disk", $"{gb:0.0} GB free here",
                $"Prepared cases and probability maps are large; free some space or put -o on a disk with {LeastDiskGb:0} GB.");
    }

    private static CheckResult Writing(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write,
                FileShare.None, 1, FileOptions.DeleteOnClose);
            return Fine("writing", "this folder can be written to");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusual("writing", "this folder cannot be written to", "Give -o a folder you may write to, or change to one.");
        }
    }

    private static CheckResult Text() => ReportFonts.Check() is { } problem
        ? Broken("figures", problem, "Delete the folder artifacts and run ./mets doctor to build again on this machine.")
        : Fine("figures", "text is drawn");

    /// <summary>The shipped weights are what their cards say.</summary>
    private static CheckResult Models()
    {
        const string Remedy = "Get the folder models again from the repository (git checkout models) and run ./mets doctor.";
        try
        {
            foreach (var folder in ShippedModels.All)
            {
                ModelSource.At(folder);
            }
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return Broken("models", e.Message, Remedy);
        }

        var names = ShippedModels.All.Select(Path.GetFileName).ToList();
        return names.Contains(ShippedModels.Default)
            ? Fine("models", $"{string.Join(", ", names)}: SHA-256 as on the cards")
            : Broken("models", $"{ShippedModels.Default} is not there, which 'mets predict' takes by default", Remedy);
    }

    /// <summary>Writes an object and reads it again: the reader is a program of its own, with native libraries of its own.</summary>
    private static CheckResult Dicom()
    {
        if (!DicomCodec.IsAvailable)
        {
            return Unusual("DICOM", "this build has no reader of DICOM; NIfTI works",
                "On Debian: apt-get install -y libgdcm-cil, then delete the folder artifacts and run ./mets doctor (docs/dicom.md).");
        }

        var folder = Directory.CreateTempSubdirectory("brainmets-doctor-");
        try
        {
            using var codec = new DicomCodec();
            var path = Path.Combine(folder.FullName, "object.dcm");
            codec.Write(path,
                new DicomDataset().Add(Tags.SopClassUid, "UI", "1.2.840.10008.5.1.4.1.1.4").Add(Tags.SopInstanceUid, "UI", "2.25.1"));
            return codec.ReadHeader(path).Text(Tags.SopInstanceUid) == "2.25.1"
                ? Fine("DICOM", "an object is written and read")
                : Broken("DICOM", "an object written is not read as it was",
                    "Delete the folder artifacts and run ./mets doctor to build again on this machine.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Broken("DICOM", e.Message,
                "On Debian: apt-get install --reinstall -y libgdcm-cil; then delete the folder artifacts and run ./mets doctor.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static CheckResult Fine(string what, string found) => new(what, CheckStatus.Fine, found);

    private static CheckResult Unusual(string what, string found, string? remedy = null) => new(what, CheckStatus.Unusual, found, remedy);

    private static CheckResult Broken(string what, string found, string remedy) => new(what, CheckStatus.Broken, found, remedy);
}

/// <summary>One thing looked at. <paramref name="Remedy"/> says how to mend it; null when there is nothing to mend.</summary>
internal sealed record CheckResult(string What, CheckStatus Severity, string Found, string? Remedy = null);

/// <summary>How bad a finding is.</summary>
internal enum CheckStatus
{
    Fine,

    /// <summary>Works, but the user may want to know.</summary>
    Unusual,

    /// <summary>Some command will fail.</summary>
    Broken,
}
