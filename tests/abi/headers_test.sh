#!/bin/sh
# Each public header compiles alone without a warning as C++17; those that bring in the others do with
# every compiler that is here, in every language version that they promise.  The layout test refuses a changed layout.
set -eu
include=$WEIR_SOURCE_DIR/sdk/include
flags="-fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
tried=0

# compile COMPILER LANGUAGE STANDARD HEADER
compile() {
  command -v "$1" > /dev/null || return 0
  tried=$((tried + 1))
  if ! echo "#include <$4>" | "$1" $flags -x "$2" -std="$3" -I"$include" -; then
    echo "FAILED: $4 with $1 as $3"
    failed=1
  fi
}

for compiler in gcc clang; do
  for standard in c11 c17; do compile $compiler c $standard weir/plugin.h; done
done
for header in $(cd "$include" && find weir -name '*.h'); do
  compile g++ c++ c++17 "$header"
done
for header in weir/plugin.h weir/collector.h weir/testing.h; do
  compile g++ c++ c++20 "$header"
  for standard in c++17 c++20; do compile clang++ c++ $standard "$header"; done
done
echo "$tried compilations"
test "$tried" -ge 6

# refused NAME EXPRESSION: with the header changed by sed, the layout test must not compile.
refused() {
  mkdir -p "$folder/weir"
  sed "$2" "$include/weir/plugin.h" > "$folder/weir/plugin.h"
  if cmp -s "$include/weir/plugin.h" "$folder/weir/plugin.h"; then
    echo "FAILED: $1 changed nothing"
    failed=1
  elif cc -std=c11 -fsyntax-only -w -I"$folder" "$WEIR_SOURCE_DIR/tests/abi/layout.c" 2> /dev/null; then
    echo "FAILED: the layout test let pass $1"
    failed=1
  fi
}
cc -std=c11 -fsyntax-only -I"$include" "$WEIR_SOURCE_DIR/tests/abi/layout.c"
refused "a field in the middle" 's/^  uint64_t deadline_ns;/  uint64_t before;\n&/'
refused "a wider field" 's/int32_t os_error;/int64_t os_error;/'
refused "another value" 's/WEIR_E_LIMIT = -7/WEIR_E_LIMIT = -8/'
refused "another order" 's/^  weir_str help;/  weir_str swapped;/; s/^  weir_str unit;/  weir_str help;/; s/swapped/unit/'
refused "another argument" 's/weir_slot first);/weir_slot first, int extra);/'
exit $failed
