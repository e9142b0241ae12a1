# Both compilers must be clean; MAINSTAY_WERROR turns a warning into an error (bin/test does).
option(MAINSTAY_WERROR "Treat warnings as errors" OFF)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers)
if(MAINSTAY_WERROR)
  add_compile_options(-Werror)
endif()
# Hardening for every build; _FORTIFY_SOURCE needs optimisation.
add_compile_options(-fstack-protector-strong -fstack-clash-protection)
add_compile_definitions($<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS> $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
add_link_options(-Wl,-z,relro,-z,now)
