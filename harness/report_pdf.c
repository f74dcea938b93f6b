#include "report_pdf.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char key[] = "/CreationDate (D:";
static const char date[] = "19700101000000"; /* ISO 32000-1, 7.9.4 */

/* Whether there is one from here on; the file stands behind the key then. The
 * key's first byte is nowhere else in it, so a byte that does not fit can
 * begin a new one, but nothing before it can. */
static bool find_date(FILE *file)
{
    size_t found = 0;
    int byte;

    while (found < sizeof key - 1 && (byte = getc(file)) != EOF) {
        if (byte == key[found])
            found++;
        else
            found = byte == key[0];
    }
    return found == sizeof key - 1;
}

static int set_date(FILE *file)
{
    if (!find_date(file))
        return ferror(file) ? -EIO : 0;
    if (fseek(file, 0, SEEK_CUR) != 0 || fputs(date, file) == EOF)
        return -EIO;
    return 0;
}

int report_pdf_finish(const char *dir, const char *name, char *error,
                      size_t error_size)
{
    char path[4096];
    FILE *file;
    int result;

    snprintf(path, sizeof path, "%s/%s.new", dir, name);
    file = fopen(path, "r+");
    result = file == NULL ? -errno : set_date(file);
    if (file != NULL && fclose(file) != 0 && result == 0)
        result = -errno;
    if (result != 0)
        snprintf(error, error_size, "cannot write %s: %s", path,
                 strerror(-result));
    return result;
}
