/* The machine: a driver, some devices, or none.  */

#include <stdio.h>
#include <string.h>

#include "emulator.h"

static __thread int present;

/* The error that calls give without a driver or a device; else how many there
   are.  */
static cudaError_t
devices (int *count)
{
  const unsigned long long driver
    = lgt_emu_setting ("LGT_EMU_DRIVER", CUDART_VERSION);

  *count = (int) lgt_emu_setting ("LGT_EMU_DEVICES", 1);
  if (driver < CUDART_VERSION)
    return cudaErrorInsufficientDriver;
  return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}

cudaError_t
lgt_emu_driver_version (int *version)
{
  *version = (int) lgt_emu_setting ("LGT_EMU_DRIVER", CUDART_VERSION);
  return cudaSuccess;
}

cudaError_t
lgt_emu_device_count (int *count)
{
  const cudaError_t status = devices (count);

  if (status != cudaSuccess)
    *count = 0;
  return lgt_emu_result (status);
}

static cudaError_t
check_device (int device)
{
  int count;
  const cudaError_t status = devices (&count);

  if (status != cudaSuccess)
    return lgt_emu_result (status);
  if (device < 0 || device >= count)
    return lgt_emu_result (cudaErrorInvalidDevice);
  return cudaSuccess;
}

cudaError_t
lgt_emu_set_device (int device)
{
  const cudaError_t status = check_device (device);

  if (status != cudaSuccess)
    return status;
  present = device;
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_get_device (int *device)
{
  *device = present;
  return check_device (present);
}

/* An H100 in all that matters here, but for LGT_EMU_CAPABILITY.  */
cudaError_t
lgt_emu_attribute (int *value, cudaDeviceAttr which, int device)
{
  const int capability = (int) lgt_emu_setting ("LGT_EMU_CAPABILITY", 90);
  const cudaError_t status = check_device (device);

  if (status != cudaSuccess)
    return status;
  switch (which)
    {
    case cudaDevAttrMaxThreadsPerBlock: *value = 1024; break;
    case cudaDevAttrMaxSharedMemoryPerBlock: *value = LGT_EMU_SHARED; break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = LGT_EMU_SHARED_MOST;
      break;
    case cudaDevAttrWarpSize: *value = 32; break;
    case cudaDevAttrMultiProcessorCount: *value = 132; break;
    case cudaDevAttrComputeCapabilityMajor: *value = capability / 10; break;
    case cudaDevAttrComputeCapabilityMinor: *value = capability % 10; break;
    default: return lgt_emu_result (cudaErrorInvalidValue);
    }
  return cudaSuccess;
}

cudaError_t
lgt_emu_properties (struct cudaDeviceProp *p, int device)
{
  size_t left;
  cudaError_t status = check_device (device);

  memset (p, 0, sizeof *p);
  if (status == cudaSuccess)
    status = lgt_emu_memory_info (&left, &p->totalGlobalMem);
  if (status != cudaSuccess)
    return status;
  snprintf (p->name, sizeof p->name, "emulated on the host");
  p->sharedMemPerBlock = LGT_EMU_SHARED;
  p->sharedMemPerBlockOptin = LGT_EMU_SHARED_MOST;
  p->warpSize = 32;
  p->maxThreadsPerBlock = 1024;
  p->multiProcessorCount = 132;
  lgt_emu_attribute (&p->major, cudaDevAttrComputeCapabilityMajor, device);
  lgt_emu_attribute (&p->minor, cudaDevAttrComputeCapabilityMinor, device);
  return cudaSuccess;
}
