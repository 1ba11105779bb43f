/* Which call is to fail: see inject.h. */
#define _GNU_SOURCE /* program_invocation_name */
#include "inject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "process/fork/nursery.h"

void *__real_mmap(
    void *at, size_t size, int access, int flags, int fd, off_t offset);

static struct {
	struct board *board; /* null: nobody tests */
	enum side side;
} self;

static enum side
find_side(struct board *board)
{
	if (strcmp(program_invocation_name, NURSERY_CALLED) == 0)
		return SIDE_WORKER;
	if (board->parent == 0) {
		board->parent = getpid();
		return SIDE_PARENT;
	}
	return board->parent == getpid() ? SIDE_HEIR : SIDE_REHEARSAL;
}

/*
 * Before main, for that is watched too. The descriptor stays open, for the
 * programs that come.
 */
__attribute__((constructor)) static void
find_board(void)
{
	const char *number = getenv(BOARD_NAME);
	const int fd = number != NULL ? (int)strtol(number, NULL, 10) : -1;
	struct board *board;

	if (fd == -1)
		return;
	board = __real_mmap(
	    NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (board == MAP_FAILED)
		abort();
	self.board = board;
	self.side = find_side(board);
}

int
inject(enum call call)
{
	const struct fault *fault;
	uint32_t number;

	if (self.board == NULL)
		return FAULT_NONE;
	fault = &self.board->fault;
	(void)atomic_fetch_add(&self.board->count[self.side][call], 1);
	if (fault->last == 0 || fault->side != self.side || fault->call != call)
		return FAULT_NONE;
	number = atomic_fetch_add(&self.board->met, 1) + 1;
	if (number < fault->first || number > fault->last)
		return FAULT_NONE;
	(void)atomic_fetch_add(&self.board->hits, 1);
	return fault->kind;
}

bool
inject_error(enum call call)
{
	const int kind = inject(call);

	if (kind > 0)
		errno = kind;
	return kind > 0;
}

bool
inject_count(enum call call, size_t *bytes)
{
	const int kind = inject(call);

	if (kind == FAULT_SHORT && *bytes > 1)
		*bytes = 1;
	if (kind == FAULT_HALF && *bytes > 1)
		*bytes /= 2;
	if (kind > 0)
		errno = kind;
	return kind > 0;
}

void
inject_born(pid_t pid)
{
	unsigned number;

	if (pid == 0)
		self.side = SIDE_WORKER;
	if (self.board == NULL || pid <= 0)
		return;
	number = atomic_load(&self.board->births);
	if (number < BOARD_BIRTHS)
		self.board->born[number] = pid;
	atomic_store(&self.board->births, number + 1);
}
