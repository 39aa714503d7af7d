#include <netcdf.h>
#include <dlfcn.h>

/* Two habits of HDF5, the library under NetCDF, that a program must be spared; called before every call.
   It prints its inner troubles to standard error in each thread but the one that NetCDF was first used in:
   NetCDF reports the errors, so the printing goes off. And when the program ends it tries again to write
   what a full disk refused, and crashes: files are closed by us, so nothing is left to do at the end.
   Looked up at run time, because the library has another name on each system. */
static inline void speciosa_tame_hdf5(void) {
  typedef int (*set_auto_function)(long long, void *, void *);
  typedef int (*dont_atexit_function)(void);
  static set_auto_function set_auto;
  if (!set_auto) {
    dont_atexit_function dont_atexit = (dont_atexit_function)dlsym(((void *)0), "H5dont_atexit");
    if (dont_atexit) dont_atexit();
    set_auto = (set_auto_function)dlsym(((void *)0), "H5Eset_auto2");
  }
  if (set_auto) set_auto(0, (void *)0, (void *)0);
}
