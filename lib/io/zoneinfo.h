/*
 * zoneinfo: the files of the system's time zone database (tzdata), in a folder
 * that is chosen when the program is built: no environment moves it.
 */
#ifndef IO_ZONEINFO_H
#define IO_ZONEINFO_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/str.h"

/*
 * zoneinfo_read: appends the file of a zone such as Europe/Berlin to b.
 *
 * Names are parts of letters, digits and _ + - with / between; "localtime",
 * "posixrules" and "Factory", which mean another zone on another machine, and
 * "right/...", which counts leap seconds, are no names.
 *
 * Errors   FAULT_USAGE: no such zone, with a hint at one like it; FAULT_IO
 */
bool zoneinfo_read(struct str name, struct buf *b, struct fault *f);

#endif
