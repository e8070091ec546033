/* parser: what opt.c makes of a tool's option table. */
#ifndef CLI_PARSER_H
#define CLI_PARSER_H

#include "base/buf.h"
#include "cli/tool.h"

enum opt_action { OPT_RUN, OPT_SHOW_HELP, OPT_SHOW_VERSION, OPT_SHOW_DUMP };

/*
 * opt_parse: sets what the options point to; later ones win.
 *
 *   r       method, files and nfiles are set
 *   action  out: what was asked for first
 *
 * Returns false with a FAULT_USAGE.
 */
bool opt_parse(const struct tool *tool, int argc, char **argv, struct run *r,
    enum opt_action *action);

/* The hint of a fault about -m: the methods there are. */
void opt_hint_methods(const struct tool *tool, struct fault *f);

/* The --help text: at most 80 columns. */
void opt_help(const struct tool *tool, struct buf *b);

/* name, letter, metavar, default, group, help: TAB-separated lines. */
void opt_dump(const struct tool *tool, struct buf *b);

#endif
