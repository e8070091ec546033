/* map: segment maps by name or from a file. */
#ifndef MAP_H
#define MAP_H

#include "base/fault.h"
#include "model/segmap.h"

/*
 * map_load: reads a map: a built-in one, or a file when the name holds a
 * slash or ends in .csv. Its header is name,r,f,m.
 */
bool map_is_file(const char *name);
bool map_load(struct segmap *m, const char *name, struct fault *f);

#endif
