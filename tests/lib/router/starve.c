/* No memory for the router: see starve.h. */
#include "starve.h"

#include <sys/resource.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"

#define SMALLEST 32 /* less than that no block is */

/* The allocated memory, as a list inside the blocks themselves. */
struct taken {
	struct taken *next;
	size_t size;
};

static struct {
	struct taken *first;
	struct rlimit before;
} all;

bool
starve_can(void)
{
	return proc_is_there() && !sanitized();
}

/* The soft limit alone, so that it can be lifted again. */
static void
limit_memory(void)
{
	const long now = proc_status(getpid(), "VmSize");
	struct rlimit limit;

	MUST(now != -1 && getrlimit(RLIMIT_AS, &all.before) == 0, "no limit");
	limit = all.before;
	limit.rlim_cur = (rlim_t)now * 1024;
	MUST(setrlimit(RLIMIT_AS, &limit) == 0, "the memory has no limit");
}

static bool
take(size_t size)
{
	struct taken *taken = arena_alloc(size);

	if (taken == NULL)
		return false;
	*taken = (struct taken) { all.first, size };
	all.first = taken;
	return true;
}

static void
give_one(void)
{
	struct taken *taken = all.first;

	all.first = taken->next;
	arena_free(taken, taken->size);
}

/* The smallest are the last that are taken. */
void
starve(size_t left)
{
	limit_memory();
	for (size_t size = ARENA_BLOCK; size >= SMALLEST; size /= 2)
		while (take(size))
			continue;
	for (; left > 0; left--) {
		MUST(all.first != NULL && all.first->size == SMALLEST,
		    "no block of %d bytes", SMALLEST);
		give_one();
	}
}

void
starve_end(void)
{
	MUST(setrlimit(RLIMIT_AS, &all.before) == 0, "the limit stays");
	while (all.first != NULL)
		give_one();
	arena_recover();
}
