#!/usr/bin/env bash
# Runs a fixed set of commands in two checkouts of this project on one machine and compares everything they write, so that a change of the structure shows that it
# changed nothing else:
#   eng/compare-checkouts.sh OLD NEW [--keep DIR] [--only STEP,...] [--baseline DIR]
# OLD and NEW are checkouts; both are built if need be. Outputs go to DIR/old and DIR/new (without --keep to a temporary folder that is removed when all is equal).
# DIR/old is used again while OLD has the same commit and the set is the same, so that a later run costs NEW alone. --only runs and compares these steps (and makes
# what they need and DIR/new lacks). --baseline names a folder "old" that an earlier run kept elsewhere. The steps: eng/compare-checkouts/steps.sh. What may differ
# and why: eng/CompareOutputs/Masks.cs; what a change intends to differ: eng/compare-checkouts.expected (eng/CompareOutputs/ExpectedDifferences.cs says how).
# Real scans are taken from BRAINMETS_TESTDATA (default: ../shared/data beside NEW); without them the steps on real scans are skipped, and the script says so.
# Exit code 0: equal but for words; 1: something differs; 2: wrong usage, or the set does not run in OLD.
set -uo pipefail
program=compare-checkouts.sh
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
usage="usage: eng/compare-checkouts.sh OLD NEW [--keep DIR] [--only STEP,...] [--baseline DIR]"
checkouts=() keep='' only='' baseline=''

stop() {
    echo "$program: $*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --keep | --only | --baseline)
            [ $# -gt 1 ] || stop "$1 needs a value. $usage"
            declare "${1#--}=$2"
            shift
            ;;
        -*) stop "unknown option $1. $usage" ;;
        *) checkouts+=("$1") ;;
    esac
    shift
