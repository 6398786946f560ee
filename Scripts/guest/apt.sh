# Sourced: packages of Debian's by an apt configuration of its own. Nothing is installed, and the machine's own package
# lists stay as they are. The caller sets `dir`, a folder for lists and packages.

# The Debian archives that this machine's own apt uses, mirrors included.
archive() { # LABEL
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        awk -F'|' -v label="$1" '$1 == "Debian" && $2 == label { print $3; exit }'
}
stop() { echo "$*" >&2; exit 1; }

archive=$(archive Debian)
[ -n "$archive" ] || stop "this machine's apt knows no Debian archive"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e $keyring ] || stop "Debian's keys are not installed ($keyring)"

use_suite() { # ARCHITECTURE SUITE: from here on apt looks at this suite alone
    local apt=$dir/apt/$1-$2 from=$archive
    # Suites of updates are in an archive of their own, beside that of the releases if this machine does not use it.
    case $2 in *-security)
        from=$(archive Debian-Security)
        [ -n "$from" ] || from=${archive%/}-security
        ;;
    esac
    mkdir -p "$apt"/state/lists/partial "$apt"/cache/archives/partial \
        "$apt"/etc/{apt.conf.d,preferences.d,sources.list.d}
    echo "deb [signed-by=$keyring] $from $2 main" > "$apt/etc/sources.list"
    cat > "$apt/apt.conf" << CONF
APT { Architecture "$1"; Architectures { "$1"; }; Sandbox::User "root"; };
Acquire { Languages "none"; Check-Valid-Until "false"; Retries "2"; };
Dir { State "$apt/state"; State::status "/dev/null"; Cache "$apt/cache"; Etc "$apt/etc"; };
CONF
    export APT_CONFIG=$apt/apt.conf
    apt-get -qq update -o APT::Update::Error-Mode=any
}

download() { mkdir -p "$dir/debs" && (cd "$dir/debs" && apt-get -qq download "$@"); }
unpack() { # FOLDER PACKAGE...
    local folder=$dir/$1 name
    shift
    mkdir -p "$folder"
    for name in "$@"; do dpkg-deb -x "$dir"/debs/"${name}"_*.deb "$folder"; done
}
