#include "iofolder.h"

#include "testutil.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

void
enter_folder (void)
{
  snprintf (folder, sizeof folder, "/tmp/check_io.XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
}

void
leave_folder (void)
{
  char command[100];

  ck_assert_int_eq (chdir ("/"), 0);
  snprintf (command, sizeof command, "rm -rf %s", folder);
  ck_assert_int_eq (system (command), 0);
}

int
files_here (void)
{
  DIR *dir = opendir (".");
  int count = -2;               /* . and .. */

  ck_assert_ptr_nonnull (dir);
  while (readdir (dir))
    count++;
  closedir (dir);
  return count;
}

char *
slurp (const char *path, size_t *size)
{
  FILE *f = fopen (path, "rb");
  char *data;
  struct stat st;

  ck_assert_ptr_nonnull (f);
  ck_assert_int_eq (fstat (fileno (f), &st), 0);
  *size = (size_t) st.st_size;
  data = malloc (*size + 1);
  ck_assert_uint_eq (fread (data, 1, *size, f), *size);
  data[*size] = 0;
  fclose (f);
  return data;
}

void
spill (const char *path, const char *data, size_t size)
{
  FILE *f = fopen (path, "wb");

  ck_assert_ptr_nonnull (f);
  ck_assert_uint_eq (fwrite (data, 1, size, f), size);
  ck_assert_int_eq (fclose (f), 0);
}

int
file_is (const char *path, const char *text)
{
  size_t size;
  char *data = slurp (path, &size);
  int same = strcmp (data, text) == 0;

  free (data);
  return same;
}

void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
}
