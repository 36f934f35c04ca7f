using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>Copies from the host to where the network computes, without waiting for them.</summary>
internal static class DeviceCopy
{
    /// <summary>
    /// The values of a tensor of the host on a device. For CUDA they go through pinned memory and the copy runs beside the program. The pinned block is given back at
    /// once: its allocator reuses it only when the copies out of it are done, so that the source may be written anew straight away and no second buffer of
    /// ours is needed. On the CPU nothing is copied, and all but the pinning is the same.
    /// </summary>
    public static Tensor CopyTo(this Tensor host, Device device)
    {
        if (device.type != DeviceType.CUDA || host.device_type != DeviceType.CPU)
        {
            return host.to(device);
        }

        using var pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
