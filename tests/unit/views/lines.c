/*
 * client/views/lines: a list keeps its lines in order, whatever comes and goes,
 * and counts what they take.
 */
#include "client/views/lines.h"

#include <stdlib.h>

#include "tests/lib/must.h"

static struct lines lines;

static struct line *
put(const char *text, struct line *before)
{
	struct line *line = lines_new(LINE_TALK, 7 * SEC, str_from(text));

	MUST(line != NULL, "there is memory");
	lines_put(&lines, line, before);
	return line;
}

static void
go(struct line *line)
{
	lines_take_out(&lines, line);
	free(line);
}

/* The texts from the first to the last, and back. */
static void
are(const char *want)
{
	const size_t len = strlen(want);
	const struct line *line = lines.first;
	size_t bytes = 0;

	MUST(lines.count == len, "%zu lines: %s", len, want);
	for (size_t i = 0; i < len; i++, line = line->after) {
		MUST(line != NULL && line->text[0] == want[i], "%s", want);
		bytes += lines_cost(line);
	}
	MUST(line == NULL, "%s ends", want);
	line = lines.last;
	for (size_t i = len; i-- > 0; line = line->before)
		MUST(line != NULL && line->text[0] == want[i], "%s", want);
	MUST(line == NULL, "%s begins", want);
	MUST(lines.bytes == bytes, "%zu bytes: %zu", lines.bytes, bytes);
}

static void
are_in_order(void)
{
	are("");
	struct line *b = put("b", NULL);
	are("b");
	struct line *a = put("a", b);
	struct line *d = put("d", NULL);
	struct line *c = put("c", d);
	are("abcd");
	go(b);
	are("acd");
	go(a);
	are("cd");
	go(d);
	are("c");
	go(c);
	are("");
	PASS("lines are put in front, between and behind, and taken out");
}

static void
are_told(void)
{
	struct line *empty = lines_new(LINE_EVENT, 0, STR(""));
	struct line *line = put("sara: hello", NULL);

	MUST(empty != NULL && lines_text(empty).len == 0, "an empty one");
	MUST(str_eq(lines_text(line), STR("sara: hello")), "the text");
	MUST(line->kind == LINE_TALK && line->time == 7 * SEC, "the rest");
	MUST(lines_cost(line) >=
		offsetof(struct line, text) + 11 + sizeof(void *),
	    "the cost has malloc's word: %zu", lines_cost(line));
	free(empty);
	lines_free(&lines);
	are("");
	PASS("a line has its text, kind, time and cost");
}

int
main(void)
{
	are_in_order();
	are_told();
	return tap_done();
}
