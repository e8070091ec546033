#include "io/magic.h"

#include <string.h>

static const struct magic magics[] = {
    /* UTF-32LE begins like UTF-16LE, so it comes first. */
    {"\xff\xfe\0\0", 4, "UTF-32 text", "--encoding utf-32", "utf-32le"},
    {"\0\0\xfe\xff", 4, "UTF-32 text", "--encoding utf-32", "utf-32be"},
    {"\xff\xfe", 2, "UTF-16 text", "--encoding utf-16", "utf-16le"},
    {"\xfe\xff", 2, "UTF-16 text", "--encoding utf-16", "utf-16be"},
    {"PK\003\004", 4, "this is a ZIP file (.xlsx?), not CSV", "save it as CSV",
	NULL},
    {"%PDF-", 5, "this is a PDF file, not CSV", "export the table as CSV",
	NULL},
    {"PAR1\x15", 5, "this is a Parquet file, not CSV", "export it as CSV",
	NULL},
    {"\x1f\x8b", 2, "compressed twice with gzip", "undo one: gunzip", NULL},
    {"BZh91AY&", 8, "this is bzip2 data, not CSV", "pipe it: bzip2 -dc", NULL},
    {"\xfd"
     "7zXZ",
	5, "this is xz data, not CSV", "pipe it: xz -dc", NULL},
    {"\x28\xb5\x2f\xfd", 4, "this is zstd data, not CSV", "pipe it: zstd -dc",
	NULL},
};

const struct magic *
magic_find(struct str s)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (s.n >= magics[i].n &&
		    memcmp(s.p, magics[i].bytes, magics[i].n) == 0)
			return &magics[i];
	return NULL;
}

bool
magic_bom(struct str s)
{
	return s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0;
}
