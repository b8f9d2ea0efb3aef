# Puts the licences of what is linked in beside the package's own.
set(libraries_licenses ${SKBUILD_METADATA_DIR}/licenses)

# libzmq's own (one file from 4.3.5 on, two before), and those of what it includes
file(GLOB licenses ${libzmq_SOURCE_DIR}/LICENSE ${libzmq_SOURCE_DIR}/COPYING*)
if(NOT licenses)
  message(FATAL_ERROR "PYZMQ_BUNDLE: ${libzmq_source} has no licence")
endif()
install(FILES ${licenses} DESTINATION ${libraries_licenses}/libzmq COMPONENT pyzmq)
foreach(part sha1 wepoll)
  file(GLOB license ${libzmq_SOURCE_DIR}/external/${part}/license.txt)
  install(FILES ${license} DESTINATION ${libraries_licenses}/libzmq/${part} COMPONENT pyzmq)
endforeach()

# Packagers put it in different places.
get_filename_component(prefix ${SODIUM_INCLUDE_DIRS} DIRECTORY)
find_file(libsodium_license NAMES LICENSE copyright HINTS ${prefix}/share NO_DEFAULT_PATH
          PATH_SUFFIXES licenses/libsodium libsodium doc/libsodium-dev REQUIRED)
install(FILES ${libsodium_license} DESTINATION ${libraries_licenses}/libsodium RENAME LICENSE
        COMPONENT pyzmq)
