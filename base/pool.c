#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct job {
	atomic_size_t next;
	size_t n;
	void (*work)(void *context, size_t item);
	void *context;
};

static void *worker(void *argument)
{
	struct job *j = argument;
	for (;;) {
		size_t item = atomic_fetch_add(&j->next, 1);
		if (item >= j->n)
			return NULL;
		j->work(j->context, item);
	}
}

void pool_run(unsigned threads, size_t n, void (*work)(void *context, size_t item), void *context)
{
	struct job j = {.n = n, .work = work, .context = context};
	pthread_t thread[LIMIT_THREADS];
	unsigned started = 0;
	if (threads == 0) {
		long cpus = sysconf(_SC_NPROCESSORS_ONLN);
		threads = cpus > 0 && cpus < (long)LIMIT_THREADS ? (unsigned)cpus : LIMIT_THREADS;
	}
	if (threads > n)
		threads = (unsigned)n;
	/* The caller works too, so a machine that refuses threads only gets slower. */
	while (threads > 1 && started < threads - 1 && started < LIMIT_THREADS &&
	       pthread_create(&thread[started], NULL, worker, &j) == 0)
		started++;
	worker(&j);
	for (unsigned i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
}
