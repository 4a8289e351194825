/* lgt-info FILE; private to lib/app.  */

#ifndef LGT_APP_INFO_FILE_H
#define LGT_APP_INFO_FILE_H

#include <lgt/app.h>

/* Print what the file PATH holds and whether it is sound; the exit
   status.  */
int lgt_info_file (const struct lgt_app *app, const char *path);

#endif
