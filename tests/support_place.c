#include "tests/support_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/muxbench-test.XXXXXX";

int place_enter(void **unused)
{
    (void)unused;
    unsetenv("MUXBENCH_DATA");
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

int place_leave(void **unused)
{
    char command[64];

    (void)unused;
    snprintf(command, sizeof command, "rm -rf %s", directory);
    return chdir("/") == 0 ? system(command) : -1;
}

void place_write_bytes(const char *name, const char *bytes, size_t n)
{
    FILE *file = fopen(name, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

void place_write(const char *name, const char *text)
{
    place_write_bytes(name, text, strlen(text));
}

char *place_read(const char *name, size_t *n)
{
    FILE *file = fopen(name, "r");
    struct stat s;
    char *bytes;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &s), 0);
    *n = (size_t)s.st_size;
    bytes = malloc(*n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, file), *n);
    bytes[*n] = '\0';
    fclose(file);
    return bytes;
}
