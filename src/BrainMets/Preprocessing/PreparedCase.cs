using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BrainMets.Datasets;

namespace BrainMets.Preprocessing;

/// <summary>
/// A case ready for the network: normalised, on the working grid (axes nearest RAS, configured spacing), cropped to the brain and a margin.
/// </summary>
internal sealed record PreparedCase
{
    public required string CaseId { get; init; }

    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    /// <summary>Normalised intensity; outside the brain it is <see cref="IntensityNormalization.OutsideBrain"/>.</summary>
    public required Volume<float> Image { get; init; }

    /// <summary>1 inside the brain, on the grid of <see cref="Image"/>.</summary>
    public required Volume<byte> Brain { get; init; }

    /// <summary>1 inside any reference lesion, on the grid of <see cref="Image"/>; null without a reference.</summary>
    public Volume<byte>? Reference { get; init; }

    /// <summary>The grid of the file the case came from; predictions are returned on it.</summary>
    public required VolumeGeometry Source { get; init; }

    /// <summary>How <see cref="Brain"/> came about.</summary>
    public BrainOrigin BrainOrigin { get; init; }

    /// <summary>SHA-256 of the weights that made <see cref="Brain"/>; null when no network did.</summary>
    public string? BrainModelSha256 { get; init; }

    public double BrainVolumeMl => Brain.Voxels.AsSpan().Count((byte)1) * Brain.Geometry.VoxelVolumeMm3 / 1000;

    /// <summary>Warnings for the user about an unusual but valid scan.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Where a brain mask came from.</summary>
internal enum BrainOrigin
{
    /// <summary>Brought by the user.</summary>
    Given,

    /// <summary>The image was skull-stripped before; everything that is not its constant background.</summary>
    AlreadyStripped,

    /// <summary>Made by <see cref="BrainExtraction"/>.</summary>
    Extracted,

    /// <summary>Made by the network MindGrab.</summary>
    Mindgrab,

    /// <summary>Made by the network SynthStrip.</summary>
    Synthstrip,
}

/// <summary>
/// A prepared case whose voxels stay where they are: in a file of the store, mapped into the address space, so that hundreds of cases are
/// open at once and take no memory of ours; or, for a case made by a program, in its arrays. The pages of a mapped file belong to the
/// system's cache and are dropped when memory is short. An entry is never written in place (the store renames whole files), which would
/// change, or end, a program that has it mapped.
/// </summary>
internal sealed class StoredCase : IDisposable
{
    private readonly MemoryMappedViewAccessor? view;
    private readonly PreparedCase? inMemory;
    private readonly Case? of;
    private readonly PreparedCaseHeader? header;

    /// <param name="of">Gives id, patient and site.</param>
    /// <param name="header">Of the file.</param>
    /// <param name="view">The whole file; owned from now on.</param>
    /// <param name="voxelStartBytes">Where the image begins; brain and reference follow.</param>
    internal StoredCase(Case of, PreparedCaseHeader header, MemoryMappedViewAccessor view, long voxelStartBytes)
    {
        (this.of, this.header, this.view) = (of, header, view);
        (CaseId, Geometry) = (of.Id, header.Grid);
        var count = (int)header.Grid.Size.Count;
        var mapping = view.SafeMemoryMappedViewHandle;
        var masksStartBytes = voxelStartBytes + ((long)count * sizeof(float));
        Image = new StoredVoxels<float>(mapping, voxelStartBytes, count);
        Brain = new StoredVoxels<byte>(mapping, masksStartBytes, count);
        Reference = header.HasReference ? new StoredVoxels<byte>(mapping, masksStartBytes + count, count) : null;
    }

    private StoredCase(PreparedCase prepared)
    {
        (inMemory, CaseId, Geometry) = (prepared, prepared.CaseId, prepared.Image.Geometry);
        Image = new StoredVoxels<float>(prepared.Image.Voxels);
        Brain = new StoredVoxels<byte>(prepared.Brain.Voxels);
        Reference = prepared.Reference is { } reference ? new StoredVoxels<byte>(reference.Voxels) : null;
    }

    public string CaseId { get; }

    /// <summary>The working grid, of all three volumes.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>As <see cref="PreparedCase.Image"/>.</summary>
    public StoredVoxels<float> Image { get; }

    /// <summary>As <see cref="PreparedCase.Brain"/>.</summary>
    public StoredVoxels<byte> Brain { get; }

    /// <summary>As <see cref="PreparedCase.Reference"/>.</summary>
    public StoredVoxels<byte>? Reference { get; }

    /// <summary>A case in memory with the same interface. It is not copied.</summary>
    public static StoredCase Of(PreparedCase prepared) => new(prepared);

    /// <summary>The whole case in memory: read again from a file; the case given to <see cref="Of"/> otherwise.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public PreparedCase Load() => inMemory ?? new PreparedCase
    {
        // A case that is not in memory came from a file, with these two.
        CaseId = of!.Id,
        Patient = of.Patient,
        Site = of.Site,
        Image = new Volume<float>(Geometry, Image.ToArray()),
        Brain = new Volume<byte>(Geometry, Brain.ToArray()),
        Reference = Reference is { } reference ? new Volume<byte>(Geometry, reference.ToArray()) : null,
        Source = header!.Source,
        BrainOrigin = header.BrainOrigin,
        BrainModelSha256 = header.BrainModelSha256,
        Warnings = header.Warnings,
    };

    public void Dispose() => view?.Dispose();
}

/// <summary>
/// The voxels of a volume (x fastest) read piece by piece, from an array or from a mapped file. Reading copies: a span over the mapping
/// itself would outlive it in careless hands and end the process, whereas here reading after the case was disposed is an exception. Safe to
/// read from several threads.
/// </summary>
internal sealed class StoredVoxels<T>
    where T : unmanaged
{
    private readonly T[] values = [];
    private readonly SafeBuffer? mapping;
    private readonly long startBytes;

    internal StoredVoxels(T[] values) => (this.values, Count) = (values, values.Length);

    /// <param name="mapping">Stays the caller's; read while it lasts.</param>
    /// <param name="startBytes">Of the first voxel; it need not be aligned.</param>
    /// <param name="count">Voxels.</param>
    internal StoredVoxels(SafeBuffer mapping, long startBytes, int count) =>
        (this.mapping, this.startBytes, Count) = (mapping, startBytes, count);

    public int Count { get; }

    /// <summary>Copies as many voxels as the target holds.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="target">Receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The volume does not hold all of them.</exception>
    /// <exception cref="ObjectDisposedException">The case they belong to was disposed.</exception>
    public void Read(int start, Span<T> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - target.Length);
        if (mapping is null)
        {
            values.AsSpan(start, target.Length).CopyTo(target);
            return;
        }

        mapping.ReadSpan((ulong)(startBytes + ((long)start * Unsafe.SizeOf<T>())), target);
    }

    /// <summary>All of them, in an array of the caller's own.</summary>
    public T[] ToArray()
    {
        var all = new T[Count];
        Read(0, all);
        return all;
    }
}
