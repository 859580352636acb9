#!/bin/sh
# Every block of code in the authors' page compiles, and its commands run from top to bottom in a folder
# with the files that it names.  A block of C++ without #include is a collector's members.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
page=$WEIR_SOURCE_DIR/docs/plugin-authors.md
include=$WEIR_SOURCE_DIR/sdk/include
unset DESTDIR CFLAGS CXXFLAGS LDFLAGS || true

fail() {
  echo "FAILED: $*"
  exit 1
}

# Blocks go to files/NAME, run/NN, weir/NN (commands that need the host) or LANGUAGE/NN.
awk -v out="$folder" '
  /^<!-- file: / { name = "files/" $3; next }
  /^<!-- run -->$/ { name = sprintf("run/%02d", n); next }
  /^<!-- run with weir -->$/ { name = sprintf("weir/%02d", n); next }
  /^```/ && !inside {
    inside = 1
    if (name == "") name = sprintf("%s/%02d", substr($0, 4), n)
    path = out "/" name
    system("mkdir -p \"$(dirname \"" path "\")\"")
    printf "" > path
    n++
    name = ""
    next
  }
  /^```/ { inside = 0; close(path); next }
  inside { print > path }
' "$page"

checked=0
for block in "$folder"/cpp/* "$folder"/files/*.cc; do
  if grep -q '^#include' "$block"; then
    cp "$block" "$folder/block.cc"
  else
    {
      for header in cerrno fcntl.h map string system_error unistd.h vector weir/collector.h; do
        echo "#include <$header>"
      done
      echo "class Block : public weir::Collector {"
      cat "$block"
      echo "};"
    } > "$folder/block.cc"
  fi
  c++ -std=c++17 -fsyntax-only -Wall -Wextra -Werror -DWEIR_TEST_DATA='""' -I"$include" \
    "$folder/block.cc" || fail "$(basename "$block")"
  checked=$((checked + 1))
done
echo "$checked blocks compile"
[ "$checked" -ge 8 ] || fail "too few blocks were found"

# The SDK, installed as a reader has it.
"$CMAKE" -S "$WEIR_SOURCE_DIR/sdk" -B "$folder/sdk" -DCMAKE_INSTALL_PREFIX="$folder/prefix" \
  -DCMAKE_INSTALL_LIBDIR=lib > "$folder/log"
"$CMAKE" --install "$folder/sdk" > "$folder/log"
export CMAKE_PREFIX_PATH="$folder/prefix" PKG_CONFIG_PATH="$folder/prefix/lib/pkgconfig"
cp "$WEIR_SOURCE_DIR/sdk/examples/foobar_c/foobar.c" "$folder/foobar.c"

# Of the files, the ones of the first plugin make the folder that the page speaks of.
mkdir "$folder/entropy"
cp -r "$folder/files/CMakeLists.txt" "$folder"/files/entropy*.cc "$folder/files/testdata" \
  "$folder/entropy"
cd "$folder/entropy"
for commands in "$folder"/run/*; do
  case $(cat "$commands") in
    *foobar.c*) command -v pkg-config > /dev/null || continue
      cp "$folder/foobar.c" . ;;
  esac
  sh -ec "$(cat "$commands")" > "$folder/log" 2>&1 || {
    cat "$folder/log"
    fail "$(cat "$commands")"
  }
done
[ -f "$folder/prefix/lib/weir/plugins/entropy.so" ] || fail "the plugin was not installed"

if [ -x "${WEIR:-}" ]; then
  PATH=$(dirname "$WEIR"):$PATH
  for commands in "$folder"/weir/*; do
    sh -ec "$(cat "$commands")" > "$folder/page" || fail "$(cat "$commands")"
  done
  grep -q '^entropy_available_bits [0-9]' "$folder/page" || fail "the page lacks its line"
  echo "the host shows it"
fi
