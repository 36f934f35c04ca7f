#!/usr/bin/python3
"""The network of docs/method.md in PyTorch, timed on what `bench/run inference --export DIR` wrote.

Run by hand; neither the product nor its tests need it. It is a second writing of the same layers by another library's Python side, so that it says two things: how fast
PyTorch is at them on this machine, and whether our probabilities are right.

    apt-get install python3-torch python3-numpy
    bench/run inference --skip-published --export DIR
    /usr/bin/python3 bench/peers/deepmedic_pytorch.py DIR [--published] [--tile 60] [--tiles N] [--bf16] [--threads N]

It predicts by aligned tiles (starts at multiples of 15) and, with --published, by the published scheme (inputs of 45, stride 27, batches of 10). For each it prints the
seconds, and the largest difference to DIR/probability.nii, which mets computed in float32 by its own tiles. Aligned tiles must agree; published ones differ by design,
because a stride of 27 moves the context grids of factor 5 from tile to tile.
"""
import argparse
import json
import struct
import time

import numpy
import torch
import torch.nn.functional as F

OUTSIDE = -4.0  # what context pathways see beyond the image: what prepared images hold outside the brain
DTYPES = {"F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64, "U8": numpy.uint8}
NIFTI = {2: numpy.uint8, 4: numpy.int16, 16: numpy.float32}


def read_nifti(path):
    """Voxels as [z, y, x]; plain little-endian .nii as mets writes it."""
    raw = open(path, "rb").read()
    _, nx, ny, nz = struct.unpack_from("<4h", raw, 40)
    kind, offset = struct.unpack_from("<h", raw, 70)[0], int(struct.unpack_from("<f", raw, 108)[0])
    return numpy.frombuffer(raw, NIFTI[kind], nx * ny * nz, offset).reshape(nz, ny, nx)


def read_safetensors(path):
    raw = open(path, "rb").read()
    length = struct.unpack_from("<Q", raw)[0]
    header = json.loads(raw[8:8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.from_numpy(numpy.frombuffer(raw[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy())
    return tensors, json.loads(metadata["brainmets.model"])


class Network:
    """Inference only: functions over the tensors of the file."""

    def __init__(self, path, dtype):
        self.tensors, self.options = read_safetensors(path)
        self.dtype, self.halo = dtype, len(self.options["featureMaps"])
        if self.options["contextPool"] != "stride":
            raise SystemExit("this script knows only contextPool = stride")
        self.statistics = {name[:-len(".means")]: self.mean_statistics(name[:-len(".means")]) for name in self.tensors if name.endswith(".means")}

    def mean_statistics(self, norm):
        means, variances = self.tensors[norm + ".means"], self.tensors[norm + ".variances"]
        filled = min(int(self.tensors[norm + ".batches"]), len(means))
        if filled == 0:
            return torch.zeros(means.shape[1]), torch.ones(means.shape[1])
        return means[:filled].mean(0), variances[:filled].mean(0)

    def block(self, name, x):
        mean, variance = self.statistics[name + ".norm"]
        x = F.batch_norm(x, mean, variance, self.tensors[name + ".norm.scale"], self.tensors[name + ".norm.shift"], False, 0, self.options["batchNormEpsilon"])
        slope = self.tensors.get(name + ".slope")
        x = F.relu(x) if slope is None else F.prelu(x, slope.to(self.dtype))
        return F.conv3d(x, self.tensors[name + ".weight"].to(self.dtype))

    @staticmethod
    def shortcut(later, earlier):
        cut = [(a - b) // 2 for a, b in zip(earlier.shape[2:], later.shape[2:])]
        z, y, x = (slice(c, c + n) for c, n in zip(cut, later.shape[2:]))
        channels = min(later.shape[1], earlier.shape[1])
        later[:, :channels] += earlier[:, :channels, z, y, x]
        return later

    def pathway(self, name, x):
        before = x + self.tensors[name + ".inputBias"].to(self.dtype)
        now = F.conv3d(before, self.tensors[name + ".firstWeight"].to(self.dtype))
        for i in range(self.halo - 1):
            following = self.block(f"{name}.blocks.{i}", now)
            if i + 2 in self.options["residualLayers"]:
                following = self.shortcut(following, before)
            before, now = now, following
        return now

    def probability(self, normal, contexts):
        maps = [self.pathway("normal", normal)]
        sizes = maps[0].shape[2:]
        for i, (factor, context) in enumerate(zip(self.options["contextFactors"], contexts)):
            coarse = self.pathway(f"contexts.{i}", context)
            for axis in (2, 3, 4):
                coarse = coarse.repeat_interleave(factor, axis)
            maps.append(coarse[:, :, :sizes[0], :sizes[1], :sizes[2]])
        before = torch.cat(maps, 1)
        now = self.block("classifier.0", before)
        for i in range(1, len(self.options["fullyConnected"]) + 1):
            following = self.block(f"classifier.{i}", now)
            if i == 1 and len(self.options["fullyConnected"]) > 1:
                following = self.shortcut(following, before)
            before, now = now, following
        logits = now.float() + self.tensors["outputBias"].view(1, 2, 1, 1, 1)
        return logits.softmax(1)[:, 1]


def gather(image, indices, mirrored):
    """The image at all combinations of three lists of indices, beyond it mirrored (edge not repeated) or a constant."""
    if mirrored:
        folded = []
        for wanted, size in zip(indices, image.shape):
            period = max(1, 2 * (size - 1))
            position = wanted % period
            folded.append(numpy.where(position < size, position, period - position))
        return image[numpy.ix_(*folded)]
    inside = [(wanted >= 0) & (wanted < size) for wanted, size in zip(indices, image.shape)]
    values = image[numpy.ix_(*(numpy.where(ok, wanted, 0) for ok, wanted in zip(inside, indices)))].copy()
    values[~(inside[0][:, None, None] & inside[1][None, :, None] & inside[2][None, None, :])] = OUTSIDE
    return values


def inputs(network, image, starts, sides):
    """Tensors for tiles that predict `sides` voxels from `starts`, both (z, y, x)."""
    def stack(read):
        return torch.from_numpy(numpy.stack([read(start) for start in starts])[:, None]).to(network.dtype)
    halo = network.halo
    normal = stack(lambda s: gather(image, [numpy.arange(a - halo, a + n + halo) for a, n in zip(s, sides)], True))
    contexts = [
        stack(lambda s: gather(image, [a - halo * f + (f - 1) // 2 + f * numpy.arange(-(-n // f) + 2 * halo) for a, n in zip(s, sides)], False))
        for f in network.options["contextFactors"]]
    return normal, contexts


def predict(network, image, brain, tiles, sides, batch):
    """Probability inside the brain where a tile lies; NaN elsewhere."""
    result = numpy.full(image.shape, numpy.nan, numpy.float32)
    for first in range(0, len(tiles), batch):
        some = tiles[first:first + batch]
        filled = some + [some[-1]] * (batch - len(some))
        values = network.probability(*inputs(network, image, filled, sides)).numpy()
        for (z, y, x), tile in zip(some, values):
            place = result[z:z + sides[0], y:y + sides[1], x:x + sides[2]]
            place[...] = tile[:place.shape[0], :place.shape[1], :place.shape[2]]
    return numpy.where(brain > 0, result, numpy.nan)


def published_tiles(brain, side, halo):
    def starts(size):
        return [*range(0, max(size - side, 0), side), max(size - side, 0)]
    def sees_brain(start):
        return brain[tuple(slice(max(0, a - halo), a + side + halo) for a in start)].any()
    return [s for s in ((z, y, x) for z in starts(brain.shape[0]) for y in starts(brain.shape[1]) for x in starts(brain.shape[2])) if sees_brain(s)]


def aligned_tiles(brain, largest, block=15):
    axes, sides = [], []
    for axis in range(3):
        used = numpy.flatnonzero(brain.any(tuple(a for a in range(3) if a != axis)))
        start, end = used[0] // block * block, used[-1] + 1
        count = -(-(end - start) // largest)
        side = -(-(end - start) // (count * block)) * block
        axes.append(range(start, end, side))
        sides.append(side)
    every = [(z, y, x) for z in axes[0] for y in axes[1] for x in axes[2]]
    return [t for t in every if brain[t[0]:t[0] + sides[0], t[1]:t[1] + sides[1], t[2]:t[2] + sides[2]].any()], sides


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--tile", type=int, default=60, help="longest side of an aligned tile, a multiple of 15")
    parser.add_argument("--tiles", type=int, help="only so many tiles of each scheme, spread over all: a quick check of exactness")
    parser.add_argument("--published", action="store_true", help="the published scheme too, which takes minutes")
    parser.add_argument("--bf16", action="store_true", help="convolutions in bfloat16")
    parser.add_argument("--threads", type=int, help="CPU threads (default: all)")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    image, brain, ours = (read_nifti(f"{arguments.folder}/{name}.nii") for name in ("image", "brain", "probability"))
    network = Network(f"{arguments.folder}/model.safetensors", torch.bfloat16 if arguments.bf16 else torch.float32)
    tiles, sides = aligned_tiles(brain, arguments.tile)
    schemes = [(f"aligned tiles of {' x '.join(map(str, sides[::-1]))}", tiles, sides, 1)]
    if arguments.published:
        side = 45 - 2 * network.halo
        schemes.append(("published scheme", published_tiles(brain, side, network.halo), [side] * 3, 10))
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {'bf16' if arguments.bf16 else 'fp32'}, {int((brain > 0).sum()):,} brain voxels")
    with torch.inference_mode():
        for name, tiles, sides, batch in schemes:
            tiles = tiles[::-(-len(tiles) // (arguments.tiles or len(tiles)))]
            predict(network, image, brain, tiles[:1], sides, batch)  # warms up
            start = time.perf_counter()
            probability = predict(network, image, brain, tiles, sides, batch)
            seconds = time.perf_counter() - start
            print(f"{name}: {len(tiles)} tiles in {seconds:.1f} s; largest difference to mets {numpy.nanmax(numpy.abs(probability - ours)):.2e} "
                  f"over {numpy.count_nonzero(~numpy.isnan(probability)):,} voxels, probabilities {numpy.nanmin(probability):.3f} to {numpy.nanmax(probability):.3f}")


if __name__ == "__main__":
    main()
