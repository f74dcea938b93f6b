#include "wrap.h"

#include <string.h>

#define COLUMNS 79

void wrap_print(FILE *file, int indent, const char *text)
{
    int column = indent;

    while (*text) {
        int n = (int)strcspn(text, " ");

        if (column > indent && column + 1 + n > COLUMNS) {
            fprintf(file, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            column += fprintf(file, " ");
        }
        column += fprintf(file, "%.*s", n, text);
        text += n;
        text += strspn(text, " ");
    }
    fputc('\n', file);
}
