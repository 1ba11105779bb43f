/* Memory that children do not have: see apart.h. */
#define _GNU_SOURCE /* MADV_DONTFORK */
#include "process/fork/apart.h"

#ifdef APART

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "shared/clock.h"

/* The edges are weak: a program linked without them shares all of its data. */
#pragma weak parent_data_first
#pragma weak parent_data_last
#pragma weak parent_bss_first
#pragma weak parent_bss_last

extern char end[]; /* end of the program, as linkers on Linux name it */

/*
 * Keeps whole pages from children. False if there are none, or the system
 * refuses.
 */
static bool
hide(uintptr_t from, uintptr_t to)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	from = (from + page - 1) / page * page;
	to = to / page * page;
	return from < to &&
	    madvise((void *)from, to - from, MADV_DONTFORK) == 0;
}

bool
apart_can_move_titles(void)
{
#ifdef PR_SET_MM_MAP_SIZE
	unsigned size;

	return prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0) == 0;
#else
	return false;
#endif
}

/*
 * Returns whether the region is malloc's: anonymous memory after a static
 * program. In a dynamic program, some anonymous memory is the linker's and
 * libc's, which children need; in a static one, all of it is malloc's or the
 * arena's.
 */
static bool
is_of_malloc(const char *line, uintptr_t from)
{
	return getauxval(AT_BASE) == 0 && from >= (uintptr_t)end &&
	    strstr(line, " rw-p 00000000 00:00 0 \n") != NULL;
}

/*
 * Keeps the stack from children. musl's clone, since 1.2.5, puts the child's
 * first data there, so with musl the child unmaps the stack itself.
 */
static void
keep_stack(struct apart *apart, uintptr_t from, uintptr_t to)
{
#ifdef __GLIBC__
	apart->from_stack = hide(from, to);
#else
	*apart = (struct apart) { .from_stack = true,
		.from_clock = apart->from_clock,
		.stack = (void *)from,
		.stack_size = to - from };
#endif
}

#ifdef CLOCK_BY_CALL
/*
 * Returns whether a library is loaded before libc. Such a library, for example
 * libfaketime, may read libc's clock within any other call; the keeper died of
 * that in fstat.
 */
static bool
is_preloaded(void)
{
	const char *libraries = getenv("LD_PRELOAD");

	return libraries != NULL && libraries[0] != '\0';
}
#endif

/*
 * Keeps a region from children if only the parent needs it. line is one of
 * /proc/self/maps, "FROM-TO ... NAME". The region with errno stays: in a static
 * program libc may have the thread's data on the heap.
 */
static void
note_region(struct apart *apart, const char *line)
{
	char *dash;
	const uintptr_t from = strtoul(line, &dash, 16);
	const uintptr_t to = *dash == '-' ? strtoul(dash + 1, NULL, 16) : 0;
	const uintptr_t thread = (uintptr_t)&errno;

	if (thread >= from && thread < to)
		return;
	if (strstr(line, "[heap]") != NULL || is_of_malloc(line, from))
		(void)hide(from, to); /* if it fails, the region is copied */
	if (strstr(line, "[stack]") != NULL && apart_can_move_titles())
		keep_stack(apart, from, to);
#ifdef CLOCK_BY_CALL
	if (!is_preloaded() &&
	    (strstr(line, "[vvar") != NULL || strstr(line, "[vdso]") != NULL))
		apart->from_clock |= hide(from, to);
#endif
}

static void
keep_regions(struct apart *apart)
{
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "re");

	if (maps == NULL)
		return;
	while (fgets(line, sizeof(line), maps) != NULL)
		note_region(apart, line);
	(void)fclose(maps); /* it was only read */
}

struct apart
apart_begin(char *guard, size_t size)
{
	struct apart apart = { 0 };

	(void)hide((uintptr_t)guard, (uintptr_t)guard + size);
	(void)hide((uintptr_t)&parent_data_first, (uintptr_t)&parent_data_last);
	(void)hide((uintptr_t)&parent_bss_first, (uintptr_t)&parent_bss_last);
	keep_regions(&apart);
	return apart;
}

#endif
