/*
 * timed: runs a command, its output thrown away.
 *
 *	timed COMMAND [ARGUMENT...]
 *
 * Prints seconds from start to end, seconds of processor time and the peak
 * memory in KiB, those of all processes that the command waited for. Ends
 * with status 1 when the command does not end with 0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static void
run(char *const *command)
{
	int fd = open("/dev/null", O_WRONLY);

	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
		execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

int
main(int argc, char **argv)
{
	double begun = now();
	struct rusage use;
	int status;
	pid_t child;

	if (argc < 2) {
		fputs("usage: timed COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	child = fork();
	if (child == 0)
		run(argv + 1);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return 1;
	getrusage(RUSAGE_CHILDREN, &use);
	printf("%.4f %.4f %ld\n", now() - begun,
	    seconds(&use.ru_utime) + seconds(&use.ru_stime), use.ru_maxrss);
	return status != 0;
}
