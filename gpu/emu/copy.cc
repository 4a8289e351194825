/* Copies and memsets.  */

#include <string.h>

#include "checker.h"
#include "emulator.h"

/* Whether the pointers are of the kind that is asked for, all of the range:
   with one address space for host and device, CUDA sees when they are not.  */
static int
valid (const void *to, const void *from, size_t bytes, cudaMemcpyKind kind)
{
  const int to_device = kind == cudaMemcpyHostToDevice
                        || kind == cudaMemcpyDeviceToDevice;
  const int from_device = kind == cudaMemcpyDeviceToHost
                          || kind == cudaMemcpyDeviceToDevice;

  return to && from
         && (to_device ? lgt_emu_find (to, bytes) != NULL
                       : !lgt_emu_meets_device (to, bytes))
         && (from_device ? lgt_emu_find (from, bytes) != NULL
                         : !lgt_emu_meets_device (from, bytes));
}

cudaError_t
lgt_emu_copy_async (void *to, const void *from, size_t bytes,
                    cudaMemcpyKind kind, cudaStream_t stream)
{
  struct lgt_emu_work work = {};
  cudaError_t status;

  lgt_emu_lock ();
  status = lgt_emu_broken ();
  if (status == cudaSuccess && bytes > 0)
    {
      work.kind = LGT_EMU_COPY;
      work.to = to;
      work.from = from;
      work.bytes = bytes;
      status = valid (to, from, bytes, kind)
               ? lgt_emu_submit (stream, &work,
                                 kind == cudaMemcpyHostToDevice)
               : cudaErrorInvalidValue;
      /* The host's side of a copy from the device is written at once.  */
      if (status == cudaSuccess && kind == cudaMemcpyDeviceToHost)
        lgt_emu_drain (stream);
    }
  lgt_emu_unlock ();
  return lgt_emu_result (status);
}

cudaError_t
lgt_emu_set_async (void *p, int value, size_t bytes, cudaStream_t stream)
{
  struct lgt_emu_work work = {};
  cudaError_t status;

  lgt_emu_lock ();
  status = lgt_emu_broken ();
  if (status == cudaSuccess && bytes > 0)
    {
      work.kind = LGT_EMU_SET;
      work.to = p;
      work.value = value;
      work.bytes = bytes;
      status = lgt_emu_find (p, bytes) ? lgt_emu_submit (stream, &work, 0)
                                       : cudaErrorInvalidValue;
    }
  lgt_emu_unlock ();
  return lgt_emu_result (status);
}

/* Without a stream: after all that waits in any of them.  */
cudaError_t
lgt_emu_copy (void *to, const void *from, size_t bytes, cudaMemcpyKind kind)
{
  cudaError_t status = lgt_emu_unsafe ();

  if (status == cudaSuccess)
    {
      lgt_emu_drain (NULL);
      status = lgt_emu_copy_async (to, from, bytes, kind, NULL);
    }
  if (status == cudaSuccess)
    lgt_emu_drain (NULL);
  return status;
}

cudaError_t
lgt_emu_set (void *p, int value, size_t bytes)
{
  cudaError_t status = lgt_emu_unsafe ();

  if (status == cudaSuccess)
    {
      lgt_emu_drain (NULL);
      status = lgt_emu_set_async (p, value, bytes, NULL);
    }
  return status;
}

/* ---- when it is done ---- */

static int launches;

static void
launch (const struct lgt_emu_call *call)
{
  launches++;
  if (lgt_emu_setting ("LGT_EMU_FAIL", 0) == (unsigned long long) launches)
    lgt_emu_break (cudaErrorIllegalAddress);
  else
    lgt_emu_run_grid (call);
}

void
lgt_emu_perform (const struct lgt_emu_work *work)
{
  if (lgt_emu_broken () != cudaSuccess)
    return;
  lgt_emu_open (1);
  switch (work->kind)
    {
    case LGT_EMU_KERNEL:
      launch (&work->call);
      break;
    case LGT_EMU_COPY:
      memmove (work->to, work->from, work->bytes);
      lgt_emu_check_copy (work->to, work->from, work->bytes);
      break;
    case LGT_EMU_SET:
      memset (work->to, work->value, work->bytes);
      lgt_emu_check_written (work->to, work->bytes);
      break;
    }
  lgt_emu_open (0);
}
