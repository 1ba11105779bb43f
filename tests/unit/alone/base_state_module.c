/*
 * server/base/state/module: a start that lacks memory, at whichever call, fails
 * with ENOMEM and touches no table that it has not got.
 *
 * Linked with -Wl,--wrap=mmap to refuse memory.
 */
#include "server/base/state/module.h"

#include <errno.h>
#include <sys/mman.h>

#include "server/base/mem/arena.h"
#include "tests/lib/child.h"
#include "tests/lib/tap.h"

/* More calls than the tables of all modules need. */
#define CALLS_MOST 1000

static struct {
	unsigned call;
	unsigned first; /* call that is refused; 0: none */
	bool all; /* that follow, too */
} test;

void *__real_mmap(
    void *at, size_t size, int access, int flags, int fd, off_t offset);
void *__wrap_mmap(
    void *at, size_t size, int access, int flags, int fd, off_t offset);

void *
__wrap_mmap(void *at, size_t size, int access, int flags, int fd, off_t offset)
{
	test.call++;
	if (test.first == 0 || test.call < test.first ||
	    (test.call > test.first && !test.all))
		return __real_mmap(at, size, access, flags, fd, offset);
	errno = ENOMEM;
	return MAP_FAILED;
}

/* In a child: 0 if it begins, 1 if it is told that there is no memory. */
static int
begins(void)
{
	if (modules_init())
		return 0;
	return errno == ENOMEM ? 1 : 2;
}

static void
lacks_memory(bool all, const char *what)
{
	int status = 1;

	test.all = all;
	for (test.first = 1; test.first < CALLS_MOST && status == 1;
	     test.first++)
		status = child_run(begins);
	TAP_NUM(status, 0, "with enough memory it begins");
	TAP_OK(test.first > 50, "%s is told: %u calls", what, test.first - 2);
	test.first = 0;
}

static void
notes_the_first_failure(void)
{
	errno = ENOTDIR;
	arena_note_failure();
	errno = ENOMEM;
	arena_note_failure();
	TAP_OK(
	    !arena_is_good() && errno == ENOTDIR, "the first failure counts");
	TAP_OK(!modules_init() && errno == ENOTDIR, "and nothing begins then");
	arena_reset();
	TAP_OK(arena_is_good(), "an empty arena has none");
	TAP_OK(arena_table(SIZE_MAX / 16 + 2, 16) == NULL && !arena_is_good() &&
		errno == ENOMEM,
	    "a table that overflows is a failure");
}

int
main(void)
{
	lacks_memory(false, "one table without memory");
	lacks_memory(true, "no memory from some table on");
	notes_the_first_failure();
	return tap_done();
}
