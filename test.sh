#!/usr/bin/env bash
# Restores, builds, checks the format and runs all tests; --all says so, too. --fast builds and runs the tests that are not marked as slow
# (tests/BrainMets.Tests/Support/SlowAttribute.cs) and leaves out the format. The last line is "tests: N passed, N failed"; a step that fails
# before any test can run counts as one failure. Other arguments go to the test runner: ./test.sh --filter-namespace "*Nifti*"
set -uo pipefail
program=test.sh
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root" || exit 1
. eng/setup.sh
mkdir -p artifacts
log=artifacts/test.log
passed=0 failed=0 skipped=0

is_fast=false
case ${1:-} in
    --fast)
        is_fast=true
        shift
        set -- --filter-not-trait speed=slow "$@"
        ;;
    --all) shift ;;
esac

report() {
    local code=$?
    [ "$code" = 0 ] || [ "$failed" != 0 ] || failed=1
    echo "tests: $passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
    [ "$failed" = 0 ] || exit 1
}
trap report EXIT

step() {
    local name=$1 start=$SECONDS
    shift
    if ! "$@" >"artifacts/$name.log" 2>&1 </dev/null; then
        cat "artifacts/$name.log"
        echo "$name failed; see above (command: $*)"
        return 1
    fi
    echo "$name: $((SECONDS - start)) s"
}

# The figure after a label of the runner's summary ("  succeeded: 12"), 0 when there is none.
figure() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -1 | grep . || echo 0; }

if [ -z "${BRAINMETS_TESTDATA:-}" ] && [ -d ../shared/data ]; then
    BRAINMETS_TESTDATA=$(cd ../shared/data && pwd)
    export BRAINMETS_TESTDATA
fi

find_dotnet
test_packages=1
require_packages
require_sdk
echo "real test data: ${BRAINMETS_TESTDATA:-none (set BRAINMETS_TESTDATA; tests that need it are skipped)}"

step restore dotnet restore BrainMets.slnx --locked-mode || exit 1
step build dotnet build BrainMets.slnx -c Release --no-restore -warnaserror -v quiet -nologo || exit 1
$is_fast || step format dotnet format BrainMets.slnx --verify-no-changes --no-restore || failed=1

dotnet artifacts/bin/BrainMets.Tests/release/BrainMets.Tests.dll --no-ansi --progress off "$@" </dev/null | tee "$log"
code=${PIPESTATUS[0]}
format_failed=$failed
passed=$(figure succeeded)
failed=$(($(figure failed) + format_failed))
skipped=$(figure skipped)
exit "$code"
