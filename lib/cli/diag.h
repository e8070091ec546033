/* diag: the only code that writes to standard error. */
#ifndef CLI_DIAG_H
#define CLI_DIAG_H

#include <stdbool.h>

#include "base/fault.h"

enum diag_level { DIAG_QUIET, DIAG_NORMAL, DIAG_VERBOSE };

void diag_init(const char *tool);
void diag_set_level(enum diag_level level);

/* tool: file:line: column 'x': what: 'value', then one hint line. */
void diag_fault(const struct fault *f);

/* tool: warning: ...; silent under -q. At most five of one fmt are shown. */
void diag_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* tool: ...: one line that a run always ends with; silent under -q. */
void diag_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* tool: ...: only under -v. */
void diag_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
