/* kmeans: what the files of -m kmeans share. */
#ifndef KMEANS_H
#define KMEANS_H

#include "model/clusters.h"
#include "model/kmeans.h"
#include "segment.h"

/* A column that customers are compared by. */
struct feature {
	char *name;
	size_t col;
	double mean, sd; /* 0 and 1 under --raw */
	bool dropped;    /* it is the same in all rows */
};

/* One number of clusters that was tried. */
struct tried {
	size_t k;
	double inertia, silhouette, ch, db;
};

struct kmeans_state {
	struct feature *feature;
	size_t features, feature_room;
	size_t d; /* features not dropped */
	bool log, raw;
	size_t low, high; /* numbers of clusters to try */
	struct kmeans fit;
	struct tried *tried;
	size_t tries;
	struct clusters_quality quality; /* measured for --report, --explain */
	bool measured;
	char name[24]; /* of the class at hand */
};

/* kmeans-fit.c */
bool kmeans_solve(struct segment *s);

/* The row as a point of st->d values. */
void kmeans_point(const struct segment *s, size_t row, double *point);

/* kmeans-keep.c */
bool kmeans_save(const struct segment *s, struct keep *k);
bool kmeans_use(struct segment *s, struct keep *k);
void kmeans_add_feature(struct kmeans_state *st, struct str name);

/* kmeans-report.c */
void kmeans_report_header(const struct segment *s);
void kmeans_report_cells(const struct segment *s, size_t k);
void kmeans_explain(const struct segment *s);

#endif
