# mainstay_slice(<name> [USES <slice>...] [KIT <part>...]): a feature folder becomes one static library slice_<name>.
# Its sql/*.sql become <name>/<name>_sql.hpp; it may include the public header of the slices it USES, and no other.
function(mainstay_slice name)
  cmake_parse_arguments(SLICE "" "" "USES;KIT" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB queries CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/sql/*.sql)
  set(generated ${CMAKE_BINARY_DIR}/generated/${name}/${name}_sql.hpp)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DFILES=${queries}" -DOUT=${generated} -P ${PROJECT_SOURCE_DIR}/cmake/EmbedSql.cmake
    DEPENDS ${queries} ${PROJECT_SOURCE_DIR}/cmake/EmbedSql.cmake VERBATIM)
  add_library(slice_${name} STATIC ${sources} ${generated})
  target_include_directories(slice_${name} PUBLIC ${PROJECT_SOURCE_DIR}/slices PRIVATE ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(slice_${name} PUBLIC kit_db kit_http kit_json kit_events kit_jobs kit_crypto)
  foreach(part ${SLICE_KIT})
    target_link_libraries(slice_${name} PUBLIC kit_${part})
  endforeach()
  foreach(used ${SLICE_USES})
    target_link_libraries(slice_${name} PUBLIC slice_${used})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY MAINSTAY_SLICES slice_${name})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*_test.cpp)
  set_property(GLOBAL APPEND PROPERTY MAINSTAY_TESTS ${tests})
  set_property(GLOBAL APPEND PROPERTY MAINSTAY_TEST_LIBS slice_${name})
endfunction()
