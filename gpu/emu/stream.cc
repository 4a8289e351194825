/* Streams: what is put into one is done at once, or waits (LGT_EMU_LAZY) until
   somebody asks, or is kept in a graph.  Events, graphs.  */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emulator.h"

struct works
{
  struct lgt_emu_work *first, **end;
};

struct lgt_emu_stream
{
  struct lgt_emu_stream *next;
  struct works waiting;
  int blocking;                 /* waits for the stream NULL, and that for it */
  /* The capture.  */
  int capturing, spoilt;
  cudaStreamCaptureMode mode;
  struct works recorded;
};

struct lgt_emu_graph
{
  struct works works;
};

struct lgt_emu_event
{
  struct timespec time;
};

static struct lgt_emu_stream *streams;
/* The stream that this thread captures, unless relaxed.  */
static __thread struct lgt_emu_stream *captured_here;

/* ---- lists of work ---- */

static void
works_init (struct works *works)
{
  works->first = NULL;
  works->end = &works->first;
}

/* A copy of WORK with all that it points to on the host: a kernel's
   arguments and, if STAGE, the data of a copy.  */
static void
works_add (struct works *works, const struct lgt_emu_work *work, int stage)
{
  const size_t extra = work->kind == LGT_EMU_KERNEL ? work->call.args_bytes
                       : stage ? work->bytes : 0;
  /* Arguments may be aligned to 16, as all that malloc gives.  */
  const size_t size = (sizeof *work + 15) / 16 * 16;
  char *place = static_cast<char *> (lgt_emu_get (size + extra));
  struct lgt_emu_work *copy = reinterpret_cast<struct lgt_emu_work *> (place);

  *copy = *work;
  copy->next = NULL;
  if (work->kind == LGT_EMU_KERNEL)
    copy->call.args = memcpy (place + size, work->call.args, extra);
  else if (stage)
    copy->from = memcpy (place + size, work->from, extra);
  *works->end = copy;
  works->end = &copy->next;
}

static void
works_clear (struct works *works)
{
  while (works->first)
    {
      struct lgt_emu_work *work = works->first;

      works->first = work->next;
      free (work);
    }
  works_init (works);
}

static void
works_perform (const struct works *works)
{
  for (const struct lgt_emu_work *w = works->first; w; w = w->next)
    lgt_emu_perform (w);
}

/* ---- streams ---- */

static int
known (cudaStream_t stream)
{
  struct lgt_emu_stream *s;

  for (s = streams; s && s != stream; s = s->next)
    ;
  return stream && s;
}

static void
drain (struct lgt_emu_stream *stream)
{
  works_perform (&stream->waiting);
  works_clear (&stream->waiting);
}

void
lgt_emu_drain (cudaStream_t stream)
{
  lgt_emu_lock ();
  if (stream)
    drain (stream);
  else
    for (struct lgt_emu_stream *s = streams; s; s = s->next)
      drain (s);
  lgt_emu_unlock ();
}

/* A blocking stream that is captured must not be waited for by stream NULL.  */
static cudaError_t
submit_to_null (const struct lgt_emu_work *work)
{
  for (struct lgt_emu_stream *s = streams; s; s = s->next)
    if (s->blocking && s->capturing)
      {
        s->spoilt = 1;
        return cudaErrorStreamCaptureImplicit;
      }
  for (struct lgt_emu_stream *s = streams; s; s = s->next)
    if (s->blocking)
      drain (s);
  lgt_emu_perform (work);
  return cudaSuccess;
}

cudaError_t
lgt_emu_submit (cudaStream_t stream, struct lgt_emu_work *work, int stage)
{
  if (!stream)
    return submit_to_null (work);
  if (!known (stream))
    return cudaErrorInvalidResourceHandle;
  if (stream->spoilt)
    return cudaErrorStreamCaptureInvalidated;
  /* A graph's copy reads what is at its address when it is launched.  */
  if (stream->capturing)
    works_add (&stream->recorded, work, 0);
  else if (lgt_emu_setting ("LGT_EMU_LAZY", 0))
    works_add (&stream->waiting, work, stage);
  else
    lgt_emu_perform (work);
  return cudaSuccess;
}

