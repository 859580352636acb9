# How Weir's own targets are compiled: warnings, sanitizers, hardening, and the calls that turn a
# folder into a library (weir_stage) or into a test (weir_test).

# Not in the release preset: GCC warns of its own library once it optimises (GCC bug 105651).
option(WEIR_WERROR "Treat warnings as errors" OFF)
# Off where a file that leaves out an include is to be seen.
option(WEIR_PRECOMPILE "Read headers once for many files, and compile several files of a test at once" ON)
option(WEIR_LTO "Link-time optimisation of the stages that say so" OFF)
option(WEIR_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(WEIR_FUZZ_TRACE "Have them learn from comparisons too, which slows down all else" OFF)
set(WEIR_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

find_program(WEIR_CCACHE ccache)
if(WEIR_CCACHE)  # with precompiled headers, as ccache's manual says
  set(CMAKE_C_COMPILER_LAUNCHER ${WEIR_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${WEIR_CCACHE})
  add_compile_options($<IF:$<CXX_COMPILER_ID:Clang>,-Xclang$<SEMICOLON>-fno-pch-timestamp,-fpch-preprocess>)
endif()

add_library(weir_compile INTERFACE)
target_compile_features(weir_compile INTERFACE cxx_std_20 c_std_11)
target_compile_options(weir_compile INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion -Wformat=2
  -Wundef -Wnull-dereference $<$<BOOL:${WEIR_WERROR}>:-Werror>
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual>)
target_compile_definitions(weir_compile INTERFACE _GNU_SOURCE)

if(WEIR_SANITIZE)
  target_compile_options(weir_compile INTERFACE
    -fsanitize=${WEIR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(weir_compile INTERFACE -fsanitize=${WEIR_SANITIZE})
else()
  target_compile_options(weir_compile INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_link_options(weir_compile INTERFACE -Wl,-z,relro,-z,now)
endif()

# Coverage of a judge (WEIR_JUDGE) would lead the fuzzer to what the judge can tell apart.
if(WEIR_FUZZ)
  set(coverage -fsanitize-coverage=inline-8bit-counters,pc-table)
  if(WEIR_FUZZ_TRACE)
    set(coverage -fsanitize=fuzzer-no-link)
  endif()
  target_compile_options(weir_compile INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:WEIR_JUDGE>>>:${coverage}>)
  target_compile_definitions(weir_compile INTERFACE _GLIBCXX_ASSERTIONS)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_package(Threads REQUIRED)

# Poco tells its users how it was built itself: against the _GNU_SOURCE of everything here, and with
# a size of file offsets that 64-bit systems have anyway, with which no precompiled header fits.
find_package(Poco REQUIRED COMPONENTS Foundation)
get_target_property(definitions Poco::Foundation INTERFACE_COMPILE_DEFINITIONS)
list(FILTER definitions EXCLUDE REGEX "_XOPEN_SOURCE")
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  list(FILTER definitions EXCLUDE REGEX "_FILE_OFFSET_BITS")
endif()
set_target_properties(Poco::Foundation PROPERTIES INTERFACE_COMPILE_DEFINITIONS "${definitions}")

# What nearly every file includes, read once.
# weir_precompile(name header standard flag libraries...)
function(weir_precompile name header standard flag)
  if(NOT WEIR_PRECOMPILE)
    return()
  endif()
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE ${ARGN})
  weir_compile_as(${name} ${standard})
  target_compile_options(${name} PRIVATE ${flag})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_precompile_headers(${name} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${header})
endfunction()

# Warnings, sanitizers and hardening as for all, with another C++ standard.
function(weir_compile_as target standard)
  foreach(kind COMPILE_OPTIONS COMPILE_DEFINITIONS LINK_OPTIONS)
    set_property(TARGET ${target} APPEND PROPERTY
      ${kind} $<TARGET_PROPERTY:weir_compile,INTERFACE_${kind}>)
  endforeach()
  set_target_properties(${target} PROPERTIES CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON)
endfunction()

# Tests are compiled without optimisation and linked without that of the link: it is what they test
# that has to be quick.
set(weir_test_options $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
weir_precompile(weir_precompiled precompiled.h 20 -fPIC)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  weir_precompile(weir_test_precompiled_17 test_precompiled.h 17 "-fPIE;${weir_test_options}" GTest::gmock)
  weir_precompile(weir_test_precompiled_20 test_precompiled.h 20 "-fPIE;${weir_test_options}" GTest::gmock)
endif()

# weir_compile_test(target [standard]): the target, of warnings as all have them, is a test.
function(weir_compile_test target)
  set(standard ${ARGN} 20)
  list(GET standard 0 standard)
  target_compile_options(${target} PRIVATE ${weir_test_options})
  target_link_options(${target} PRIVATE $<$<BOOL:${WEIR_LTO}>:-fno-lto>)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${WEIR_PRECOMPILE} UNITY_BUILD_BATCH_SIZE 5)
  if(TARGET weir_test_precompiled_${standard})
    target_precompile_headers(${target} REUSE_FROM weir_test_precompiled_${standard})
  endif()
endfunction()

# A stage of the host: the folder's sources (tests are elsewhere) as the library weir::<name>, seen
# by others as "<name>/header.h".  What a scrape runs through for each series is HOT: optimised across
# files, which costs every program that links it seconds.
# weir_stage(name [HOT] PUBLIC libraries... PRIVATE libraries...)
function(weir_stage name)
  cmake_parse_arguments(ARG "HOT" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_library(weir_${name} STATIC ${sources})
  add_library(weir::${name} ALIAS weir_${name})
  target_include_directories(weir_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host)
  target_link_libraries(weir_${name} PUBLIC ${ARG_PUBLIC} PRIVATE weir_compile ${ARG_PRIVATE})
  if(ARG_HOT AND WEIR_LTO)
    target_compile_options(weir_${name} PRIVATE -flto=auto -ffat-lto-objects)
  endif()
  if(TARGET weir_precompiled)
    target_precompile_headers(weir_${name} REUSE_FROM weir_precompiled)
  endif()
endfunction()

# A GoogleTest program from all *_test.cc of the calling folder.  COST: its seconds with sanitizers, if
# it is one of those that have to be started first.
# weir_test(name [COST seconds] libraries...)
function(weir_test name)
  cmake_parse_arguments(ARG "" "COST" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE weir_compile ${ARG_UNPARSED_ARGUMENTS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    WEIR_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata" WEIR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  weir_compile_test(${name})
  add_test(NAME ${name} COMMAND ${name})
  if(ARG_COST)
    set_tests_properties(${name} PROPERTIES COST ${ARG_COST})
  endif()
endfunction()
