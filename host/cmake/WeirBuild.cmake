# How Weir's own targets are compiled: warnings, sanitizers, hardening, and the calls that turn a
# folder into a library (weir_stage) or into a test (weir_test).

# Not in the release preset: GCC warns of its own library once it optimises (GCC bug 105651).
option(WEIR_WERROR "Treat warnings as errors" OFF)
option(WEIR_LTO "Link-time optimisation of the stages that say so" OFF)
option(WEIR_FUZZ "Build the libFuzzer targets (clang only)" OFF)
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
  target_compile_options(weir_compile INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:WEIR_JUDGE>>>:-fsanitize=fuzzer-no-link>)
  target_compile_definitions(weir_compile INTERFACE _GLIBCXX_ASSERTIONS)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_package(Threads REQUIRED)

# What nearly every file includes, read once.  A stage's only in builds with sanitizers: the others
# read each file as it stands, so that an include that is missing is seen.
# weir_precompile(name header flag libraries...)
function(weir_precompile name header flag)
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE weir_compile ${ARGN})
  target_compile_options(${name} PRIVATE ${flag})
  target_precompile_headers(${name} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${header})
endfunction()
if(WEIR_SANITIZE)
  weir_precompile(weir_precompiled precompiled.h -fPIC)
endif()

# Tests are compiled without optimisation: it is what they test that has to be quick.
set(weir_test_options $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  weir_precompile(weir_test_precompiled test_precompiled.h -fPIE GTest::gmock)
  target_compile_options(weir_test_precompiled PRIVATE ${weir_test_options})
  set_target_properties(weir_test_precompiled PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endif()

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
  if(ARG_HOT)
    set_target_properties(weir_${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ${WEIR_LTO})
  endif()
  if(TARGET weir_precompiled AND NOT "${ARGN}" MATCHES "Poco")  # Poco's has another _XOPEN_SOURCE
    target_precompile_headers(weir_${name} REUSE_FROM weir_precompiled)
  endif()
endfunction()

# A GoogleTest program from all *_test.cc of the calling folder.
# weir_test(name libraries...)
function(weir_test name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE weir_compile ${ARGN} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    WEIR_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata" WEIR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${name} PRIVATE ${weir_test_options})
  target_precompile_headers(${name} REUSE_FROM weir_test_precompiled)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
