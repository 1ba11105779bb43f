/*
 * A process's memory: code, static data, dynamic data (the heap) and the stack.
 * A child has copies at the same addresses. Writing to code or to a constant,
 * or overflowing the stack, kills the process with SIGSEGV.
 */
#include <stdint.h>
#include <sys/resource.h>

#include "lab.h"

static int data = 1; /* static data with a first value */
static int zeros; /* static data that is 0 at first */
static const char constant[] = "constant";

/* Each call has its own part of the stack, and there is always another. */
static int
overflow(volatile char *caller)
{
	volatile char part[4096];

	part[0] = caller[0];
	return caller[0] == 1 ? 0 : overflow(part) + part[0]; /* it is 0 */
}

static int
write_to_constant(volatile char *unused)
{
	*(volatile char *)(uintptr_t)constant = unused[0];
	return 0;
}

static int
write_to_data(volatile char *unused)
{
	data = 2 + unused[0];
	return 0;
}

/* How a child ends that does this. */
static int
end_of(int (*act)(volatile char *caller))
{
	const struct rlimit no_core = { 0, 0 }, small = { 1 << 20, 1 << 20 };
	volatile char nothing = 0;
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	must("setrlimit", setrlimit(RLIMIT_CORE, &no_core));
	must("setrlimit", setrlimit(RLIMIT_STACK, &small)); /* ulimit -s */
	(void)signal(SIGSEGV, SIG_DFL);
	_exit(act(&nothing));
}

int
main(void)
{
	int local = 1;
	int *heap = malloc(sizeof(*heap));

	must("malloc", heap == NULL ? -1 : 0);
	say("code   %#lx main", (unsigned long)(uintptr_t)main);
	say("data   %#lx constant, %#lx data, %#lx zeros",
	    (unsigned long)(uintptr_t)constant, (unsigned long)(uintptr_t)&data,
	    (unsigned long)(uintptr_t)&zeros);
	say("heap   %#lx", (unsigned long)(uintptr_t)heap);
	say("stack  %#lx local", (unsigned long)(uintptr_t)&local);
	free(heap);
	expect(end_of(write_to_data) == 0, "a child writes to its data");
	expect(data == 1, "but not to its parent's");
	expect(end_of(write_to_constant) == 128 + SIGSEGV,
	    "writing to a constant: SIGSEGV");
	expect(end_of(overflow) == 128 + SIGSEGV, "stack overflow: SIGSEGV");
	return 0;
}
