/* The lines shown so far: see past.h. */
#include "stream/past.h"

#include <stdint.h>
#include <stdlib.h>

static void
forget_first(struct past *past)
{
	struct str *first = &past->line[past->first];

	/* The memory is malloc'd; it is const for readers only. */
	free((void *)(uintptr_t)first->at);
	past->bytes -= first->len;
	past->first = (past->first + 1) % PAST_LINES;
	past->count--;
}

static struct str
copy_of(struct str line)
{
	char *copy = malloc(line.len + 1);

	if (copy == NULL)
		return (struct str) { NULL, 0 };
	memcpy(copy, line.at, line.len);
	return (struct str) { copy, line.len };
}

void
past_add(struct past *past, struct str line)
{
	while (past->count > 0 &&
	    (past->count == PAST_LINES || past->bytes + line.len > PAST_BYTES))
		forget_first(past);
	const size_t last = (past->first + past->count) % PAST_LINES;
	past->line[last] = copy_of(line);
	past->bytes += past->line[last].len;
	past->count++;
}

struct str
past_get(const struct past *past, size_t i)
{
	return past->line[(past->first + i) % PAST_LINES];
}

void
past_free(struct past *past)
{
	while (past->count > 0)
		forget_first(past);
}
