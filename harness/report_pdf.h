/*
 * report_pdf - a PDF as cairo writes it, made to say nothing of when it was
 * drawn: the same numbers are to give the same bytes.
 */
#ifndef MUXBENCH_REPORT_PDF_H
#define MUXBENCH_REPORT_PDF_H

#include <stddef.h>

/* Set the date of creation in DIR/NAME.new, if there is one, to the epoch; all
 * offsets stay. 0, or -errno with a line that names the file in `error`. */
int report_pdf_finish(const char *dir, const char *name, char *error,
                      size_t error_size);

#endif
