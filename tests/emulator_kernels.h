/* Kernels and calls that try the emulator, right and wrong ones.  */

#ifndef EMULATOR_KERNELS_H
#define EMULATOR_KERNELS_H

#ifdef __cplusplus
extern "C" {
#endif

/* How the kernels were compiled: the emulator checks every access, or the
   address sanitizer does.  */
extern const int emulator_checks, emulator_asan;

/* RUN returns 0, or the line of what did not hold.  */
struct emulator_right
{
  const char *name;
  int (*run) (void);
};
extern const struct emulator_right emulator_right[], emulator_api[];
extern const int emulator_n_right, emulator_n_api;

/* A kernel with a mistake, and what the emulator says of it: as such, and
   where it checks every access; NULL: it does not see it.  ASAN: the address
   sanitizer sees it.  */
struct emulator_wrong
{
  const char *name;
  int (*run) (void);
  const char *plain, *checked;
  int asan;
  const char *kernel;           /* the name in the message */
};
extern const struct emulator_wrong emulator_wrong[];
extern const int emulator_n_wrong;

#ifdef __cplusplus
}

#include "../gpu/launch.h"

#define HOLD(what) do if (!(what)) return __LINE__; while (0)
#define COUNT(array) ((int) (sizeof (array) / sizeof *(array)))

static const struct lgt_queue emulator_queue = {};

/* N values on the device.  */
template <class T>
static inline T *
on_device (const T *value, size_t n)
{
  T *data = nullptr;

  if (cudaMalloc (&data, n * sizeof *data) == cudaSuccess && value)
    cudaMemcpy (data, value, n * sizeof *data, cudaMemcpyHostToDevice);
  return data;
}
template <class T>
static inline int
from_device (T *value, const T *data, size_t n)
{
  return cudaMemcpy (value, data, n * sizeof *data, cudaMemcpyDeviceToHost)
         == cudaSuccess;
}
#endif

#endif
