/* A list of lines: see lines.h. */
#include "views/lines.h"

#include <stdlib.h>

/*
 * The overhead of common mallocs: a word before the block, and sizes in steps
 * of two words.
 */
#define MALLOC_HEAD sizeof(void *)
#define MALLOC_STEP (2 * sizeof(void *))

/* Returns the size of a line. The text begins in the padding of the struct. */
static size_t
size_with(size_t len)
{
	const size_t size = offsetof(struct line, text) + len;

	return size > sizeof(struct line) ? size : sizeof(struct line);
}

struct line *
lines_new(enum line_kind kind, usec time, struct str text)
{
	struct line *line =
	    text.len <= UINT32_MAX ? malloc(size_with(text.len)) : NULL;

	if (line == NULL)
		return NULL;
	*line = (struct line) { .time = time,
		.len = (uint32_t)text.len,
		.kind = (unsigned char)kind };
	if (text.len > 0)
		memcpy(line->text, text.at, text.len);
	return line;
}

size_t
lines_cost(const struct line *line)
{
	const size_t size = size_with(line->len) + MALLOC_HEAD;

	return (size + MALLOC_STEP - 1) / MALLOC_STEP * MALLOC_STEP;
}

void
lines_put(struct lines *lines, struct line *line, struct line *before)
{
	line->after = before;
	line->before = before != NULL ? before->before : lines->last;
	*(line->before != NULL ? &line->before->after : &lines->first) = line;
	*(before != NULL ? &before->before : &lines->last) = line;
	lines->count++;
	lines->bytes += lines_cost(line);
}

void
lines_take_out(struct lines *lines, struct line *line)
{
	struct line *before = line->before, *after = line->after;

	*(before != NULL ? &before->after : &lines->first) = after;
	*(after != NULL ? &after->before : &lines->last) = before;
	line->before = line->after = NULL;
	lines->count--;
	lines->bytes -= lines_cost(line);
}

void
lines_free(struct lines *lines)
{
	struct line *next;

	for (struct line *line = lines->first; line != NULL; line = next) {
		next = line->after;
		free(line);
	}
	*lines = (struct lines) { 0 };
}
