#!/bin/sh
# The SDK installs alone, and what is installed is enough: plugins are built from it with CMake, with
# pkg-config and with one copied header, and each exports its entry and needs nothing but the system.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
examples=$WEIR_SOURCE_DIR/sdk/examples
prefix=$folder/prefix
libdir=lib/$(cc -dumpmachine)  # as Debian has it
unset DESTDIR CFLAGS CXXFLAGS LDFLAGS || true

fail() {
  echo "FAILED: $*"
  exit 1
}

# run COMMAND...: shows its output only if it fails.
run() { "$@" > "$folder/log" 2>&1 || { cat "$folder/log"; fail "$*"; }; }

# check_plugin FILE: one exported symbol; what it needs is in the C and C++ libraries.
check_plugin() {
  exported=$(nm -D --defined-only "$1" | awk '{print $NF}')
  [ "$exported" = weir_plugin_entry_v1 ] || fail "$1 exports: $exported"
  for needed in $(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    case $needed in
      libc.so.* | libm.so.* | libstdc++.so.* | libgcc_s.so.* | ld-linux*) ;;
      *) fail "$1 needs $needed" ;;
    esac
  done
  # Without any other library loaded, everything is found.
  missing=$(ldd -r "$1" 2>&1 | grep 'undefined symbol' || true)
  [ -z "$missing" ] || fail "$1: $missing"
}

run "$CMAKE" -S "$WEIR_SOURCE_DIR/sdk" -B "$folder/sdk" -DCMAKE_INSTALL_PREFIX="$prefix" \
  -DCMAKE_INSTALL_LIBDIR="$libdir"
run "$CMAKE" --build "$folder/sdk"
run "$CMAKE" --install "$folder/sdk" --component dev

echo "with CMake"
cp -r "$examples/foobar_cpp" "$folder/cpp"
run "$CMAKE" -S "$folder/cpp" -B "$folder/cpp/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_PREFIX_PATH="$prefix"
run "$CMAKE" --build "$folder/cpp/build"
run "$CMAKE" --install "$folder/cpp/build"
check_plugin "$prefix/$libdir/weir/plugins/foobar.so"

echo "with CMake, moved"
mv "$prefix" "$folder/moved"
run "$CMAKE" -S "$folder/cpp" -B "$folder/cpp/again" -DCMAKE_PREFIX_PATH="$folder/moved"
run "$CMAKE" --build "$folder/cpp/again"
run "$CMAKE" --install "$folder/cpp/again"
check_plugin "$folder/moved/$libdir/weir/plugins/foobar.so"

echo "with CMake, by version"
version() {
  mkdir -p "$folder/version"
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(v LANGUAGES C)\nfind_package(weir-sdk %s REQUIRED)\n' \
    "$1" > "$folder/version/CMakeLists.txt"
  "$CMAKE" -S "$folder/version" -B "$folder/version/$1" -DCMAKE_PREFIX_PATH="$folder/moved" > /dev/null 2>&1
}
version 1.0 || fail "version 1.0 is not found"
! version 2.0 || fail "version 2.0 is found"
! version 1.99 || fail "version 1.99 is found"

if command -v pkg-config > /dev/null; then
  echo "with pkg-config"
  export PKG_CONFIG_PATH="$folder/moved/$libdir/pkgconfig"
  # The line is the example's own.
  line=$(sed -n 's/^ \*   *cc /cc /p; s/^ \*      -o/-o/p' "$examples/foobar_c/foobar.c" | tr -d '\\\n')
  cp "$examples/foobar_c/foobar.c" "$folder"
  (cd "$folder" && run sh -ec "$line")
  check_plugin "$folder/foobar.so"
  plugins=$(pkg-config --variable=plugindir weir-sdk)
  [ -f "$plugins/foobar.so" ] || fail "plugindir is $plugins"
  [ -z "$(pkg-config --libs weir-sdk)" ] || fail "there is nothing to link to"
fi

echo "with one copied header"
mkdir -p "$folder/copied/weir"
cp "$examples/foobar_c/foobar.c" "$folder/copied"
cp "$folder/moved/include/weir/plugin.h" "$folder/copied/weir"
(cd "$folder/copied" && run cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror \
  -I. -o foobar.so foobar.c)
check_plugin "$folder/copied/foobar.so"
