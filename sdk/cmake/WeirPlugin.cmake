# weir_add_plugin(name [SOURCES file...] [LIBRARIES target...] [TESTS file...])
#
# Builds <name>.so, which exports the plugin's entry and nothing else, and installs it where the
# host looks for plugins.  C++17 and C11, or newer where the project says so.
#   SOURCES    default: the folder's *.cc, *.cpp and *.c without its tests
#   LIBRARIES  what it links to, besides weir::sdk
#   TESTS      default: the folder's *_test.cc; with BUILD_TESTING, built together with the plugin's
#              objects into <name>_test (GoogleTest) and given to CTest.  WEIR_TEST_DATA is the path
#              of the folder's testdata/.
# In Weir's own tree all plugins are built into <build directory>/lib/weir/plugins.
include_guard(GLOBAL)

function(weir_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;LIBRARIES;TESTS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weir_add_plugin(${name}): unexpected \"${ARG_UNPARSED_ARGUMENTS}\"")
  endif()
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "weir_add_plugin(${name}): a plugin's name is [a-z][a-z0-9_]*")
  endif()
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS *.cc *.cpp *.c)
    list(FILTER ARG_SOURCES EXCLUDE REGEX "_(test|bench|fuzz)\\.[a-z]+$")
  endif()
  if(NOT ARG_TESTS)
    file(GLOB ARG_TESTS CONFIGURE_DEPENDS *_test.cc)
  endif()

  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE weir::sdk ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES PREFIX "" DEFINE_SYMBOL ""
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  weir_export_entry_only(${name})
  weir_compile_as_in_tree(${name})
  if(TARGET weir_compile)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/weir/plugins)
    target_compile_options(${name} PRIVATE "$<$<BOOL:${WEIR_LTO}>:-flto=auto;-ffat-lto-objects>")
  endif()
  weir_install_plugin(${name})
  if(BUILD_TESTING AND ARG_TESTS)
    weir_test_plugin(${name} ${ARG_TESTS})
  endif()
endfunction()

# One exported symbol, and none that is left to be found in the host.
function(weir_export_entry_only name)
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/weir-plugin.map)
  target_link_options(${name} PRIVATE -Wl,--version-script=${map})
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${map})
  # clang leaves a sanitizer's runtime to the executable.
  string(REGEX MATCH "-fsanitize" sanitized "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}")
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang OR NOT (sanitized OR WEIR_SANITIZE))
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
endfunction()

# In Weir's tree: its warnings, sanitizers and hardening, but not its C++20.
function(weir_compile_as_in_tree target)
  if(TARGET weir_compile)
    weir_compile_as(${target} 17)
  endif()
endfunction()

function(weir_install_plugin name)
  if(TARGET weir_compile)
    include(GNUInstallDirs)
    install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/weir/plugins
      COMPONENT plugins)
  elseif(WEIR_PLUGIN_INSTALL_DIR)
    install(TARGETS ${name} LIBRARY DESTINATION ${WEIR_PLUGIN_INSTALL_DIR})
  endif()
endfunction()

function(weir_test_plugin name)
  find_package(GTest REQUIRED)
  add_executable(${name}_test ${ARGN} $<TARGET_OBJECTS:${name}>)
  target_link_libraries(${name}_test PRIVATE
    $<TARGET_PROPERTY:${name},LINK_LIBRARIES> GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE
    WEIR_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata")
  weir_compile_as_in_tree(${name}_test)
  if(TARGET weir_compile)
    weir_compile_test(${name}_test 17)
  endif()
  add_test(NAME ${name}_test COMMAND ${name}_test)
endfunction()
