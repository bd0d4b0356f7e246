# The set-up that ./run and ./test share; read by them with ".", from the top folder.
# Nothing here needs more than a Debian or Ubuntu with python3.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Sets $python to an interpreter new enough for us.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "none")
    fail "Python 3.11 or newer is needed; found: $found. Install one, for example: apt-get install python3.11 python3.11-venv"
}

# install_packages PURPOSE PACKAGE...: by apt when root or with sudo that asks nothing, else says what to type.
install_packages() {
    purpose=$1
    shift
    line="apt-get update && apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null ||
        fail "Missing for $purpose. Install what your system calls: $*"
    if [ "$(id -u)" -eq 0 ]; then
        say "Installing for $purpose: $*"
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        say "Installing for $purpose, with sudo: $*"
        as_root="sudo -n"
    else
        fail "Missing for $purpose. Type this once, then start again:
    sudo sh -c '$line'"
    fi
    # What apt asks, nobody is there to answer.
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        "{ apt-get -qq update; apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $*; } >/dev/null" ||
        fail "That did not work. See what apt says above, or type:
    sudo sh -c '$line'"
}

# want_libraries FILE:PACKAGE...: adds to $missing the packages whose library the system does not find.
want_libraries() {
    for pair in "$@"; do
        "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "${pair%%:*}" 2>/dev/null ||
            missing="$missing ${pair#*:}"
    done
}

# want_program PACKAGE NAME...: adds the package to $missing when no program has any of the names.
want_program() {
    package=$1
    shift
    for program in "$@"; do
        command -v "$program" >/dev/null && return
    done
    missing="$missing $package"
}

# What WeasyPrint draws pages with. The last makes it faster by a third.
check_libraries() {
    missing=
    want_libraries libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0 \
        libharfbuzz.so.0:libharfbuzz0b libfontconfig.so.1:libfontconfig1 \
        libharfbuzz-subset.so.0:libharfbuzz-subset0
    # shellcheck disable=SC2086  # a list of words
    [ -z "$missing" ] || install_packages "making PDF files" $missing
}

# What the tests use besides: a browser and what drives it, and the judges of our PDF files.
check_test_programs() {
    missing=
    want_program chromium "${CHROMIUM:-chromium}" chromium-browser google-chrome
    want_program poppler-utils pdfsig
    want_program libnss3-tools certutil
    want_libraries libatomic.so.1:libatomic1
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_packages "the tests" $missing
}

make_environment() {
    if command -v uv >/dev/null; then
        [ -x .venv/bin/python ] || { say "Making .venv"; uv venv --quiet --python "$python" .venv; }
        return
    fi
    .venv/bin/python -m pip --version >/dev/null 2>&1 && return
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages "a Python environment" \
        "$("$python" -c 'import sys; print("python3-venv" if sys.executable == "/usr/bin/python3" else "python3.%d-venv" % sys.version_info[1])')"
    say "Making .venv"
    "$python" -m venv --clear .venv
}

# install_requirements LOCK: once; a checksum in .venv tells that it is done. The development lock
# holds all of the other with the same versions, so either may follow the other.
install_requirements() {
    make_environment
    stamp=.venv/installed-${1%.lock}
    checksum=$(cksum "$1")
    [ "$(cat "$stamp" 2>/dev/null)" = "$checksum" ] && return
    say "Installing the packages of $1 (half a minute the first time)"
    if command -v uv >/dev/null; then
        uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1"
    fi || fail "The packages could not be installed; see above."
    say "$checksum" >"$stamp"
}

# Texts are kept as .po files; programs read them compiled.
compile_texts() {
    for texts in registry/translations/*/LC_MESSAGES/messages.po; do
        compiled=${texts%.po}.mo
        [ -f "$texts" ] || continue
        [ -f "$compiled" ] && [ -z "$(find "$texts" -newer "$compiled")" ] && continue
        say "Compiling $texts"
        .venv/bin/pybabel --quiet compile --input-file "$texts" --output-file "$compiled" ||
            fail "$texts cannot be compiled; see above."
    done
}
