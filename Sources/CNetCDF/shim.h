#include <netcdf.h>
#include <dlfcn.h>

/* HDF5 keeps its error printing on in each thread but the one that NetCDF was first used in, and would fill
   standard error with its inner troubles. NetCDF reports the errors; this turns the printing off for the
   calling thread. Looked up at run time, because the library under NetCDF has another name on each system. */
static inline void speciosa_quiet_hdf5(void) {
  typedef int (*set_auto_function)(long long, void *, void *);
  static set_auto_function set_auto;
  if (!set_auto) set_auto = (set_auto_function)dlsym(((void *)0), "H5Eset_auto2");
  if (set_auto) set_auto(0, (void *)0, (void *)0);
}
