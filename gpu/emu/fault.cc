/* Faults of kernels: one line, and the end.  */

#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emulator.h"

const struct lgt_emu_call *lgt_emu_running;

enum { LINE = 512 };

/* How far from its place in the file the program was loaded.  */
static int
take_first (struct dl_phdr_info *info, size_t, void *offset)
{
  *static_cast<uintptr_t *> (offset) = info->dlpi_addr;
  return 1;
}

static uintptr_t
in_file (const void *p)
{
  uintptr_t offset = 0;

  dl_iterate_phdr (take_first, &offset);
  return reinterpret_cast<uintptr_t> (p) - offset;
}

/* "file.cu:12" without its folders.  */
static void
base (char *place)
{
  const char *slash = strrchr (place, '/');

  if (slash)
    memmove (place, slash + 1, strlen (slash));
}

/* The function and the line of CODE, as addr2line of the binutils knows them,
   which compiled code needs anyway: where it was written and, if it was
   inlined, the outermost caller.  */
static void
look_up (uintptr_t code, char *function, char *place, char *caller)
{
  char program[LINE], command[2 * LINE], name[LINE], line[LINE];
  const ssize_t n = readlink ("/proc/self/exe", program, sizeof program - 1);
  FILE *answer;

  *function = *place = *caller = 0;
  if (n <= 0)
    return;
  program[n] = 0;
  if (strchr (program, '\''))
    return;
  snprintf (command, sizeof command,
            "addr2line -C -f -i -e '%s' %#lx 2> /dev/null", program,
            (unsigned long) code);
  answer = popen (command, "r");
  if (!answer)
    return;
  while (fgets (name, sizeof name, answer)
         && fgets (line, sizeof line, answer))
    {
      name[strcspn (name, "\n")] = 0;
      line[strcspn (line, "\n (")] = 0;
      base (line);
      strcpy (function, name);
      strcpy (*place ? caller : place, line);
    }
  pclose (answer);
  if (*place == '?')
    *place = 0;
}

/* NAME <T> of "void NAME<T>(parameters)".  */
static void
strip (char *function)
{
  int depth = 0;
  char *begin = function, *p;

  for (p = function; *p && (*p != '(' || depth > 0 || p == begin); p++)
    {
      depth += (*p == '<') - (*p == '>');
      if (*p == ' ' && depth == 0)
        begin = p + 1;
    }
  *p = 0;
  memmove (function, begin, strlen (begin) + 1);
}

static void
kernel_name (char *name)
{
  char place[LINE], caller[LINE];

  look_up (in_file (lgt_emu_running->kernel), name, place, caller);
  if (*name && *name != '?')
    strip (name);
  else
    snprintf (name, LINE, "%p", lgt_emu_running->kernel);
}

/* The first thread that has a fault speaks; the others hold their peace.  */
static void
only_once (void)
{
  static int taken;

  while (__atomic_exchange_n (&taken, 1, __ATOMIC_RELAXED))
    pause ();
}

[[noreturn]] static void
end (const char *what, const char *where)
{
  const struct lgt_emu_now now = lgt_emu_now;
  char name[LINE];

  fflush (stdout);
  if (now.inside)
    {
      kernel_name (name);
      fprintf (stderr, "lgt: emulated CUDA: %s in kernel %s, block (%u,%u,%u) "
               "thread (%u,%u,%u)%s\n", what, name, now.block.x, now.block.y,
               now.block.z, now.thread.x, now.thread.y, now.thread.z, where);
    }
  else
    fprintf (stderr, "lgt: emulated CUDA: %s%s\n", what, where);
  _exit (LGT_EMU_FAULT_STATUS);
}

void
lgt_emu_fault (const char *what, const char *file, int line, int other)
{
  char where[LINE] = "", at[LINE] = "";

  only_once ();
  if (file)
    {
      snprintf (at, sizeof at, "%s", file);
      base (at);
    }
  if (line && other)
    snprintf (where, sizeof where, ", %.400s lines %d and %d", at, line,
              other);
  else if (line)
    snprintf (where, sizeof where, ", %.400s line %d", at, line);
  end (what, where);
}

void
lgt_emu_fault_at (const char *what, const void *pc)
{
  char where[3 * LINE] = "", function[LINE], place[LINE], caller[LINE];
  /* The call itself, not where it returns to.  */
  const uintptr_t code = in_file (pc) - 1;
  char *colon;

  only_once ();
  look_up (code, function, place, caller);
  colon = strchr (place, ':');
  if (colon)
    {
      *colon = 0;
      snprintf (where, sizeof where, ", %s line %s%s%s", place, colon + 1,
                *caller ? " from " : "", caller);
    }
  else
    snprintf (where, sizeof where, ", code at %#lx", (unsigned long) code);
  end (what, where);
}

/* ---- signals ---- */

static void
on_signal (int number, siginfo_t *info, void *)
{
  char what[LINE];

  if (!lgt_emu_now.inside)
    {
      /* Not a kernel's: as if we were not here.  */
      signal (number, SIG_DFL);
      return;
    }
  only_once ();
  snprintf (what, sizeof what, "access to address %p", info->si_addr);
  end (what, "");
}

/* On a stack of its own: the kernel's may be what has run out.  The address
   sanitizer has its own way to tell.  */
void
lgt_emu_catch_signals (void)
{
#if !LGT_EMU_ASAN
  static __thread int done;
  struct sigaction action;
  stack_t stack = {};

  if (done)
    return;
  done = 1;
  stack.ss_size = 128 << 10;
  stack.ss_sp = lgt_emu_get (stack.ss_size);
  sigaltstack (&stack, NULL);
  memset (&action, 0, sizeof action);
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction (SIGSEGV, &action, NULL);
  sigaction (SIGBUS, &action, NULL);
#else
  (void) on_signal;
#endif
}
