# Defines the target `libzmq`: the system's when it is recent enough, else one built statically.
# The environment variable LIBZMQ_SOURCE (a tarball or a folder) asks for the static one.

set(libzmq_minimum 4.3.2)
set(libzmq_url
    https://github.com/zeromq/libzmq/releases/download/v4.3.5/zeromq-4.3.5.tar.gz)
set(libzmq_sha256 6653ef5910f17954861fe72332e68b03ca6e4d9c7160eb3a8de5a5a913bfab43)

set(libzmq_source "$ENV{LIBZMQ_SOURCE}")
find_package(PkgConfig)
if(PkgConfig_FOUND AND NOT libzmq_source)
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

if(PkgConfig_FOUND)
  pkg_check_modules(libsodium libsodium)
endif()
if(libsodium_FOUND)
  message(STATUS "libzmq: static, from ${libzmq_source}; CURVE through libsodium ${libsodium_VERSION}")
  set(curve ON)
else()
  message(STATUS "libzmq: static, from ${libzmq_source}; WITHOUT CURVE, as there is no libsodium")
  set(curve OFF)
endif()

# As cache entries they give way to what was asked for by -D.
foreach(feature BUILD_SHARED BUILD_TESTS ENABLE_CLANG ENABLE_CPACK WITH_DOCS
        WITH_PERF_TOOL WITH_TLS)
  set(${feature} OFF CACHE BOOL "")
endforeach()
set(ENABLE_DRAFTS ${PYZMQ_DRAFTS} CACHE BOOL "")
set(ENABLE_CURVE ${curve} CACHE BOOL "")
set(WITH_LIBSODIUM ${curve} CACHE BOOL "")

include(FetchContent)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5) # libzmq asks for a CMake older than today's will be
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_MESSAGE_LOG_LEVEL WARNING)
FetchContent_Declare(libzmq URL ${libzmq_source} ${libzmq_hash})
FetchContent_MakeAvailable(libzmq)
unset(CMAKE_MESSAGE_LOG_LEVEL)
add_library(libzmq ALIAS libzmq-static)
