#include "report_escape.h"

#include <string.h>

/* Bytes of the character at `at`; 0: not UTF-8 (RFC 3629), or a control. */
static int character(const unsigned char *at)
{
    static const struct {
        unsigned char from, to;      /* of the first byte */
        unsigned char second, until; /* range of the second */
        int length;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    if (*at < 0x80)
        return (*at >= ' ' && *at != 0x7f) || *at == '\n' || *at == '\t';
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (*at < forms[i].from || *at > forms[i].to)
            continue;
        if (at[1] < forms[i].second || at[1] > forms[i].until)
            return 0;
        for (int k = 2; k < forms[i].length; k++) {
            if (at[k] < 0x80 || at[k] > 0xbf)
                return 0;
        }
        return forms[i].length;
    }
    return 0;
}

/* One character as it is, or U+FFFD for a byte that is none; what comes after
 * it. */
static const char *copy_character(FILE *out, const char *at)
{
    int length = character((const unsigned char *)at);

    if (length == 0) {
        fputs("\xef\xbf\xbd", out);
        return at + 1;
    }
    fwrite(at, 1, (size_t)length, out);
    return at + length;
}

void report_escape_xml(FILE *out, const char *text)
{
    while (*text != '\0') {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            text = copy_character(out, text);
            continue;
        }
        text++;
    }
}

void report_escape_markdown(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        if (*at == '\n' || *at == '\t') {
            fputc(' ', out);
            at++;
        } else if (*at == '<' || *at == '>' || *at == '&') {
            /* An entity: a backslash would not stop every reader. */
            fputs(*at == '<' ? "&lt;" : *at == '>' ? "&gt;" : "&amp;", out);
            at++;
        } else if (strchr("\\`*_[]|~", *at) != NULL) {
            fprintf(out, "\\%c", *at++);
        } else if (at == text && strchr("#+-=", *at) != NULL && at[1] != '\0') {
            fprintf(out, "\\%c", *at++);
        } else {
            at = copy_character(out, at);
        }
    }
}
