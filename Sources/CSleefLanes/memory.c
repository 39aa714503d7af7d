#include "CSleefLanes.h"

#include <stdlib.h>
#if defined(__GLIBC__)
  #include <malloc.h>
#endif

void lanes_keep_freed_memory(void) {
#if defined(__GLIBC__)
  // The largest piece that may be kept, and what may lie free at the end of the heap.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}
