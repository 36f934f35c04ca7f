using BenchmarkDotNet.Running;
using BrainMets.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(Kernels).Assembly).Run(args);