cudaError_t
lgt_emu_unsafe (void)
{
  if (!captured_here)
    return cudaSuccess;
  captured_here->spoilt = 1;
  return lgt_emu_result (cudaErrorStreamCaptureUnsupported);
}

cudaError_t
lgt_emu_stream_new (cudaStream_t *stream, unsigned flags)
{
  struct lgt_emu_stream *s;
  int device;
  cudaError_t status = lgt_emu_get_device (&device);

  if (status == cudaSuccess)
    status = lgt_emu_broken ();
  if (status != cudaSuccess)
    return status;
  s = static_cast<struct lgt_emu_stream *> (lgt_emu_get (sizeof *s));
  s->blocking = flags != cudaStreamNonBlocking;
  works_init (&s->waiting);
  works_init (&s->recorded);
  lgt_emu_lock ();
  s->next = streams;
  streams = s;
  lgt_emu_unlock ();
  *stream = s;
  return cudaSuccess;
}

cudaError_t
lgt_emu_stream_free (cudaStream_t stream)
{
  struct lgt_emu_stream **s;

  lgt_emu_lock ();
  if (known (stream))
    {
      drain (stream);
      works_clear (&stream->recorded);
      for (s = &streams; *s != stream; s = &(*s)->next)
        ;
      *s = stream->next;
      if (captured_here == stream)
        captured_here = NULL;
      free (stream);
      lgt_emu_unlock ();
      return lgt_emu_broken ();
    }
  lgt_emu_unlock ();
  return lgt_emu_result (cudaErrorInvalidResourceHandle);
}

cudaError_t
lgt_emu_stream_sync (cudaStream_t stream)
{
  cudaError_t status = cudaSuccess;

  lgt_emu_lock ();
  if (stream && !known (stream))
    status = cudaErrorInvalidResourceHandle;
  else if (stream && stream->capturing)
    {
      stream->spoilt = 1;
      status = cudaErrorStreamCaptureUnsupported;
    }
  else
    lgt_emu_drain (stream);
  lgt_emu_unlock ();
  lgt_emu_result (status);
  return status != cudaSuccess ? status : lgt_emu_broken ();
}

cudaError_t
lgt_emu_device_sync (void)
{
  const cudaError_t status = lgt_emu_unsafe ();

  if (status != cudaSuccess)
    return status;
  lgt_emu_drain (NULL);
  return lgt_emu_broken ();
}

/* ---- capture and graphs ---- */

cudaError_t
lgt_emu_capture_begin (cudaStream_t stream, cudaStreamCaptureMode mode)
{
  cudaError_t status = lgt_emu_broken ();

  if (status != cudaSuccess)
    return status;
  if (!stream)
    return lgt_emu_result (cudaErrorStreamCaptureUnsupported);
  lgt_emu_lock ();
  if (!known (stream))
    status = cudaErrorInvalidResourceHandle;
  else if (stream->capturing)
    status = cudaErrorInvalidValue;
  else
    {
      stream->capturing = 1;
      stream->spoilt = 0;
      stream->mode = mode;
      if (mode != cudaStreamCaptureModeRelaxed)
        captured_here = stream;
    }
  lgt_emu_unlock ();
  return lgt_emu_result (status);
}

static cudaError_t
capture_end (cudaStream_t stream, cudaGraph_t *graph)
{
  int spoilt;

  if (!known (stream))
    return cudaErrorInvalidResourceHandle;
  if (!stream->capturing)
    return cudaErrorInvalidValue;
  if (stream->mode != cudaStreamCaptureModeRelaxed && captured_here != stream)
    return cudaErrorStreamCaptureWrongThread;
  spoilt = stream->spoilt;
  stream->capturing = stream->spoilt = 0;
  captured_here = NULL;
  if (spoilt)
    {
      works_clear (&stream->recorded);
      return cudaErrorStreamCaptureInvalidated;
    }
  *graph = static_cast<struct lgt_emu_graph *> (lgt_emu_get (sizeof **graph));
  works_init (&(*graph)->works);
  if (stream->recorded.first)
    (*graph)->works = stream->recorded;
  works_init (&stream->recorded);
  return cudaSuccess;
}

