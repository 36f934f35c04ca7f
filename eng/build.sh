# Sourced by ./mets and bench/run: builds a program when its sources changed, and starts it. METS_TORCH=cuda builds with the CUDA backend (docs/dependencies.md).
# Before it the caller sets: program (its name in messages), root, project and assembly (what is built), sources (what goes into it, relative to root).

torch=${METS_TORCH:-cpu}
stamp=$root/artifacts/$assembly.$torch.built
executable=$root/artifacts/bin/${project##*/}/release/$assembly.dll
. "$root/eng/setup.sh"

# True when nothing that goes into the program is newer than the last build; folders count, so that a deleted file is seen.
is_built() {
    [ -e "$stamp" ] && [ -e "$executable" ] && [ -z "$(cd "$root" && find "${sources[@]}" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# All programs share the output of the library and the command line: a build with another backend makes the others old.
forget_builds() {
    local built
    for built in "$root"/artifacts/*.built; do
        case ${built##*/} in
            "$assembly".*.built) rm -f "$built" ;;
            *."$torch".built) ;;
            *) rm -f "$built" ;;
        esac
    done
}

build() {
    local locked=false
    [ "$torch" != cpu ] || [ "$(uname -s)" != Linux ] || locked=true
    require_packages
    require_sdk
    has_gdcm || locked=false # The committed lock files name the DICOM reader.
    if [ -e "$executable" ]; then
        echo "$program: sources changed, building ..." >&2
    else
        echo "$program: building; the first time fetches about 340 MB of packages ..." >&2
    fi
    forget_builds
    touch "$stamp.new" # Before the build: what is edited meanwhile counts as newer.
    if ! dotnet build "$root/$project" -c Release -p:Torch="$torch" -p:RestoreLockedMode=$locked -v quiet -nologo \
        >"$root/artifacts/build.log" 2>&1 </dev/null; then
        awk '!seen[$0]++' "$root/artifacts/build.log" >&2 # MSBuild says each error twice.
        echo "$program: the build failed; the lines above say why (also in artifacts/build.log)" >&2
        exit 1
    fi
    mv "$stamp.new" "$stamp"
}

run_program() {
    find_dotnet
    if ! is_built; then
        mkdir -p "$root/artifacts"
        # Two shells may start at once on a fresh tree; the second waits and finds the work done.
        exec 9>"$root/artifacts/build.lock"
        if command -v flock >/dev/null; then flock 9; fi
        is_built || build
        exec 9>&-
    fi
    exec dotnet "$executable" "$@"
}
