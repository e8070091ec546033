#include "check.h"

#include "base/mem.h"
#include "model/clusters.h"
#include "model/kmeans.h"
#include "model/nearest.h"
#include "num/rng.h"

enum { IRIS = 150, DIMENSIONS = 4 };

static double iris[DIMENSIONS][IRIS];
static const double *const iris_x[] = {iris[0], iris[1], iris[2], iris[3]};

static int
read_iris(void **state)
{
	FILE *in = check_open("CRM_TESTS", "tests", "data/iris.csv");
	char line[200];

	(void)state;
	if (in == NULL || fgets(line, sizeof(line), in) == NULL)
		return -1;
	for (int i = 0; i < IRIS; i++) {
		char *rest = line;

		if (fgets(line, sizeof(line), in) == NULL)
			return -1;
		for (int f = 0; f < DIMENSIONS; f++)
			iris[f][i] = strtod(check_field(&rest), NULL);
	}
	return fclose(in);
}

static struct kmeans
fit(const double *const *x, size_t n, size_t d, size_t k, size_t threads)
{
	const struct kmeans_form form = {
	    .k = k, .seed = 1, .restarts = 10, .threads = threads};
	struct kmeans m;
	size_t distinct;

	assert_true(kmeans_fit(x, n, d, &form, &m, &distinct));
	assert_true(m.settled);
	return m;
}

static void
measure(const double *const *x, size_t n, const struct kmeans *m,
    struct clusters_quality *q)
{
	unsigned char *label = mem_alloc(n);
	double *point = mem_resize(NULL, m->d, sizeof(*point));
	const struct clusters c = {x, n, m->d, m->k, label, m->centre};

	for (size_t i = 0; i < n; i++) {
		for (size_t f = 0; f < m->d; f++)
			point[f] = x[f][i];
		label[i] = (unsigned char)kmeans_nearest(m, point, NULL);
	}
	clusters_measure(&c, q);
	mem_free(label);
	mem_free(point);
}

/* What R and scikit-learn find. */
static void
iris_by_k(void **state)
{
	static const struct {
		size_t k;
		double inertia, silhouette;
	} rows[] = {{1, 681.370600, (double)NAN}, {2, 152.347952, .681046},
	    {3, 78.851441, .552819}, {4, 57.228473, .498051}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmeans m = fit(iris_x, IRIS, DIMENSIONS, rows[i].k, 1);
		struct clusters_quality q;

		measure(iris_x, IRIS, &m, &q);
		check_near("inertia", m.inertia, rows[i].inertia, 0, 1e-6);
		check_near("total", q.total, m.inertia, 1e-12, 0);
		check_near("silhouette", q.mean, rows[i].silhouette, 0, 1e-6);
		clusters_free(&q);
		kmeans_free(&m);
	}
}

static void
iris_in_three(void **state)
{
	static const size_t size[] = {50, 62, 38};
	static const double centre[] = {5.006, 3.428, 1.462, .246, 5.901613,
	    2.748387, 4.393548, 1.433871, 6.85, 3.073684, 5.742105, 2.071053};
	struct kmeans m = fit(iris_x, IRIS, DIMENSIONS, 3, 1);
	struct clusters_quality q;

	(void)state;
	measure(iris_x, IRIS, &m, &q);
	for (size_t j = 0; j < 3; j++)
		assert_int_equal(q.size[j], size[j]);
	for (size_t i = 0; i < 3 * DIMENSIONS; i++)
		check_near("centre", m.centre[i], centre[i], 0, 1e-6);
	check_near("ch", q.ch, 561.6278, 0, 1e-4);
	check_near("db", q.db, .661972, 0, 1e-6);
	assert_false(q.simplified);
	clusters_free(&q);
	kmeans_free(&m);
}

