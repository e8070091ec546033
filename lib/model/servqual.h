/*
 * servqual: the five dimensions of service quality and their 22 items.
 *
 * Source   Parasuraman, Zeithaml & Berry (1988), Journal of Retailing 64,
 *          12-40
 */
#ifndef MODEL_SERVQUAL_H
#define MODEL_SERVQUAL_H

#include <stddef.h>

enum { SERVQUAL_ITEMS = 22 };

/*
 * servqual_dimension: the dimension of an item by its number: 1-4
 * tangibles, 5-9 reliability, 10-13 responsiveness, 14-17 assurance, 18-22
 * empathy; NULL for any other number.
 */
const char *servqual_dimension(long long item);

#endif
