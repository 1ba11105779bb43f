/* The tester's side of a board: see board.h. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spec.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static struct board *board; /* of a test with one server */

struct board *
board_make(int *fd)
{
	struct board *made;

	*fd = scratch_nameless();
	MUST(ftruncate(*fd, sizeof(*made)) == 0, "no room for a board");
	made = mmap(
	    NULL, sizeof(*made), PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	MUST(made != MAP_FAILED, "no memory for a board");
	return made;
}

void
board_pass(int fd)
{
	const char *build = getenv("FORKCAST_BUILD");
	char text[SCRATCH_PATH];
	const int len = snprintf(text, sizeof(text), "%s/tests/faults",
	    build != NULL ? build : "build");

	MUST(len > 0 && (size_t)len < sizeof(text), "too long a path");
	MUST(setenv("FORKCAST_BUILD", text, 1) == 0, "setenv");
	(void)snprintf(text, sizeof(text), "%d", fd); /* fits */
	MUST(setenv(BOARD_NAME, text, 1) == 0, "setenv");
}

void
board_begin_apart(void)
{
	char text[16];
	int fd;

	board = board_make(&fd);
	(void)snprintf(text, sizeof(text), "%d", fd); /* fits */
	MUST(setenv(BOARD_NAME, text, 1) == 0, "setenv");
}

void
board_begin(void)
{
	int fd;

	board = board_make(&fd);
	board_pass(fd);
}

void
board_arm(const char *spec)
{
	struct fault fault;

	MUST(spec_parse(&fault, spec) && fault.first > 0, "what is %s?", spec);
	board_disarm();
	atomic_store(&board->met, 0);
	atomic_store(&board->hits, 0);
	/* The number that switches it on goes last. */
	board->fault = fault;
	board->fault.last = 0;
	atomic_thread_fence(memory_order_seq_cst);
	board->fault.last = fault.last;
}

void
board_disarm(void)
{
	board->fault.last = 0;
	atomic_thread_fence(memory_order_seq_cst);
}

unsigned
board_hits(void)
{
	return atomic_load(&board->hits);
}

void
board_set_clock(long seconds)
{
	atomic_store(&board->ahead, seconds);
}

void
board_await(unsigned hits)
{
	const usec end = deadline();

	while (board_hits() < hits)
		MUST(deadline_pause(end), "the fault was not met");
}