/* Deviations of the population, as scikit-learn's StandardScaler. */
static void
iris_scaled(void **state)
{
	static double z[DIMENSIONS][IRIS];
	const double *const x[] = {z[0], z[1], z[2], z[3]};
	struct kmeans m;
	struct clusters_quality q;

	(void)state;
	for (int f = 0; f < DIMENSIONS; f++) {
		double mean = 0, square = 0;

		for (int i = 0; i < IRIS; i++)
			mean += iris[f][i] / IRIS;
		for (int i = 0; i < IRIS; i++)
			square += (iris[f][i] - mean) * (iris[f][i] - mean);
		for (int i = 0; i < IRIS; i++)
			z[f][i] = (iris[f][i] - mean) / sqrt(square / IRIS);
	}
	m = fit(x, IRIS, DIMENSIONS, 3, 1);
	measure(x, IRIS, &m, &q);
	check_near("inertia", m.inertia, 139.820496, 0, 1e-6);
	check_near("silhouette", q.mean, .459948, 0, 1e-6);
	clusters_free(&q);
	kmeans_free(&m);
}

/* n points of a few blobs, n distinct ones at least k. */
static double **
draw(uint64_t stream, size_t n, size_t d)
{
	double **x = mem_zero(d, sizeof(*x));
	struct rng r;

	rng_init(&r, 1, stream);
	for (size_t f = 0; f < d; f++)
		x[f] = mem_resize(NULL, n, sizeof(double));
	for (size_t i = 0; i < n; i++)
		for (size_t f = 0; f < d; f++)
			x[f][i] = floor(4 * rng_uniform(&r)) + rng_uniform(&r);
	return x;
}

static void
drop(double **x, size_t d)
{
	for (size_t f = 0; f < d; f++)
		mem_free(x[f]);
	mem_free(x);
}

static void
same_centres(const struct kmeans *a, const struct kmeans *b)
{
	assert_memory_equal(a->centre, b->centre, a->k * a->d * sizeof(double));
	assert_true(a->inertia >= b->inertia && a->inertia <= b->inertia);
}

/* Neither the order of points, nor threads, nor instructions show. */
static void
nothing_shows(void **state)
{
	enum { N = 20000, D = 3, K = 6 };
	double **x = draw(7, N, D);
	struct kmeans one = fit((const double *const *)x, N, D, K, 1), other;
	struct rng r;

	(void)state;
	other = fit((const double *const *)x, N, D, K, 3);
	same_centres(&one, &other);
	kmeans_free(&other);
	nearest_plain(true);
	other = fit((const double *const *)x, N, D, K, 1);
	nearest_plain(false);
	same_centres(&one, &other);
	kmeans_free(&other);
	rng_init(&r, 2, 0);
	for (size_t i = N - 1; i > 0; i--) {
		size_t j = (size_t)rng_below(&r, i + 1);

		for (int f = 0; f < D; f++) {
			double spare = x[f][i];

			x[f][i] = x[f][j];
			x[f][j] = spare;
		}
	}
	other = fit((const double *const *)x, N, D, K, 2);
	same_centres(&one, &other);
	kmeans_free(&other);
	kmeans_free(&one);
	drop(x, D);
}

static void
paths_agree(void **state)
{
	struct rng r;

	(void)state;
	rng_init(&r, 3, 0);
	for (uint64_t i = 0; i < 300; i++) {
		size_t d = 1 + (size_t)rng_below(&r, 6);
		size_t k = 1 + (size_t)rng_below(&r, 9);
		size_t n = 1 + (size_t)rng_below(&r, NEAREST_BLOCK);
		size_t from = (size_t)rng_below(&r, 9);
		double **x = draw(100 + i, n + from, d), centre[6 * 9];
		struct nearest a, b;

		for (size_t j = 0; j < k * d; j++)
			centre[j] = 4 * rng_uniform(&r);
		nearest_block(
		    (const double *const *)x, from, n, d, centre, k, &a);
		nearest_plain(true);
		nearest_block(
		    (const double *const *)x, from, n, d, centre, k, &b);
		nearest_plain(false);
		assert_memory_equal(a.square, b.square, n * sizeof(double));
		assert_memory_equal(a.centre, b.centre, n * sizeof(double));
		drop(x, d);
	}
}

