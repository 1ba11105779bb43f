/*
 * server/process/fork/child and apart: a child gets what it is given, and has
 * not what its parent keeps apart: it ends where it looks.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "server/process/fork/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/process/fork/apart.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PEER "127.0.0.1:4711"
#define SECRET "what the parent knows"
#define DEEPEST 64 /* KiB */
#define LARGE ((size_t)100 * 1000) /* not in what a libc found at its start */
#define LEFT_ALONE 42

/* Where a child looks, and what it says when that has gone well. */
static struct {
	const char *volatile at;
	char *on_heap; /* from before the first child */
	volatile int *depth; /* KiB that it has gone; shared with it */
} test;

#ifdef APART
static const bool apart = true;
#else
static const bool apart = false;
#endif

/* --- Children --------------------------------------------------------- */

static int
reads_what_it_is_given(const struct child_args *given)
{
	const bool good = strcmp(given->peer, PEER) == 0 && given->ring == 7 &&
	    fcntl(given->socket, F_GETFD) != -1 &&
	    fcntl(given->uplink, F_GETFD) != -1;

	return good ? LEFT_ALONE : 1;
}

static int
looks_at_memory(const struct child_args *given)
{
	(void)given;
	return test.at[0] == SECRET[0] ? LEFT_ALONE : 1;
}

static int
goes_deeper(int depth)
{
	volatile char much[1024] = { 0 };

	much[depth % 1024] = 1;
	*test.depth = depth;
	return depth == 1 << 20 ? much[depth % 1024] :
				  goes_deeper(depth + 1) + much[0];
}

static int
never_ends(const struct child_args *given)
{
	(void)given;
	return goes_deeper(0);
}

/* --- Their parent ----------------------------------------------------- */

/* A child's end: its exit code, or minus the signal. */
static int
end_of(int (*main_of)(const struct child_args *))
{
	static struct kind kind = { .name = "child" };
	const struct child_args given = { .kind = &kind,
		.socket = STDIN_FILENO,
		.uplink = STDOUT_FILENO,
		.downlink = STDIN_FILENO,
		.bell = STDOUT_FILENO,
		.ring = 7,
		.peer = PEER };
	int status;
	pid_t pid;

	kind.main = main_of;
	pid = child_make(&given, 0);
	MUST(pid > 0, "no child: %s", strerror(errno));
	while (waitpid(pid, &status, 0) == -1)
		MUST(errno == EINTR, "cannot wait for it");
	(void)child_ready(); /* it has said so, or died before */
	child_release(0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
has_what_it_needs(void)
{
	TAP_NUM(end_of(reads_what_it_is_given), LEFT_ALONE,
	    "it gets what it is given");
}

static void
has_nothing_else(void)
{
	char on_stack[] = SECRET;

	test.at = test.on_heap;
	TAP_NUM(end_of(looks_at_memory), -SIGSEGV, "nothing of the heap");
	test.at = on_stack;
	if (apart_can_move_titles())
		TAP_NUM(end_of(looks_at_memory), -SIGSEGV, "nor of the stack");
	TAP_NUM(end_of(never_ends), -SIGSEGV, "its own has an end");
	TAP_OK(*test.depth < DEEPEST, "at %d KiB", *test.depth);
}

/* Memory that its children write to as well. */
static void *
share(size_t size)
{
	const int access = PROT_READ | PROT_WRITE;
	const int kind = MAP_SHARED | MAP_ANONYMOUS;
	/* cppcheck-suppress invalidFunctionArg ; there is no file */
	void *at = mmap(NULL, size, access, kind, -1, 0);

	MUST(at != MAP_FAILED, "no memory to share");
	return at;
}

int
main(void)
{
	const struct rlimit none = { 0, 0 };

	/* Children that end at what they have not got leave no file. */
	MUST(setrlimit(RLIMIT_CORE, &none) == 0, "cannot do without cores");
	test.on_heap = malloc(LARGE);
	MUST(test.on_heap != NULL, "no memory");
	memcpy(test.on_heap, SECRET, sizeof(SECRET));
	test.depth = share(sizeof(*test.depth));
	MUST(child_init(), "cannot begin");
	has_what_it_needs();
	if (apart)
		has_nothing_else();
	free(test.on_heap);
	return tap_done();
}
