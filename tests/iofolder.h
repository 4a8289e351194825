/* A folder of a test's own, and files in it.  */

#ifndef LGT_TESTS_IOFOLDER_H
#define LGT_TESTS_IOFOLDER_H

#include <stddef.h>
#include <sys/resource.h>

/* A fixture: the test runs in a new, empty folder, which is removed.  */
void enter_folder (void);
void leave_folder (void);

int files_here (void);
/* All of PATH with a zero behind, to be freed; and the way back.  */
char *slurp (const char *path, size_t *size);
void spill (const char *path, const char *data, size_t size);
int file_is (const char *path, const char *text);

/* From now on no file can grow over BYTES: what a full disk does.  */
void limit_files (rlim_t bytes);

#endif
