using System.Xml.Linq;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>A project below src, by the name of its folder, with the assembly it makes and whether it is a program or a library.</summary>
public sealed record Project(string Name, string Assembly, bool IsProgram)
{
    public static IReadOnlyList<Project> All { get; } =
    [
        .. from file in Repository.Files("src", "*.csproj")
        let name = Path.GetFileNameWithoutExtension(file)
        let content = XDocument.Parse(Repository.Read("src", file))
        select new Project(name, Property(content, "AssemblyName") ?? name, Property(content, "OutputType") == "Exe"),
    ];

    /// <summary>Those whose assembly lies beside the tests: all but the DICOM process where its native library is missing.</summary>
    public static IEnumerable<Project> Built => All.Where(project => project.IsBuilt);

    public bool IsBuilt => File.Exists(TypeUses.PathOf(Assembly));

    /// <summary>The project file as it is written.</summary>
    public string Text => Repository.Read("src", Name, Name + ".csproj");

    private static string? Property(XDocument content, string name) => content.Descendants(name).FirstOrDefault()?.Value;
}
