/* hint: what a compiler cannot know of where the time goes. */
#ifndef BASE_HINT_H
#define BASE_HINT_H

#if defined(__GNUC__)
/* Asks for the line of the cache that p is in, ahead of its use. */
#define HINT_FETCH(p) __builtin_prefetch(p)
/* A function seldom called from where every row passes: apart from it, that
 * needs none of its frame. */
#define HINT_APART __attribute__((noinline))
#else
#define HINT_FETCH(p) ((void)(p))
#define HINT_APART
#endif

#endif
