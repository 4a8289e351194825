/* Errors: the last one, and the one that stays.  */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "emulator.h"

static __thread cudaError_t last;
static cudaError_t broken;

cudaError_t
lgt_emu_result (cudaError_t status)
{
  if (status != cudaSuccess)
    last = status;
  return status;
}

cudaError_t
lgt_emu_broken (void)
{
  return lgt_emu_result (broken);
}

void
lgt_emu_break (cudaError_t status)
{
  if (broken == cudaSuccess)
    broken = status;
}

cudaError_t
lgt_emu_last_error (void)
{
  const cudaError_t status = last;

  last = broken;
  return status != cudaSuccess ? status : broken;
}

cudaError_t
lgt_emu_peek_error (void)
{
  return last != cudaSuccess ? last : broken;
}

static const struct
{
  cudaError_t error;
  const char *name, *text;
} errors[] =
{
#define ERROR(name, text) { name, #name, text }
  ERROR (cudaSuccess, "no error"),
  ERROR (cudaErrorInvalidValue, "invalid argument"),
  ERROR (cudaErrorMemoryAllocation, "out of memory"),
  ERROR (cudaErrorInvalidConfiguration, "invalid configuration argument"),
  ERROR (cudaErrorInvalidDeviceFunction, "invalid device function"),
  ERROR (cudaErrorInsufficientDriver, "CUDA driver version is insufficient "
         "for CUDA runtime version"),
  ERROR (cudaErrorNoDevice, "no CUDA-capable device is detected"),
  ERROR (cudaErrorInvalidDevice, "invalid device ordinal"),
  ERROR (cudaErrorInvalidResourceHandle, "invalid resource handle"),
  ERROR (cudaErrorNotReady, "device not ready"),
  ERROR (cudaErrorIllegalAddress,
         "an illegal memory access was encountered"),
  ERROR (cudaErrorLaunchFailure, "unspecified launch failure"),
  ERROR (cudaErrorNotSupported, "operation not supported"),
  ERROR (cudaErrorStreamCaptureUnsupported,
         "operation not permitted when stream is capturing"),
  ERROR (cudaErrorStreamCaptureInvalidated,
         "operation failed due to a previous error during capture"),
  ERROR (cudaErrorStreamCaptureUnmatched,
         "capture was not ended in the same stream as it began"),
  ERROR (cudaErrorStreamCaptureImplicit,
         "operation would make the legacy stream depend on a capturing "
         "blocking stream"),
  ERROR (cudaErrorStreamCaptureWrongThread,
         "attempt to terminate a thread-local capture sequence from another "
         "thread")
#undef ERROR
};

const char *
lgt_emu_error_string (cudaError_t error)
{
  for (const auto &e : errors)
    if (e.error == error)
      return e.text;
  return "unrecognized error code";
}

const char *
lgt_emu_error_name (cudaError_t error)
{
  for (const auto &e : errors)
    if (e.error == error)
      return e.name;
  return "unrecognized error code";
}

static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void
lgt_emu_lock (void)
{
  pthread_mutex_lock (&mutex);
}

void
lgt_emu_unlock (void)
{
  pthread_mutex_unlock (&mutex);
}

unsigned long long
lgt_emu_setting (const char *name, unsigned long long otherwise)
{
  const char *text = getenv (name);
  char *end;
  unsigned long long value;

  if (!text || !*text)
    return otherwise;
  value = strtoull (text, &end, 10);
  if (*end || *text == '-')
    {
      fprintf (stderr, "lgt: emulated CUDA: %s=%s: not a number\n", name,
               text);
      _Exit (EXIT_FAILURE);
    }
  return value;
}

void *
lgt_emu_get (size_t bytes)
{
  void *p = calloc (1, bytes);

  if (!p)
    {
      fprintf (stderr, "lgt: emulated CUDA: the host has no memory left\n");
      abort ();
    }
  return p;
}
