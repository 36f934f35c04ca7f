#!/usr/bin/env bash
# What each ingredient of the randomised phantoms buys: trains one small network a row, the ingredients added one after the other, chooses
# its operating points on the same randomised phantoms of another seed, and judges it on real scans. Goes on where it stopped.
#   bench/ablation/run.sh REAL/dataset.json TEMPLATE.nii.gz OUT     (REAL by bench/ablation/real_scans.py; then bench/ablation/table.py OUT)
# METS names the program (default ./mets); LANES how many rows are trained at the same time, one thread each (default 2).
set -euo pipefail
real=$1 template=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
mets=${METS:-$here/../../mets}
quiet="--no-progress --quiet"
mkdir -p "$out"

# NAME  ingredients left out of the training phantoms  alpha  unit of the VSS
rows='
sites      contrast,vessels,lesions,anatomy,masks  0.5   segment
contrast   vessels,lesions,anatomy,masks           0.5   segment
vessels    lesions,anatomy,masks                   0.5   segment
lesions    anatomy,masks                           0.5   segment
anatomy    masks                                   0.5   segment
masks      -                                       0.5   segment
alpha95    -                                       0.95  segment
component  -                                       0.5   component
'

phantoms() { # phantoms FOLDER CASES SEED LEFT-OUT
  [ -e "$1/dataset.json" ] && return
  local without=()
  if [ "$4" != - ]; then for i in ${4//,/ }; do without+=(--without "$i"); done; fi
  $mets phantom --site randomised --template "$template" --cases "$2" --seed "$3" "${without[@]}" -o "$1" --overwrite $quiet
}

row() { # row NAME LEFT-OUT ALPHA UNIT
  local dir=$out/$1
  mkdir -p "$dir"
  sed "s/\"ablation\"/\"$1\"/; s/\"alpha\": 0.5/\"alpha\": $3/; s/\"segment\"/\"$4\"/" "$here/train.json" > "$dir/train.json"
  [ -e "$dir/trained" ] || $mets train -c "$dir/train.json" -d "$out/phantoms-$2/dataset.json" -o "$dir/run" --overwrite --threads 1 $quiet
  touch "$dir/trained"
  [ -e "$dir/model/card.json" ] || $mets assemble -m "$dir/run" -d "$out/held-out/dataset.json" --name "$1" -o "$dir/model" --overwrite --threads 1 $quiet
  $mets predict -i "$real" -m "$dir/model" -o "$dir/real" --overwrite --threads 1 $quiet
  $mets evaluate --reference "$real" --prediction "$dir/real" -o "$dir/evaluation" --overwrite $quiet
  echo "$1: done"
}

phantoms "$out/held-out" 12 99 -
while read -r name without alpha unit; do
  [ -n "$name" ] || continue
  phantoms "$out/phantoms-$without" 24 1 "$without"
done <<< "$rows"
while read -r name without alpha unit; do
  [ -n "$name" ] || continue
  while [ "$(jobs -rp | wc -l)" -ge "${LANES:-2}" ]; do wait -n; done
  row "$name" "$without" "$alpha" "$unit" &
done <<< "$rows"
wait
