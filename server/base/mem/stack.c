/* Leftovers on the stack: see stack.h. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/mem/stack.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* To read a configuration takes less than half of it. */
#define DEPTH ((size_t)64 * 1024)

/* The pages go back, or each worker would have them too; cleared they are. */
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
 * Registers go too, where the compiler can be told: the dynamic linker and the
 * kernel, at a signal, put them on the stack.
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
	volatile char *at = room; /* or the compiler would leave it out */

	for (size_t i = 0; i < sizeof(room); i++)
		at[i] = 0;
	give_back(room, sizeof(room));
}
