#include "libraries.h"

#include <stdio.h>
#include <unistd.h>

#include <jansson.h>
#include <zlib.h>

/* Older ones tell their version at build time only. */
#if defined(JANSSON_VERSION_HEX) && JANSSON_VERSION_HEX >= 0x020d00
static void jansson_running(char *version, size_t size)
{
    snprintf(version, size, "%s", jansson_version_str());
}
#else
static void jansson_running(char *version, size_t size)
{
    snprintf(version, size, "%s", "");
}
#endif

static void zlib_running(char *version, size_t size)
{
    snprintf(version, size, "%s", zlibVersion());
}

/* The GNU C library tells; others have no call for it. */
#if defined(_CS_GNU_LIBC_VERSION)
#define LIBC_BUILD_TEXT(major, minor) #major "." #minor
#define LIBC_BUILD(major, minor) LIBC_BUILD_TEXT(major, minor)
#define LIBC_BUILT "glibc " LIBC_BUILD(__GLIBC__, __GLIBC_MINOR__)
static void libc_running(char *version, size_t size)
{
    if (confstr(_CS_GNU_LIBC_VERSION, version, size) == 0)
        *version = '\0';
}
#else
#define LIBC_BUILT ""
static void libc_running(char *version, size_t size)
{
    snprintf(version, size, "%s", "");
}
#endif

size_t libraries(const struct library **list)
{
    static const struct library all[] = {
        {"libc", LIBC_BUILT, libc_running},
        {"zlib", ZLIB_VERSION, zlib_running},
        {"jansson", JANSSON_VERSION, jansson_running},
    };

    *list = all;
    return sizeof all / sizeof *all;
}
