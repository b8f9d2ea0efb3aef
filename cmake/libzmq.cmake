# Defines the target `libzmq`: the system's when it is recent enough, else one built statically.
# PYZMQ_BUNDLE, or LIBZMQ_SOURCE in the environment (a tarball or a folder), asks for the static one.

set(libzmq_minimum 4.3.2)
set(libzmq_url
    https://github.com/zeromq/libzmq/releases/download/v4.3.5/zeromq-4.3.5.tar.gz)
set(libzmq_sha256 6653ef5910f17954861fe72332e68b03ca6e4d9c7160eb3a8de5a5a913bfab43)

set(libzmq_source "$ENV{LIBZMQ_SOURCE}")
find_package(PkgConfig)
if(PkgConfig_FOUND AND NOT libzmq_source AND NOT PYZMQ_BUNDLE)
  pkg_check_modules(system_libzmq IMPORTED_TARGET libzmq>=${libzmq_minimum})
  if(PYZMQ_DRAFTS AND NOT system_libzmq_CFLAGS_OTHER MATCHES ZMQ_BUILD_DRAFT_API)
    message(STATUS "libzmq ${system_libzmq_VERSION} of the system has no drafts")
  elseif(system_libzmq_FOUND)
    message(STATUS "libzmq ${system_libzmq_VERSION} of the system")
    add_library(libzmq ALIAS PkgConfig::system_libzmq)
    return()
  endif()
endif()

function(download_libzmq tarball)
  message(STATUS "libzmq: downloading ${libzmq_url}")
  file(DOWNLOAD ${libzmq_url} ${tarball} STATUS status)
  list(POP_FRONT status failed reason)
  if(failed)
    file(REMOVE ${tarball})
    message(FATAL_ERROR
      "There is no libzmq >= ${libzmq_minimum} on this system, and its source cannot be "
      "downloaded: ${reason}. Install libzmq with its headers (libzmq3-dev, zeromq-devel or "
      "zeromq) and pkg-config, or set LIBZMQ_SOURCE to a tarball or folder of its source.")
  endif()
endfunction()

enable_language(CXX)
if(libzmq_source)
  get_filename_component(libzmq_source "${libzmq_source}" ABSOLUTE)
  if(NOT EXISTS "${libzmq_source}")
    message(FATAL_ERROR "LIBZMQ_SOURCE: there is no ${libzmq_source}")
  endif()
else()
  set(libzmq_source ${CMAKE_CURRENT_BINARY_DIR}/libzmq.tar.gz)
  set(libzmq_hash URL_HASH SHA256=${libzmq_sha256})
  if(NOT EXISTS ${libzmq_source})
    download_libzmq(${libzmq_source})
  endif()
endif()

# libzmq looks for libsodium under these names, too, and takes what is set.
if(PkgConfig_FOUND)
  pkg_check_modules(libsodium QUIET libsodium)
endif()
find_path(SODIUM_INCLUDE_DIRS sodium.h HINTS ${libsodium_INCLUDE_DIRS})
if(PYZMQ_BUNDLE)
  set(archive libsodium.a) # nothing to ship beside the module; position-independent, it is hoped
endif()
find_library(SODIUM_LIBRARIES NAMES ${archive} libsodium sodium HINTS ${libsodium_LIBRARY_DIRS})
if(SODIUM_INCLUDE_DIRS AND SODIUM_LIBRARIES)
  message(STATUS "libzmq: static, from ${libzmq_source}; CURVE through ${SODIUM_LIBRARIES}")
  set(curve ON)
elseif(PYZMQ_BUNDLE)
  message(FATAL_ERROR "PYZMQ_BUNDLE: there is no libsodium with its headers (libsodium-dev), and "
    "a package without CURVE is not for others")
else()
  message(STATUS "libzmq: static, from ${libzmq_source}; WITHOUT CURVE, as there is no libsodium")
  set(curve OFF)
endif()

# As cache entries they give way to what was asked for by -D.
foreach(feature BUILD_SHARED BUILD_TESTS ENABLE_CLANG ENABLE_CPACK WITH_DOCS
        WITH_LIBBSD WITH_PERF_TOOL WITH_TLS)
  set(${feature} OFF CACHE BOOL "")
endforeach()
set(ENABLE_DRAFTS ${PYZMQ_DRAFTS} CACHE BOOL "")
set(ENABLE_CURVE ${curve} CACHE BOOL "")
set(WITH_LIBSODIUM ${curve} CACHE BOOL "")
set(WITH_LIBSODIUM_STATIC ${PYZMQ_BUNDLE} CACHE BOOL "")

include(FetchContent)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5) # libzmq asks for a CMake older than today's will be
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_MESSAGE_LOG_LEVEL WARNING)
if(PYZMQ_BUNDLE AND NOT MSVC) # where it was built is nobody's business
  add_compile_options(-ffile-prefix-map=${CMAKE_BINARY_DIR}/=)
endif()
FetchContent_Declare(libzmq URL ${libzmq_source} ${libzmq_hash})
FetchContent_MakeAvailable(libzmq)
unset(CMAKE_MESSAGE_LOG_LEVEL)
add_library(libzmq ALIAS libzmq-static)

# What does `cimport zmq` needs libzmq's declarations, which come from the system otherwise.
if(NOT Python_INTERPRETER_ID STREQUAL "PyPy" AND NOT SKBUILD_STATE STREQUAL "editable")
  install(FILES ${libzmq_SOURCE_DIR}/include/zmq.h DESTINATION zmq/backend/cython COMPONENT pyzmq)
endif()
if(PYZMQ_BUNDLE)
  include(cmake/licenses.cmake)
endif()
