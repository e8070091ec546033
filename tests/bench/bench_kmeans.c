/*
 * bench_kmeans: seconds of one k-means start from given centres.
 *
 *	bench_kmeans FILE N D K ITERATIONS THREADS RUNS
 *
 * FILE is raw doubles of this machine: D columns of N, then K centres of D.
 * Reading is not counted. Prints the least seconds of the runs and the
 * inertia of the last; kmeans.sh compares them with scikit-learn's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "model/kmeans.h"

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double *
read_doubles(FILE *in, size_t n)
{
	double *v = mem_resize(NULL, n, sizeof(*v));

	if (fread(v, sizeof(*v), n, in) == n)
		return v;
	fprintf(stderr, "bench_kmeans: the file is too short\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	size_t v[6], n, d, k;
	double *data, *centre, best = 1e300;
	const double **x;
	struct kmeans fit;
	FILE *in;

	if (argc != 8 || (in = fopen(argv[1], "rb")) == NULL) {
		fprintf(stderr, "usage: bench_kmeans FILE N D K ITERATIONS "
				"THREADS RUNS\n");
		return 2;
	}
	for (int i = 0; i < 6; i++)
		v[i] = strtoul(argv[i + 2], NULL, 10);
	n = v[0];
	d = v[1];
	k = v[2];
	data = read_doubles(in, n * d);
	centre = read_doubles(in, k * d);
	fclose(in);
	x = mem_zero(d, sizeof(*x));
	for (size_t f = 0; f < d; f++)
		x[f] = data + f * n;
	fit = (struct kmeans){
	    .k = k, .d = d, .centre = mem_resize(NULL, k * d, sizeof(double))};
	for (size_t i = 0; i < v[5]; i++) {
		struct kmeans_form form = {
		    .k = k, .threads = v[4], .iterations = v[3]};
		double from;

		memcpy(fit.centre, centre, k * d * sizeof(double));
		fit.iterations = 0;
		from = now();
		kmeans_lloyd(x, n, d, &form, &fit);
		if (now() - from < best)
			best = now() - from;
	}
	printf("%.6f %.17g %zu\n", best, fit.inertia, fit.iterations);
	return 0;
}
