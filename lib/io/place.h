/* place: where a file to be written really is, links resolved. */
#ifndef IO_PLACE_H
#define IO_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

struct place {
	char *path; /* the file itself, absolute, no link */
	char *folder;
	char *base; /* its name there: inside path */
	bool exists;
	bool direct; /* a FIFO or device: path and folder are NULL */
	mode_t mode; /* if it exists, as are the owners */
	uid_t uid;
	gid_t gid;
};

/* False with errno; place_free is allowed either way. */
bool place_find(struct place *p, const char *path);
void place_free(struct place *p);

#endif
