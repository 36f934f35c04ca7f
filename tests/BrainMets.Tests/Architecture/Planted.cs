using System.ComponentModel;
using LaterStage = BrainMets.Tests.Architecture.Planted.Reporting;

// Violations of the rules in LayeringTests and HouseTests, one a type, which prove that the rules find them. The namespaces stand for
// stages: the rules are run with BrainMets.Tests.Architecture.Planted as the root in place of BrainMets. Nothing here is ever executed.
namespace BrainMets.Tests.Architecture.Planted
{
    internal static class PlantedFace
    {
        public static string Open() => Reporting.PlantedReport.Write();
    }
}

namespace BrainMets.Tests.Architecture.Planted.Imaging
{
    internal static class UsesAnAlias
    {
        public static string Write() => LaterStage.PlantedReport.Write();
    }

    internal static class NamesALaterStageInPart
    {
        public static string Write() => Reporting.PlantedReport.Write();
    }

    internal sealed record TakesALaterTypeInADelegate
    {
        public Action<Reporting.PlantedReport>? Report { get; init; }
    }

    [TypeConverter(typeof(Reporting.PlantedReport))]
    internal sealed record NamesALaterStageInAnAttribute;

    internal static class UsesALaterStageInALambda
    {
        public static IEnumerable<string> Write(IEnumerable<int> numbers) => numbers.Select(_ => Reporting.PlantedReport.Write());
    }

    internal static class UsesALaterStageInAnIterator
    {
        public static IEnumerable<string> Write()
        {
            yield return Reporting.PlantedReport.Write();
        }
    }

    internal static class UsesALaterStageInANestedType
    {
        public static class Inner
        {
            public static string Write() => Reporting.PlantedReport.Write();
        }
    }

    internal static class BindsATypeParameterToALaterType
    {
        public static int Count() => Array.Empty<Reporting.PlantedReport>().Length;
    }

    internal static class UsesTheFace
    {
        public static string Open() => PlantedFace.Open();
    }

    internal static class WritesToTheConsole
    {
        public static void Write() => Console.WriteLine();
    }

    internal static class ReadsTheClock
    {
        public static DateTime Read() => DateTime.Now;
    }

    internal static class DrawsWithoutASeed
    {
        public static int Draw() => new Random().Next();
    }

    internal static class DrawsFromTheSharedSource
    {
        public static int Draw() => Random.Shared.Next();
    }

    internal sealed record KeepsDelegates
    {
        private readonly Func<int> field = () => 0;

        public delegate void Receive(int value);

        public event EventHandler? Happened;

        public Action<string>? Finish { get; init; }

        public IReadOnlyList<(string Name, Func<double> Take)> Steps { get; init; } = [];

        public Receive? Own { get; init; }

        public int Run()
        {
            Happened?.Invoke(this, EventArgs.Empty);
            return field();
        }
    }

    internal sealed class CapturesADelegate(Action<int> report)
    {
        public void Run() => report(0);
    }

    internal sealed class TakesTuples
    {
        public TakesTuples((int X, int Y, int Z) constructor) => Sum = constructor.X + constructor.Y + constructor.Z;

        public delegate int Take((int X, int Y, int Z) @delegate);

        public int Sum { get; }

        public static int Method((int X, int Y, int Z) method) => method.X;

        public static int Array((int X, int Y, int Z)[] array) => array.Length;

        public static int Function(Func<(int X, int Y, int Z), int> function) => function((0, 0, 0));

        public static int Outer(int value)
        {
            return Local((value, value, value));

            static int Local((int X, int Y, int Z) local) => local.X;
        }

        public static int Pair((int X, int Y) pair) => pair.X;

        public static IEnumerable<int> Lambda(IEnumerable<int> values) => values.Select(v => (v, v, v)).Select(lambda => lambda.Item1);
    }
}

namespace BrainMets.Tests.Architecture.Planted.Model
{
    internal static class PlantedNetwork
    {
        public static TorchSharp.torch.Tensor GivesTensor() => TorchSharp.torch.empty(1);
    }
}

namespace BrainMets.Tests.Architecture.Planted.Lesions
{
    internal static class PlantedFinder
    {
        public static int Find() => 0;
    }

    internal static class SumsATensor
    {
        public static void Sum()
        {
            var weights = Model.PlantedNetwork.GivesTensor();
            weights.sum();
        }
    }

    internal static class DrawsAFigure
    {
        public static void Draw()
        {
            using var plot = new ScottPlot.Plot();
        }
    }
}

namespace BrainMets.Tests.Architecture.Planted.Evaluation
{
    internal static class Evaluator
    {
        public static int Evaluate() => Lesions.PlantedFinder.Find();
    }

    internal static class PatientBootstrap
    {
        public static int Draw(Random random) => random.Next();
    }
}

namespace BrainMets.Tests.Architecture.Planted.Reporting
{
    internal sealed class PlantedReport
    {
        public static string Write() => "";
    }

    internal static class Computes
    {
        public static int Count() => Evaluation.Evaluator.Evaluate() + Evaluation.PatientBootstrap.Draw(new Random(1));
    }
}

namespace BrainMets.Tests.Architecture.Planted.Dicom
{
    internal static class FindsLesions
    {
        public static int Find() => Lesions.PlantedFinder.Find();
    }
}
