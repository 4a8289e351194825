/* The emulator of CUDA: right kernels give right results and no complaint,
   wrong ones are found, in every order of threads; calls and the backend's
   messages where something is missing.  Each case runs in a child of its own,
   with its own environment.  */

#include "testutil.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lgt/backend.h>
#include <lgt/ops.h>

#include "emulator_kernels.h"

enum { FAULT = 86, TEXT = 4096 };

static const char *const orders[] = { "0", "1", "7" };
enum { N_ORDERS = sizeof orders / sizeof *orders };

/* Run a case in a child; its status, and what it wrote to standard error.  */
static int
run_child (int (*run) (void), const char *order, const char *lazy, char *text)
{
  int ends[2], status;
  size_t n = 0;
  ssize_t got;
  pid_t child;

  ck_assert_int_eq (pipe (ends), 0);
  fflush (stdout);
  child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0)
    {
      int line;

      dup2 (ends[1], STDERR_FILENO);
      close (ends[0]);
      setenv ("LGT_EMU_ORDER", order, 1);
      setenv ("LGT_EMU_LAZY", lazy, 1);
      line = run ();
      if (line)
        fprintf (stderr, "line %d does not hold\n", line);
      _exit (line != 0);
    }
  close (ends[1]);
  while ((got = read (ends[0], text + n, TEXT - 1 - n)) > 0)
    n += (size_t) got;
  text[n] = 0;
  close (ends[0]);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

START_TEST (right)
{
  char text[TEXT];

  for (int o = 0; o < N_ORDERS; o++)
    for (int lazy = 0; lazy < 2; lazy++)
      ck_assert_msg (run_child (emulator_right[_i].run, orders[o],
                                lazy ? "1" : "0", text) == 0
                     && !*text, "%s, order %s: %s", emulator_right[_i].name,
                     orders[o], text);
}
END_TEST

START_TEST (calls)
{
  char text[TEXT];

  ck_assert_msg (run_child (emulator_api[_i].run, "0", "0", text) == 0
                 && !*text, "%s: %s", emulator_api[_i].name, text);
}
END_TEST

/* "lgt: emulated CUDA: WHAT... in kernel KERNEL, block ..." in one line.  */
static int
well_said (const char *text, const char *what, const char *kernel)
{
  char begin[256], middle[256];

  snprintf (begin, sizeof begin, "lgt: emulated CUDA: %s", what);
  snprintf (middle, sizeof middle, " in kernel %s, block (", kernel);
  return !strncmp (text, begin, strlen (begin))
         && (!kernel || strstr (text, middle))
         && strchr (text, '\n') == text + strlen (text) - 1;
}

START_TEST (wrong)
{
  const struct emulator_wrong *w = &emulator_wrong[_i];
  const char *what = emulator_checks ? w->checked : w->plain;
  char text[TEXT];

  for (int o = 0; o < N_ORDERS; o++)
    {
      const int status = run_child (w->run, orders[o], "0", text);

      /* That of undefined behaviour may be there too, and come first.  */
      if (emulator_asan && w->asan)
        ck_assert_msg (status != 0 && (strstr (text, "AddressSanitizer")
                                       || strstr (text, "runtime error")),
                       "%s, order %s: not found: %s", w->name, orders[o],
                       text);
      else if (what)
        ck_assert_msg (status == FAULT && well_said (text, what, w->kernel),
                       "%s, order %s: status %d: %s", w->name, orders[o],
                       status, text);
      else
        ck_assert_msg (!strstr (text, "emulated CUDA"), "%s, order %s: is "
                       "found now, and the list says that it is not: %s",
                       w->name, orders[o], text);
    }
}
END_TEST

/* ---- the backend ---- */

static const struct lgt_backend *
emulated (void)
{
  for (int b = 0; lgt_backend_list ()[b]; b++)
    if (!strcmp (lgt_backend_list ()[b]->name, "cuda-emulated"))
      return lgt_backend_list ()[b];
  ck_abort_msg ("the backend cuda-emulated is not there");
  return NULL;
}

static void
probe_says (const char *text)
{
  struct lgt_error error;

  ck_assert_int_eq (emulated ()->probe (&error), LGT_ENODEV);
  ck_assert_msg (strstr (error.text, text) != NULL, "%s", error.text);
}