done
[ ${#checkouts[@]} = 2 ] || stop "$usage"
for checkout in "${checkouts[@]}"; do
    [ -x "$checkout/mets" ] || stop "$checkout is no checkout of BrainMets: it has no ./mets."
done
old_checkout=$(cd "${checkouts[0]}" && pwd)
new_checkout=$(cd "${checkouts[1]}" && pwd)
is_temporary=false
if [ -z "$keep" ]; then
    keep=$(mktemp -d "${TMPDIR:-/tmp}/compare-checkouts.XXXXXX")
    is_temporary=true
fi
mkdir -p "$keep" || exit 2
keep=$(cd "$keep" && pwd)
exec 9>"$keep/lock"
flock -n 9 || stop "another comparison is at work in $keep."

testdata=${BRAINMETS_TESTDATA:-}
if [ -z "$testdata" ] && [ -d "$new_checkout/../shared/data" ]; then testdata=$(cd "$new_checkout/../shared/data" && pwd); fi
. "$here/setup.sh"
find_dotnet
. "$here/compare-checkouts/commands.sh"
. "$here/compare-checkouts/steps.sh"

set_of_steps=$(cat "$here"/compare-checkouts/* | sha256sum | cut -d' ' -f1)
old=${baseline:-$keep/old}
new=$keep/new
if [ -n "$baseline" ]; then old=$(cd "$baseline" && pwd) || stop "there is no baseline $baseline."; fi

# Both sides write below the same path, so that what they record of it is the same: a side lies there while it is at work.
root=$keep/run
fact() { sed -n "s/^$1 //p" "$2/identity" 2>/dev/null; }
if [ -n "$baseline" ]; then
    [ "$(fact set "$old")" = "$set_of_steps" ] || stop "$old was made by another set of steps; make it anew."
    root=$(fact root "$old")
fi

# A run that was stopped left its side at work; what is finished in it is kept.
if [ -d "$root" ]; then
    left=$(cat "$root/side" 2>/dev/null) && [ -n "$left" ] && [ ! -e "$left" ] && mv "$root" "$left"
    rm -rf "$root"
fi

# program_fact CHECKOUT KEY
program_fact() { "$1/mets" info --json | sed -n "s/^  \"$2\": \"\(.*\)\",\$/\1/p"; }

# Hash of what is run: a build that changes in the middle of a run would mix two programs.
program_hash() { cat "$1"/artifacts/bin/BrainMets.Cli/release/*mets*.dll "$1"/artifacts/bin/BrainMets.Cli/release/BrainMets*.dll 2>/dev/null | sha256sum; }

# begin SIDE CHECKOUT: the side lies at the root; a folder of another program or set is begun anew, unless single steps are asked for.
begin() {
    local side=$1
    checkout=$2
    "$checkout/mets" info >/dev/null || stop "$checkout cannot be built."
    local commit version
    commit=$(program_fact "$checkout" commit) version=$(program_fact "$checkout" version)
    if [ -d "$side" ] && [ "$(fact set "$side")" = "$set_of_steps" ] && 
        { [ "$side" = "$old" ] && [ "$(fact commit "$side")" = "$commit" ] || [ "$side" = "$new" ] && [ -n "$only" ]; }; then
        mv "$side" "$root"
    else
        rm -rf "$side"
        mkdir -p "$root"
    fi
    mkdir -p "$root/work" "$root/done" "$root/aside"
    touch "$root/seconds"
    printf '%s\n' "commit $commit" "version $version" "checkout $checkout" "root $root" "set $set_of_steps" >"$root/identity"
    echo "$side" >"$root/side"
    program_at_start=$(program_hash "$checkout")
}

end() {
    local side=$1
    [ "$(program_hash "$checkout")" = "$program_at_start" ] || { rm -rf "$root/done"; stop "$checkout was built anew while it ran; run again when nobody changes it."; }
    mv "$root" "$side"
    rm "$side/side"
}

# Steps asked for, with what they need and is not there, in the order of the set.
wanted_steps() {
    local wanted=" ${only//,/ } " step need again=true
    [ -n "$only" ] || { echo "${steps[@]}"; return; }
    for step in ${only//,/ }; do [ -n "${needs[$step]+there}" ] || stop "there is no step $step; there are ${steps[*]}."; done
    while $again; do
        again=false
        for step in "${steps[@]}"; do
            [[ $wanted == *" $step "* ]] || continue
            for need in ${needs[$step]}; do
                if [[ $wanted != *" $need "* ]] && [ ! -e "$root/done/$need" ]; then wanted+="$need " again=true; fi
            done
        done
    done
    for step in "${steps[@]}"; do if [[ $wanted == *" $step "* ]]; then echo "$step"; fi; done
}

# run_steps SIDE CHECKOUT
run_steps() {
    local side=$1 step start list
    begin "$side" "$2"
    list=$(wanted_steps) || exit 2
    for step in $list; do
        if [ "$side" = "$old" ] && [ -e "$root/done/$step" ]; then continue; fi
        rm -rf "${root:?}/work/$step" "$root/done/$step"
        if [[ " $steps_on_real_scans " == *" $step "* ]] && [ -z "$testdata" ]; then
            echo "$program: $step is skipped: there are no real scans (set BRAINMETS_TESTDATA)"
            continue
        fi
        mkdir -p "$root/work/$step"
        # Folders that the old checkout made, which the new one must be able to go on with.
        if [ "$side" = "$old" ]; then made=$root; else made=$old; fi
        unexpected=0 start=$(date +%s%N)
        cd "$root/work/$step" || exit 2
        "step_${step//-/_}"
        cd "$here" || exit 2
        sed -i "/^$step /d" "$root/seconds"
        printf '%s %d.%d\n' "$step" $((($(date +%s%N) - start) / 1000000000)) $((($(date +%s%N) - start) / 100000000 % 10)) >>"$root/seconds"
        echo "$(basename "$side") $step: $(sed -n "s/^$step //p" "$root/seconds") s"
        if [ "$unexpected" != 0 ] && [ "$side" = "$old" ]; then stop "the set does not run in OLD: $unexpected commands of $step ended with another exit code than they should (see above)."; fi
        touch "$root/done/$step"
    done
    end "$side"
}

comparer=$here/../artifacts/bin/CompareOutputs/release/CompareOutputs.dll
dotnet build "$here/CompareOutputs" -c Release -v quiet -nologo >"$keep/build.log" 2>&1 || { cat "$keep/build.log" >&2; stop "the comparer cannot be built."; }

if [ -z "$baseline" ]; then run_steps "$old" "$old_checkout"; fi
run_steps "$new" "$new_checkout"
dotnet "$comparer" "$old" "$new" --expected "$here/compare-checkouts.expected" --details "$keep/differences.txt" ${only:+--steps "$only"}
code=$?
if $is_temporary && [ $code = 0 ]; then
    rm -rf "$keep"
else
    echo "Outputs: $old, $new"
fi
exit $code
