/* The lines shown so far: see scrollback.h. */
#include "chat/plain/scrollback.h"

#include <stdint.h>
#include <stdlib.h>

static void
forget_first(struct scrollback *scrollback)
{
	struct str *first = &scrollback->line[scrollback->first];

	/* The memory is malloc'd; it is const for readers only. */
	free((void *)(uintptr_t)first->at);
	scrollback->bytes -= first->len;
	scrollback->first = (scrollback->first + 1) % SCROLLBACK_LINES;
	scrollback->count--;
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
scrollback_add(struct scrollback *scrollback, struct str line)
{
	while (scrollback->count > 0 &&
	    (scrollback->count == SCROLLBACK_LINES ||
		scrollback->bytes + line.len > SCROLLBACK_BYTES))
		forget_first(scrollback);
	const size_t last =
	    (scrollback->first + scrollback->count) % SCROLLBACK_LINES;
	scrollback->line[last] = copy_of(line);
	scrollback->bytes += scrollback->line[last].len;
	scrollback->count++;
}

struct str
scrollback_get(const struct scrollback *scrollback, size_t i)
{
	return scrollback->line[(scrollback->first + i) % SCROLLBACK_LINES];
}

void
scrollback_free(struct scrollback *scrollback)
{
	while (scrollback->count > 0)
		forget_first(scrollback);
}
