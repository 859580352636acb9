# How Weir's own targets are compiled: warnings, sanitizers, hardening, and the calls that turn a
# folder into a library (weir_stage) or into a test (weir_test).

# Not in the release preset: GCC warns of its own library once it optimises (GCC bug 105651).
option(WEIR_WERROR "Treat warnings as errors" OFF)
option(WEIR_LTO "Link-time optimisation" OFF)
option(WEIR_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(WEIR_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

find_program(WEIR_CCACHE ccache)
if(WEIR_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${WEIR_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${WEIR_CCACHE})
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
  target_compile_options(weir_compile INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:WEIR_JUDGE>>>:-fsanitize=fuzzer-no-link>)
  target_compile_definitions(weir_compile INTERFACE _GLIBCXX_ASSERTIONS)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${WEIR_LTO})

find_package(Threads REQUIRED)

# A stage of the host: the folder's sources (tests are elsewhere) as the library weir::<name>, seen
# by others as "<name>/header.h".  weir_stage(name PUBLIC libraries... PRIVATE libraries...)
function(weir_stage name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_library(weir_${name} STATIC ${sources})
  add_library(weir::${name} ALIAS weir_${name})
  target_include_directories(weir_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host)
  target_link_libraries(weir_${name} PUBLIC ${ARG_PUBLIC} PRIVATE weir_compile ${ARG_PRIVATE})
endfunction()

# A GoogleTest program from all *_test.cc of the calling folder.
# weir_test(name libraries...)
function(weir_test name)
  find_package(GTest REQUIRED)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE weir_compile ${ARGN} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    WEIR_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata" WEIR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
