/*
 * zones: time zones by name, from the system's database.
 *
 *	const struct zone *from = zones_find(zones, cell, &f);
 *	if (from == NULL || date_turn(&d, from, &to) != DATE_OK) ...
 *
 * is how a column of zones is read: each of its zones is loaded once.
 */
#ifndef TAB_ZONES_H
#define TAB_ZONES_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/str.h"
#include "num/zone.h"

/*
 * zones_load: UTC, an offset such as +08:00, or a name such as Europe/Berlin.
 * zone_free undoes it.
 *
 * Errors   FAULT_USAGE "unknown zone", with its value and a hint; FAULT_FORM
 *          when its file is none; FAULT_IO
 */
bool zones_load(struct str name, struct zone *zone, struct fault *f);

struct zones;

/*
 * zones_new: names as zones_load has them, and before those the ones that an
 * export uses.
 *
 *   list   lib/text/zones/LIST.csv: name,zone; or NULL
 */
struct zones *zones_new(const char *list);
void zones_delete(struct zones *z);

/*
 * zones_find: the zone of that name, blanks around it cut; it stays until
 * zones_delete. NULL and a fault as that of zones_load.
 */
const struct zone *zones_find(
    struct zones *z, struct str name, struct fault *f);

#endif
