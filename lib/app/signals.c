/* SIGINT and SIGTERM as a flag that long loops ask for.  */

#include <lgt/app.h>

#include <signal.h>

static volatile sig_atomic_t caught;

static void
remember (int number)
{
  caught = number;
}

void
lgt_app_catch_signals (void)
{
  static const int numbers[] = { SIGINT, SIGTERM };
  struct sigaction action = { .sa_handler = remember }, old;

  /* The second signal finds the default action; writing a file goes on.  */
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset (&action.sa_mask);
  caught = 0;
  for (int i = 0; i < 2; i++)
    /* A signal that our parent has us ignore (nohup, a job in the
       background) stays ignored.  */
    if (sigaction (numbers[i], NULL, &old) == 0
        && old.sa_handler != SIG_IGN)
      sigaction (numbers[i], &action, NULL);
}

int
lgt_app_signal (void)
{
  return caught;
}
