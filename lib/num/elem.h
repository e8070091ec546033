/*
 * elem: exp and log built from + - * / alone, so that simulated data are the
 * same bytes on every machine: a libm may differ by processor and version.
 */
#ifndef NUM_ELEM_H
#define NUM_ELEM_H

/*
 * elem_exp: e to the x.
 *
 * Domain   all; 0 below -745.2, infinity above 709.79, NaN stays NaN
 * Accuracy 1 ulp for normal results (tests/unit/test_elem.c)
 */
double elem_exp(double x);

/*
 * elem_log: the natural logarithm.
 *
 * Domain   x > 0; log 0 is -infinity, below 0 it is NaN
 * Accuracy 1 ulp (tests/unit/test_elem.c)
 */
double elem_log(double x);

#endif
