/*
 * replay: a plain main for a fuzz target, so that any compiler can run what
 * the fuzzer found: feeds the files named, or all those in the folders named,
 * in order of their names, to LLVMFuzzerTestOneInput.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long inputs;

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	uint8_t *exact;
	size_t n;

	if (f == NULL || fstat(fileno(f), &st) != 0)
		die(path);
	/* Exactly as long as the input: a sanitizer sees one byte too far. */
	n = (size_t)st.st_size;
	exact = malloc(n != 0 ? n : 1);
	if (exact == NULL || fread(exact, 1, n, f) != n)
		die(path);
	fclose(f);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	inputs++;
}

static void replay(const char *path);

static int
visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
replay_folder(const char *path)
{
	struct dirent **entry;
	int n = scandir(path, &entry, visible, alphasort);

	if (n < 0)
		die(path);
	for (int i = 0; i < n; i++) {
		size_t room = strlen(path) + strlen(entry[i]->d_name) + 2;
		char *inner = malloc(room);

		if (inner == NULL)
			die(path);
		snprintf(inner, room, "%s/%s", path, entry[i]->d_name);
		replay(inner);
		free(inner);
		free(entry[i]);
	}
	free(entry);
}

static void
replay(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		die(path);
	/* The last name printed is the one that crashed. */
	printf("%s\n", path);
	fflush(stdout);
	if (S_ISDIR(st.st_mode))
		replay_folder(path);
	else
		replay_file(path);
}

/* tests/fuzz/corpus/NAME, for a program called fuzz_NAME-replay. */
static void
replay_own(const char *argv0)
{
	const char *base = strrchr(argv0, '/');
	char path[512];
	char *end;

	base = base == NULL ? argv0 : base + 1;
	if (strncmp(base, "fuzz_", 5) == 0)
		base += 5;
	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", base);
	end = strstr(path, "-replay");
	if (end != NULL)
		*end = '\0';
	replay(path);
}

int
main(int argc, char **argv)
{
	if (argc == 1)
		replay_own(argv[0]);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("replay: %lu inputs\n", inputs);
	return 0;
}
