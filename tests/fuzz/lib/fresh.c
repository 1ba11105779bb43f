/* Modules that begin anew: see fresh.h. */
#include "fresh.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "heap.h"
#include "server/process/fork/apart.h"
#include "shared/str.h"
#include "tests/lib/must.h"

/* As many as a run may open, from the first on. */
#define FDS 128

/* No edge is needed to tell that it is between the others. */
#if defined(__clang__) || defined(__GNUC__)
#define UNWATCHED __attribute__((no_sanitize("address", "undefined")))
#else
#define UNWATCHED
#endif

struct part {
	char *from;
	const char *to;
	char *kept; /* a copy */
};

static struct part parts[] = {
	{ &parent_data_first, &parent_data_last, NULL },
	{ &parent_bss_first, &parent_bss_last, NULL },
};

/* By hand: a sanitizer would have memcpy trip over what is between variables.
 */
UNWATCHED static void
copy(char *to, const char *from, size_t size)
{
	volatile uint64_t *out = (volatile uint64_t *)(void *)to;
	const volatile uint64_t *in =
	    (const volatile uint64_t *)(const void *)from;

	for (size_t i = 0; i < size / sizeof(*out); i++)
		out[i] = in[i];
}

static void
keep(struct part *part, size_t size)
{
	MUST(size > 0 && size < SIZE_MAX / 2,
	    "the edges are not where they were");
	part->kept = malloc(size);
	MUST(part->kept != NULL, "no memory");
	copy(part->kept, part->from, size);
}

void
fresh_begin(int fds_from)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct part *part = &parts[i];
		const size_t size = (size_t)(part->to - part->from);
		if (part->kept == NULL)
			keep(part, size);
		else
			copy(part->from, part->kept, size);
	}
	heap_forget();
	for (int fd = fds_from; fd < fds_from + FDS; fd++)
		(void)close(fd); /* or it is not open */
}
