/*
 * report_command - the command that makes a run again, by its manifest.
 */
#ifndef MUXBENCH_REPORT_COMMAND_H
#define MUXBENCH_REPORT_COMMAND_H

#include "lines.h"
#include "report_manifest.h"

/* Its words, quoted for a shell. */
void report_command(const struct report_manifest *, struct lines *);

#endif