cudaError_t
lgt_emu_capture_end (cudaStream_t stream, cudaGraph_t *graph)
{
  cudaError_t status;

  *graph = NULL;
  lgt_emu_lock ();
  status = capture_end (stream, graph);
  lgt_emu_unlock ();
  return lgt_emu_result (status);
}

cudaError_t
lgt_emu_capture_status (cudaStream_t stream, cudaStreamCaptureStatus *status)
{
  *status = !stream || !stream->capturing ? cudaStreamCaptureStatusNone
            : stream->spoilt ? cudaStreamCaptureStatusInvalidated
            : cudaStreamCaptureStatusActive;
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_graph_make (cudaGraphExec_t *made, cudaGraph_t graph,
                    unsigned long long)
{
  cudaError_t status = lgt_emu_broken ();

  if (status != cudaSuccess)
    return status;
  if (!graph)
    return lgt_emu_result (cudaErrorInvalidValue);
  *made = static_cast<struct lgt_emu_graph *> (lgt_emu_get (sizeof **made));
  works_init (&(*made)->works);
  for (const struct lgt_emu_work *w = graph->works.first; w; w = w->next)
    works_add (&(*made)->works, w, 0);
  return cudaSuccess;
}

cudaError_t
lgt_emu_graph_launch (cudaGraphExec_t graph, cudaStream_t stream)
{
  cudaError_t status = lgt_emu_broken ();

  if (!graph)
    status = cudaErrorInvalidValue;
  lgt_emu_lock ();
  for (struct lgt_emu_work *w = graph ? graph->works.first : NULL;
       w && status == cudaSuccess; w = w->next)
    status = lgt_emu_submit (stream, w, 0);
  lgt_emu_unlock ();
  return lgt_emu_result (status);
}

cudaError_t
lgt_emu_graph_free (cudaGraph_t graph)
{
  if (!graph)
    return lgt_emu_result (cudaErrorInvalidValue);
  works_clear (&graph->works);
  free (graph);
  return cudaSuccess;
}

cudaError_t
lgt_emu_graph_exec_free (cudaGraphExec_t graph)
{
  return lgt_emu_graph_free (graph);
}

/* ---- events: when a stream came so far ---- */

cudaError_t
lgt_emu_event_new (cudaEvent_t *event, unsigned)
{
  *event = static_cast<struct lgt_emu_event *>
           (lgt_emu_get (sizeof **event));
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_event_free (cudaEvent_t event)
{
  free (event);
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_event_record (cudaEvent_t event, cudaStream_t stream)
{
  /* Work of a graph has no time of its own here.  */
  if (stream && stream->capturing)
    return lgt_emu_result (cudaErrorNotSupported);
  lgt_emu_drain (stream);
  clock_gettime (CLOCK_MONOTONIC, &event->time);
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_event_sync (cudaEvent_t)
{
  return lgt_emu_broken ();
}

/* What an event waited for is done when it is recorded.  */
cudaError_t
lgt_emu_stream_wait (cudaStream_t stream, cudaEvent_t, unsigned)
{
  if (stream && stream->capturing)
    return lgt_emu_result (cudaErrorNotSupported);
  return lgt_emu_broken ();
}

cudaError_t
lgt_emu_event_elapsed (float *ms, cudaEvent_t begin, cudaEvent_t end)
{
  *ms = (float) (end->time.tv_sec - begin->time.tv_sec) * 1e3f
        + (float) (end->time.tv_nsec - begin->time.tv_nsec) * 1e-6f;
  return lgt_emu_broken ();
}
