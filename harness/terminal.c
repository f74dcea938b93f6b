#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "parse.h"

/* No terminal is wider. */
enum { WIDEST = 10000 };

int terminal_width(FILE *file)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    uint64_t width;

    if (columns && parse_count_within(columns, 1, WIDEST, &width) == 0)
        return (int)width;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return TERMINAL_WIDTH;
    return size.ws_col;
}

void terminal_wrap(FILE *file, const char *text, int indent, int hang,
                   int width)
{
    int column = indent;

    fprintf(file, "%*s", indent, "");
    text += strspn(text, " ");
    while (*text != '\0') {
        int word = (int)strcspn(text, " ");

        if (width > 0 && column > indent && column + 1 + word > width) {
            fprintf(file, "\n%*s", hang, "");
            column = indent = hang;
        } else if (column > indent) {
            fputc(' ', file);
            column++;
        }
        fprintf(file, "%.*s", word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', file);
}
