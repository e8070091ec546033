#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/mem.h"

enum { SHARE_MOST = 64 };

struct thread {
	pthread_t id;
	int *free;
	void (*run)(void *arg);
	void *arg;
};

static void *
begin(void *arg)
{
	struct thread *t = arg;

	t->run(t->arg);
	return NULL;
}

/* Signals that handlers are for go to the thread that was there before. */
static bool
create(struct thread *t)
{
	static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	sigset_t all, old;
	bool ok;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		sigdelset(&all, own[i]);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ok = pthread_create(&t->id, NULL, begin, t) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return ok;
}

struct thread *
thread_start(int *free, void (*run)(void *arg), void *arg)
{
	struct thread *t;

	if (free != NULL && *free <= 0)
		return NULL;
	t = mem_alloc(sizeof(*t));
	*t = (struct thread){.free = free, .run = run, .arg = arg};
	if (!create(t)) {
		mem_free(t);
		return NULL;
	}
	if (free != NULL)
		--*free;
	return t;
}

void
thread_join(struct thread *t)
{
	if (t == NULL)
		return;
	pthread_join(t->id, NULL);
	if (t->free != NULL)
		++*t->free;
	mem_free(t);
}

struct share {
	atomic_size_t next;
	size_t n;
	void (*job)(void *arg, size_t i);
	void *arg;
};

static void
work(void *arg)
{
	struct share *s = arg;
	size_t i;

	while ((i = atomic_fetch_add(&s->next, 1)) < s->n)
		s->job(s->arg, i);
}

void
thread_share(int *free, size_t n, void (*job)(void *arg, size_t i), void *arg)
{
	struct share s = {.n = n, .job = job, .arg = arg};
	struct thread *more[SHARE_MOST];
	size_t threads = 0;

	atomic_init(&s.next, 0);
	while (free != NULL && threads < SHARE_MOST && threads + 1 < n &&
	       (more[threads] = thread_start(free, work, &s)) != NULL)
		threads++;
	work(&s);
	while (threads > 0)
		thread_join(more[--threads]);
}

int
thread_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

struct ring {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t room, n, first;
	bool closed;
	void *at[];
};

struct ring *
ring_new(size_t room)
{
	struct ring *r = mem_zero(1, sizeof(*r) + room * sizeof(r->at[0]));

	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	r->room = room;
	return r;
}

void
ring_delete(struct ring *r)
{
	if (r == NULL)
		return;
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	mem_free(r);
}

bool
ring_put(struct ring *r, void *p)
{
	bool ok;

	pthread_mutex_lock(&r->lock);
	while (r->n == r->room && !r->closed)
		pthread_cond_wait(&r->changed, &r->lock);
	ok = !r->closed;
	if (ok) {
		r->at[(r->first + r->n) % r->room] = p;
		/* Only then can the other end be waiting. */
		if (r->n++ == 0)
			pthread_cond_signal(&r->changed);
	}
	pthread_mutex_unlock(&r->lock);
	return ok;
}

void *
ring_take(struct ring *r)
{
	void *p = NULL;

	pthread_mutex_lock(&r->lock);
	while (r->n == 0 && !r->closed)
		pthread_cond_wait(&r->changed, &r->lock);
	if (r->n > 0) {
		p = r->at[r->first];
		r->first = (r->first + 1) % r->room;
		if (r->n-- == r->room)
			pthread_cond_signal(&r->changed);
	}
	pthread_mutex_unlock(&r->lock);
	return p;
}

size_t
ring_held(struct ring *r)
{
	size_t n;

	pthread_mutex_lock(&r->lock);
	n = r->n;
	pthread_mutex_unlock(&r->lock);
	return n;
}

void
ring_close(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->closed = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}