/* As many clusters as points that differ: each is its own centre. */
static void
as_many_as_there_are(void **state)
{
	static const double v[] = {3, 1, 2, 1, 3, 2, 2};
	const double *const x[] = {v};
	const struct kmeans_form form = {
	    .k = 4, .seed = 1, .restarts = 3, .threads = 1};
	struct kmeans m = fit(x, 7, 1, 3, 1);
	size_t distinct;

	(void)state;
	for (int j = 0; j < 3; j++)
		check_near("centre", m.centre[j], j + 1, 0, 0);
	check_near("inertia", m.inertia, 0, 0, 0);
	kmeans_free(&m);
	assert_false(kmeans_fit(x, 7, 1, &form, &m, &distinct));
	assert_int_equal(distinct, 3);
}

/* A cluster that loses its last point gets the one farthest away. */
static void
no_cluster_stays_empty(void **state)
{
	static const double v[] = {0, 1, 2, 100};
	const double *const x[] = {v};
	const struct kmeans_form form = {
	    .k = 3, .threads = 1, .iterations = 50};
	double centre[] = {1, 1000, 2000};
	struct kmeans m = {.k = 3, .d = 1, .centre = centre};
	struct clusters_quality q;

	(void)state;
	kmeans_lloyd(x, 4, 1, &form, &m);
	measure(x, 4, &m, &q);
	for (int j = 0; j < 3; j++)
		assert_true(q.size[j] > 0);
	clusters_free(&q);
}

/* Above CLUSTERS_EXACT points by centres: near the exact one, and said. */
static void
simplified_above_a_limit(void **state)
{
	enum { N = CLUSTERS_EXACT + 1 };
	static double v[N];
	const double *const x[] = {v};
	struct kmeans m;
	struct clusters_quality q;

	(void)state;
	for (int i = 0; i < N; i++)
		v[i] = (i % 2) * 100 + i % 10 * .1;
	m = fit(x, N, 1, 2, 1);
	measure(x, N, &m, &q);
	assert_true(q.simplified);
	assert_true(q.mean > .99 && q.mean < 1);
	clusters_free(&q);
	kmeans_free(&m);
}

/* Above KMEANS_SMALL points starts are cut short; the end is as exact. */
static void
cut_short_above_a_limit(void **state)
{
	enum { N = KMEANS_SMALL + 1, K = 3 };
	static double v[2][N];
	const double *const x[] = {v[0], v[1]};
	double sum[K][2] = {{0}};
	size_t size[K] = {0};
	struct kmeans one, two;
	struct rng r;

	(void)state;
	rng_init(&r, 7, 0);
	for (size_t i = 0; i < N; i++) {
		v[0][i] = (double)(i % K) * 2 + rng_uniform(&r);
		v[1][i] = rng_uniform(&r);
	}
	one = fit(x, N, 2, K, 1);
	two = fit(x, N, 2, K, 2);
	assert_memory_equal(
	    one.centre, two.centre, K * 2 * sizeof(*one.centre));
	for (size_t i = 0; i < N; i++) {
		const double point[] = {v[0][i], v[1][i]};
		size_t j = kmeans_nearest(&one, point, NULL);

		assert_int_equal(j, i % K);
		sum[j][0] += point[0];
		sum[j][1] += point[1];
		size[j]++;
	}
	for (size_t j = 0; j < K; j++)
		for (size_t f = 0; f < 2; f++)
			check_near("centre", one.centre[j * 2 + f],
			    sum[j][f] / (double)size[j], 1e-12, 0);
	kmeans_free(&one);
	kmeans_free(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(iris_by_k),
	    cmocka_unit_test(iris_in_three),
	    cmocka_unit_test(iris_scaled),
	    cmocka_unit_test(nothing_shows),
	    cmocka_unit_test(paths_agree),
	    cmocka_unit_test(as_many_as_there_are),
	    cmocka_unit_test(no_cluster_stays_empty),
	    cmocka_unit_test(simplified_above_a_limit),
	    cmocka_unit_test(cut_short_above_a_limit),
	};

	return cmocka_run_group_tests(tests, read_iris, NULL);
}
