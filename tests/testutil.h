/* A main program for one Check suite.

   By hand a test prints Check's own lines and ends with status 1 if a case
   failed; under make check (LGT_TAP is set) it speaks TAP and ends with
   status 0, because automake's driver counts the "not ok" lines itself and
   takes a status for an error of its own (a crash, a leak).

   Every case may take 60 seconds (Check's CK_DEFAULT_TIMEOUT); a slow build
   (sanitizers, valgrind) sets CK_TIMEOUT_MULTIPLIER.  CK_RUN_CASE=name runs
   one test case, CK_FORK=no none in a child of its own.

   Each test runs in a child.  OpenMP's threads do not survive a fork: main()
   must only build the suite, never call what may run a parallel region.  */

#ifndef LGT_TESTUTIL_H
#define LGT_TESTUTIL_H

#include <stdio.h>
#include <stdlib.h>

#include <check.h>

/* Test cases read their limit when they are made, before run_suite.  */
__attribute__ ((constructor)) static void
testutil_time_limit (void)
{
  setenv ("CK_DEFAULT_TIMEOUT", "60", 0);
}

/* Run and free S in children (CK_FORK) or in this process (CK_NOFORK);
   return what main() returns.  */
static inline int
run_suite (Suite *s, enum fork_status fork)
{
  SRunner *runner = srunner_create (s);
  int failed, tap = getenv ("LGT_TAP") != NULL;

  if (fork == CK_NOFORK)
    srunner_set_fork_status (runner, CK_NOFORK);
  if (tap)
    srunner_set_tap (runner, "-");
  srunner_run_all (runner, tap ? CK_SILENT : CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed && !tap ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* What a main() returns instead where the whole test cannot be run.  */
static inline int
skip_suite (const char *reason)
{
  printf ("1..0 # SKIP %s\n", reason);
  return EXIT_SUCCESS;
}

#endif
