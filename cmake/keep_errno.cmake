# Lets tracing leave errno alone: the core reads it on the line after a call that has failed, and in
# between coverage.py is told of that line. FILE is what Cython has written.
set(wrappers "#include <errno.h>\n")
file(READ ${FILE} text)
foreach(macro TraceLine TraceStartFunc TraceReturnValue TraceReturnCValue)
  string(REPLACE "#define __Pyx_${macro}(" "#define pyzmq_${macro}(" text "${text}")
  string(APPEND wrappers "#define __Pyx_${macro}(...) \
{ int kept = errno; pyzmq_${macro}(__VA_ARGS__); errno = kept; }\n")
endforeach()
file(WRITE ${FILE} "${wrappers}${text}")
