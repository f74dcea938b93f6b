#include "report_name.h"

#include <string.h>

void report_name_put(FILE *file, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789_-=+";

    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL)
            fputc(*text, file);
        else
            fprintf(file, "%%%02X", (unsigned char)*text);
    }
}

void report_name_put_point(FILE *file, char separator, const char *point)
{
    char part[64];

    for (size_t n; *point != '\0'; point += n + (point[n] != '\0')) {
        n = strcspn(point, "/");
        snprintf(part, sizeof part, "%.*s", (int)n, point);
        report_name_put(file, part);
        if (point[n] != '\0')
            fputc(separator, file);
    }
}

void report_name_put_row(FILE *file, const char *backend, bool twin)
{
    report_name_put(file, backend);
    fputs(twin ? "-twin" : "", file);
}

void report_name_put_cell(FILE *file, char separator, const char *scenario,
                          const char *point, const char *backend, bool twin)
{
    report_name_put(file, scenario);
    fputc(separator, file);
    report_name_put_point(file, separator, point);
    fputc(separator, file);
    report_name_put_row(file, backend, twin);
}
