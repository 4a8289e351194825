/* What files in several parts need of a replacement; not installed.  */

#ifndef LGT_IO_REPLACE_H
#define LGT_IO_REPLACE_H

#include <lgt/io.h>

/* The name that the commit will give, links followed.  */
const char *lgt_replace_path_ (const struct lgt_replace *replace);
/* Let the commit give the name PATH, in the same folder.  */
enum lgt_status lgt_replace_retarget_ (struct lgt_replace *replace,
                                       const char *path,
                                       struct lgt_error *error);

#endif
