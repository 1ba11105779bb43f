/* Leftovers on the stack: see stack.h. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/mem/stack.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Reading a configuration takes less than half of this. */
#define DEPTH ((size_t)64 * 1024)

/*
 * Gives the pages back to the system. Otherwise each worker would get a copy of
 * them, even though they are cleared.
 */
static void
give_back(char *room, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t skip = (page - (uintptr_t)room % page) % page;

	if (size > skip + page)
		(void)madvise(
		    room + skip, (size - skip) / page * page, MADV_DONTNEED);
}

/*
 * Registers are cleared too, where the compiler supports it: the dynamic
 * linker, and the kernel at a signal, save them on the stack.
 */
#ifdef __has_attribute
#if __has_attribute(zero_call_used_regs)
__attribute__((zero_call_used_regs("all")))
#endif
#endif
void
stack_wipe(void)
{
	char room[DEPTH];
	volatile char *at = room; /* so that the compiler keeps the loop */

	for (size_t i = 0; i < sizeof(room); i++)
		at[i] = 0;
	give_back(room, sizeof(room));
}
