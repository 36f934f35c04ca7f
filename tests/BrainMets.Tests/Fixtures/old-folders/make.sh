#!/usr/bin/env bash
# Makes folders.tar.gz: what the program of an earlier commit leaves on disk, for OldFoldersTests to go on with, verify and report. Everything is made of noisy balls
# with bright balls in them (MiniCases of that commit), with networks of some thousand parameters; no scan of a person is used.
#   make.sh OLD      OLD: a checkout of e535e08, built with its test.sh or with 'dotnet build -c Release'
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
old=$(cd "$1" && pwd)
commit=$("$old/mets" info --json | sed -n 's/^  "commit": "\(.*\)",$/\1/p')
case $commit in e535e08*) ;; *) echo "make.sh: $old is $commit, not e535e08" >&2; exit 2 ;; esac

# Files name the folder they were made in; it is the same whoever makes them, and the test puts its own in place of it.
made=/tmp/old-folders
mkdir "$made"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary" "$made"' EXIT
mets() { "$old/mets" "$@" --threads 1 --device cpu --precision fp32 --no-progress --quiet; }

# The cases and the network of that commit's own tests.
mkdir "$temporary/cases"
cat >"$temporary/cases/cases.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="$old/artifacts/bin/BrainMets.Tests/release/BrainMets.Tests.dll" />
    <Reference Include="$old/artifacts/bin/BrainMets.Tests/release/BrainMets.dll" />
  </ItemGroup>
</Project>
PROJECT
cat >"$temporary/cases/Program.cs" <<'PROGRAM'
using BrainMets.Datasets;
using BrainMets.Experiments.Configuration;
using BrainMets.Tests.Support;

foreach (var (name, count) in new[] { ("home", 3), ("away", 3) })
{
    var index = MiniCases.Write(name, count, name);
    var cases = index.Cases.Select(c => c with { ReaderPaths = new Dictionary<string, string> { ["second"] = c.ReferencePath! } });
    (index with { Cases = [.. cases] }).Save(Path.Combine(name, "dataset.json"));
}

foreach (var (file, epochs) in new[] { ("mini.json", 16), ("short.json", 2) })
{
    File.WriteAllText(file, ConfigFile.ToJson(MiniConfig.Experiment with { Training = MiniConfig.Experiment.Training with { Epochs = epochs } }));
}
PROGRAM
dotnet build "$temporary/cases" -c Release -o "$temporary/cases/built" -v quiet -nologo
cd "$made"
dotnet "$temporary/cases/built/cases.dll"

# A training, and the same one killed within it.
mets train -c mini.json -d home/dataset.json -o run
for _ in $(seq 20); do
    rm -rf killed
    "$old/mets" train -c mini.json -d home/dataset.json -o killed --threads 1 --device cpu --precision fp32 --no-progress --quiet &
    process=$! # ./mets becomes the program, so this is the program's own.
    until [ "$(cat killed/log.jsonl 2>/dev/null | wc -l)" -ge 5 ] || ! kill -0 "$process" 2>/dev/null; do sleep 0.01; done
    kill -KILL "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
    [ -e killed/run.json ] || break # It may have ended before it could be killed.
done
[ -e killed/checkpoints/last.safetensors ] && [ ! -e killed/run.json ] || { echo "make.sh: no training could be killed" >&2; exit 1; }

mets assemble -m run -d home/dataset.json --name mini --trained-on "Three noisy balls." --limits "For nothing." -o model
mets predict -i away/dataset.json -m run --threshold 0.5 --save-probability -o predicted
mets evaluate --reference away/dataset.json --prediction predicted -o evaluated
mets evaluate --sweep --reference away/dataset.json --prediction predicted -o swept

# One experiment with everything there is, and one with folds: a configuration with one section more.
plan() { { sed '$d' short.json && echo ',"experiment":' && cat && echo '}'; } >"$1"; }
plan experiment.json <<'PLAN'
{
  "dataSets": { "home": { "file": "home/dataset.json" }, "away": { "file": "away/dataset.json" } },
  "trainingSets": { "main": [{ "dataSet": "home" }], "fewShot": [{ "dataSet": "home" }, { "dataSet": "away", "patients": 1 }] },
  "tests": ["away"],
  "grid": [{ "trainingSet": ["main", "fewShot"], "training.loss.alpha": [0.5] }],
  "comparisons": { "training-set": { "vary": "trainingSet" } },
  "ensembles": { "mean": ["main-alpha0.5", "fewShot-alpha0.5"] },
  "confirmation": { "sensitive": "main-alpha0.5", "precise": "mean" },
  "strategy": { "small": "fewShot-alpha0.5", "large": "main-alpha0.5" },
  "secondReader": "second",
  "resamples": 200
}
PLAN
plan folds.json <<'PLAN'
{
  "dataSets": { "home": { "file": "home/dataset.json" }, "away": { "file": "away/dataset.json" } },
  "trainingSets": { "main": [{ "dataSet": "home" }, { "dataSet": "away" }] },
  "tests": ["away"],
  "folds": 2,
  "grid": [{ "trainingSet": ["main"], "training.loss.alpha": [0.5] }],
  "resamples": 200
}
PLAN
mets experiment run experiment.json -o experiment
mets experiment run folds.json -o folds

# What is left out can be made again: prepared cases, reports, and pictures.
find . -type d \( -name prepared -o -name figures -o -name tables \) -prune -exec rm -rf {} +
find . -type f \( -name report.html -o -name '*.png' -o -name '*.svg' \) -delete
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-11-29 -cf - . | gzip -9n >"$here/folders.tar.gz"
