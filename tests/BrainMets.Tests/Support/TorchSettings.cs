using BrainMets.Model;
using BrainMets.Tests.Support;

[assembly: AssemblyFixture(typeof(TorchSettings))]

namespace BrainMets.Tests.Support;

/// <summary>
/// Tests run side by side, one on every core: networks within them compute on one thread each, for threads that wait for each other halve
/// the pace, and freed memory is kept, as the program does it.
/// </summary>
public sealed class TorchSettings
{
    public TorchSettings() => TorchRuntime.Configure(threads: 1);
}
