# Sourced by ./mets and ./test.sh: finds the .NET SDK and the system packages a build needs, and says plainly what is missing.
# It runs only before a build; a built tree starts without it.

sdk_major=10

# Writes one paragraph and ends; 127 is what a shell says when a command is not there.
missing() {
    echo "$program: $*" >&2
    exit 127
}

find_dotnet() {
    if ! command -v dotnet >/dev/null && [ -x "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet" ]; then
        PATH="${DOTNET_ROOT:-$HOME/.dotnet}:$PATH"
    fi
    command -v dotnet >/dev/null || missing "the .NET $sdk_major SDK is not installed. Get it with:" \
        "curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel $sdk_major.0"
    # The SDK itself refuses to start without ICU unless told that no language data are wanted; we want none.
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    # No build processes stay behind to take memory and cores from the training that follows.
    export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
}

require_sdk() {
    dotnet --list-sdks | grep -q "^$sdk_major\." || missing "dotnet is here, but not its SDK $sdk_major (found: $(dotnet --list-sdks |
        cut -d' ' -f1 | tr '\n' ' ')). Get it with: curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel $sdk_major.0"
}

has_gdcm() { [ -e "${GdcmFolder:-/usr/lib/cli/gdcm-sharp-3.0}/gdcm-sharp.dll" ]; }

# Debian names of what a build needs beside the SDK; everything else (libtorch's OpenMP, Skia, fonts) comes with the NuGet packages.
missing_packages() {
    local libraries
    libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
    case $libraries in *libstdc++.so.6*) ;; *) echo libstdc++6 ;; esac
    case $libraries in *libssl.so.*) ;; *) echo libssl3 ;; esac
    if [ -z "${SSL_CERT_FILE:-}${SSL_CERT_DIR:-}" ] && [ ! -e /etc/ssl/certs/ca-certificates.crt ] && [ ! -d /etc/pki/tls/certs ]; then
        echo ca-certificates
    fi
    # Real test data come as .tar.xz.
    if [ -n "${test_packages:-}" ] && [ -n "${BRAINMETS_TESTDATA:-}" ] && ! command -v xz >/dev/null; then echo xz-utils; fi
    # The reader of DICOM; elsewhere than on Debian the program builds without it and says so when it meets DICOM.
    if command -v apt-get >/dev/null && ! has_gdcm; then echo libgdcm-cil; fi
}

require_packages() {
    [ "$(uname -s)" = Linux ] || return 0
    local packages sudo=()
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        missing "system packages are missing; on Debian they are called: ${packages[*]}. Install them with your package manager."
    if [ "$(id -u)" != 0 ]; then
        sudo=(sudo)
        command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; } ||
            missing "missing system packages: ${packages[*]}. Install them as root with: apt-get install -y ${packages[*]}"
    fi
    echo "$program: missing system packages: ${packages[*]}. Installing them with apt-get." >&2
    { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y --no-install-recommends "${packages[@]}"; } \
        >"$root/artifacts/setup.log" 2>&1 </dev/null || {
        cat "$root/artifacts/setup.log" >&2
        missing "the system packages could not be installed (above is why). Install them with: apt-get install -y ${packages[*]}"
    }
}
