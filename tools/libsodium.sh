#!/bin/sh
# libsodium.sh PREFIX: builds libsodium, static and position-independent, for wheels. What
# distributions have is too old, shared only, or made for newer systems than the wheel's.
# LIBSODIUM_SOURCE names a release's tarball to use instead of downloading it.
set -eu
prefix=$1
version=1.0.20
sha256=ebb65ef6ca439333c2bb41a0c1990587288da07f6c7fd07cb3a18cc18d30ce19
releases=https://github.com/jedisct1/libsodium/releases/download

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tarball=${LIBSODIUM_SOURCE:-$folder/libsodium.tar.gz}

sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
download() {
  curl -fsSL --retry 3 -o "$tarball" "$releases/$version-RELEASE/libsodium-$version.tar.gz"
  case $(sum "$tarball") in
    "$sha256 "*) ;;
    *) echo "This is not libsodium $version: $tarball" >&2; exit 1 ;;
  esac
}

[ -n "${LIBSODIUM_SOURCE:-}" ] || download
tar -xzf "$tarball" -C "$folder"
cd "$folder"/libsodium-*/
./configure --quiet --prefix="$prefix" --libdir="$prefix/lib" --disable-shared --with-pic
make -s -j 2 install
mkdir -p "$prefix/share/licenses/libsodium"
cp LICENSE "$prefix/share/licenses/libsodium"
