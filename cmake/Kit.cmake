# mainstay_kit(<name> LIBS <target>...): src/kit/<name> becomes the static library kit_<name>.
# Its tests/*_test.cpp join the unit tests.
function(mainstay_kit name)
  cmake_parse_arguments(KIT "" "" "LIBS;PRIVATE_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(kit_${name} STATIC ${sources})
  target_include_directories(kit_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(kit_${name} PUBLIC base ${KIT_LIBS} PRIVATE ${KIT_PRIVATE_LIBS})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*_test.cpp)
  set_property(GLOBAL APPEND PROPERTY MAINSTAY_TESTS ${tests})
  set_property(GLOBAL APPEND PROPERTY MAINSTAY_TEST_LIBS kit_${name})
endfunction()
