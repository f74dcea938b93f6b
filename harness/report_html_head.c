#include "report_html_head.h"

#include <string.h>

#include "report_escape.h"

const char *const report_html_style[] = {
#include "harness/report.css.lines"
    NULL};

const char *const report_html_script[] = {
#include "harness/report.js.lines"
    NULL};

void report_html_hash(const char *const *lines, char hash[REPORT_HTML_HASH])
{
    unsigned char bytes[SHA256_SIZE];
    struct sha256 s;

    sha256_begin(&s);
    for (; *lines != NULL; lines++)
        sha256_add(&s, *lines, strlen(*lines));
    sha256_end(&s, bytes);
    base64_encode(bytes, sizeof bytes, hash);
}

/* Not a byte more than the hash is of. */
static void element(FILE *out, const char *name, const char *const *lines)
{
    fprintf(out, "<%s>", name);
    for (; *lines != NULL; lines++)
        fputs(*lines, out);
    fprintf(out, "</%s>\n", name);
}

void report_html_head(FILE *out, const char *title)
{
    char style[REPORT_HTML_HASH], script[REPORT_HTML_HASH];

    report_html_hash(report_html_style, style);
    report_html_hash(report_html_script, script);
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
            "<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\""
            "default-src 'none'; style-src 'sha256-%s'; "
            "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" "
            "content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
            style, script);
    report_escape_xml(out, title);
    fputs("</title>\n", out);
    element(out, "style", report_html_style);
    fputs("</head>\n", out);
}

void report_html_end(FILE *out)
{
    element(out, "script", report_html_script);
}
