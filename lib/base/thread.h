/*
 * thread: stages that run beside each other, and what passes between them.
 *
 * A stage that cannot have a thread is no failure: its work is then done by
 * whoever wanted it done, with the same result.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <stdbool.h>
#include <stddef.h>

struct thread;

/*
 * thread_start: runs run(arg) on a thread of its own, with all signals but
 * those of faults left to the others.
 *
 *   free   how many more threads there may be: taken from, or NULL for no
 *          bound; used by one thread only, and given back by thread_join
 *
 * Returns NULL when there are enough or the system has none.
 */
struct thread *thread_start(int *free, void (*run)(void *arg), void *arg);

/* Waits until run has returned. NULL is allowed. */
void thread_join(struct thread *t);

/*
 * thread_share: job(arg, i) for every i below n, each once, in any order, by
 * this thread and as many more as there may be.
 *
 *   free   as for thread_start; NULL: there may be none
 */
void thread_share(
    int *free, size_t n, void (*job)(void *arg, size_t i), void *arg);

/* How many there are to run on; 1 where the system does not say. */
int thread_processors(void);

/* A queue of pointers between two threads, which waits at either end. */
struct ring;

/*   room  most pointers in it, at least 1 */
struct ring *ring_new(size_t room);
void ring_delete(struct ring *r);

/* Waits for room. False when the ring is closed: p was not taken. */
bool ring_put(struct ring *r, void *p);

/* Waits for a pointer; NULL when the ring is closed and empty. */
void *ring_take(struct ring *r);

/* How many pointers are in it. */
size_t ring_held(struct ring *r);

/* Nothing more is put; who waits goes on. May be called twice. */
void ring_close(struct ring *r);

#endif