START_TEST (no_device)
{
  ck_assert_int_eq (emulated ()->probe (NULL), LGT_OK);
  setenv ("LGT_EMU_CAPABILITY", "70", 1);
  probe_says ("compute capability 7.0");
  setenv ("LGT_EMU_DEVICES", "0", 1);
  probe_says ("no NVIDIA device");
  setenv ("LGT_EMU_DRIVER", "12020", 1);
  probe_says ("the driver is for CUDA 12.2");
  setenv ("LGT_EMU_DRIVER", "0", 1);
  probe_says ("no NVIDIA driver");
}
END_TEST

START_TEST (memory)
{
  const struct lgt_backend *backend = emulated ();
  struct lgt_queue *queue;
  size_t left, total;
  void *p;

  setenv ("LGT_EMU_MEMORY", "100000", 1);
  ck_assert_int_eq (backend->queue_new (0, 0, &queue, NULL), LGT_OK);
  ck_assert_ptr_null (backend->alloc (queue, 100001));
  p = backend->alloc (queue, 60000);
  ck_assert_ptr_nonnull (p);
  ck_assert_ptr_null (backend->alloc (queue, 60000));
  ck_assert_int_eq (backend->memory (queue, &left, &total), LGT_OK);
  ck_assert_uint_eq (left, 40000);
  ck_assert_uint_eq (total, 100000);
  backend->release (queue, p);
  backend->queue_free (queue);
}
END_TEST

/* A copy with a host's pointer where the device's must be.  */
START_TEST (host_pointer)
{
  const struct lgt_backend *backend = emulated ();
  struct lgt_queue *queue;
  char host[64] = { 0 }, other[64] = { 0 };

  ck_assert_int_eq (backend->queue_new (0, 0, &queue, NULL), LGT_OK);
  ck_assert_int_ne (backend->put (queue, host, other, sizeof host), LGT_OK);
  ck_assert_int_ne (backend->get (queue, host, other, sizeof host), LGT_OK);
  ck_assert_int_ne (backend->clear (queue, host, sizeof host), LGT_OK);
  backend->queue_free (queue);
}
END_TEST

/* A kernel's fault comes out when the queue is waited for.  */
START_TEST (failed_kernel)
{
  const struct lgt_backend *backend = emulated ();
  const struct lgt_kernel *kernel = backend->kernels;
  const struct lgt_linear_params params = { 1, 1 };
  struct lgt_view in[2] = { { 0 } }, out = { 0 };
  struct lgt_queue *queue;
  struct lgt_error error;

  while (kernel->op && kernel->op != &lgt_op_linear)
    kernel++;
  ck_assert_ptr_nonnull (kernel->op);
  ck_assert_int_eq (backend->queue_new (0, 0, &queue, NULL), LGT_OK);
  out.shape.packs = out.shape.comps = out.shape.lanes = 1;
  out.shape.sites = 8;
  out.site_stride = 1;
  out.pack_stride = 8;
  in[0] = out;
  in[0].data = backend->alloc (queue, 32);
  out.data = backend->alloc (queue, 32);
  ck_assert_int_eq (backend->clear (queue, in[0].data, 32), LGT_OK);
  ck_assert_int_eq (kernel->run[LGT_F32] (queue, &params, in, &out, NULL,
                                          &error), LGT_OK);
  ck_assert_int_eq (backend->sync (queue, &error), LGT_OK);
  setenv ("LGT_EMU_FAIL", "2", 1);
  kernel->run[LGT_F32] (queue, &params, in, &out, NULL, &error);
  ck_assert_int_eq (backend->sync (queue, &error), LGT_EBACKEND);
  ck_assert_msg (strstr (error.text, "illegal memory access") != NULL,
                 "%s", error.text);
  ck_assert_ptr_null (backend->alloc (queue, 32));
  backend->release (queue, in[0].data);
  backend->release (queue, out.data);
  backend->queue_free (queue);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("emulator");
  TCase *t = tcase_create ("right");

  tcase_add_loop_test (t, right, 0, emulator_n_right);
  suite_add_tcase (s, t);
  t = tcase_create ("calls");
  tcase_add_loop_test (t, calls, 0, emulator_n_api);
  suite_add_tcase (s, t);
  t = tcase_create ("wrong");
  tcase_add_loop_test (t, wrong, 0, emulator_n_wrong);
  suite_add_tcase (s, t);
  t = tcase_create ("backend");
  tcase_add_test (t, no_device);
  tcase_add_test (t, memory);
  tcase_add_test (t, host_pointer);
  tcase_add_test (t, failed_kernel);
  suite_add_tcase (s, t);
  return s;
}

int
main (void)
{
  return run_suite (suite (), CK_FORK);
}
