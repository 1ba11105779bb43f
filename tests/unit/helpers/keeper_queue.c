/*
 * helpers/keeper_queue: addresses take turns, whoever has asked how often and
 * when; of one the first goes first; and there is a bound, half of which one
 * address may have.
 */
#include "helpers/keeper_queue.h"

#include <stdlib.h>

#include "tests/lib/must.h"

enum { ALI = 1, BOB, MIA };

static char room[QUEUE_LINE];

static struct queue
empty(void)
{
	struct queue queue = { .count = 0 };

	queue.entry = calloc(QUEUE_MOST, sizeof(*queue.entry));
	MUST(queue.entry != NULL, "no memory");
	return queue;
}

static void
add(struct queue *queue, uint32_t from, const char *lines)
{
	for (; *lines != '\0'; lines++)
		MUST(queue_add(queue, from, (struct str) { lines, 1 }),
		    "no room for %s", lines);
}

static void
takes(struct queue *queue, const char *lines, const char *what)
{
	char got[64];
	size_t count = 0;
	struct str line;

	while (
	    count < strlen(lines) && (line = queue_take(queue, room)).len > 0)
		got[count++] = line.at[0];
	TAP_STR(((struct str) { got, count }), str_from(lines), "%s", what);
}

static void
takes_turns(void)
{
	struct queue queue = empty();

	add(&queue, ALI, "abcd");
	add(&queue, BOB, "ABC");
	add(&queue, MIA, "1");
	takes(&queue, "aA1bBcCd", "each in its turn");
	TAP_NUM(queue_take(&queue, room).len, 0, "there is no more");

	add(&queue, ALI, "abcdef");
	takes(&queue, "ab", "who asks often");
	add(&queue, BOB, "A");
	takes(&queue, "cA", "waits for who comes later");
	add(&queue, ALI, "g");
	add(&queue, MIA, "1");
	takes(&queue, "d1efg", "and again");
	TAP_NUM(queue.count, 0, "there is no more");
	free(queue.entry);
}

static size_t
fill(struct queue *queue, uint32_t from)
{
	size_t count = 0;

	while (count <= QUEUE_MOST && queue_add(queue, from, STR("x")))
		count++;
	return count;
}

static void
is_bounded(void)
{
	struct queue queue = empty();
	static char line[QUEUE_LINE + 1];

	TAP_OK(!queue_add(&queue, ALI, (struct str) { line, sizeof(line) }),
	    "a line that is too long");
	TAP_NUM(fill(&queue, ALI), QUEUE_MOST / 2, "of one address");
	TAP_NUM(fill(&queue, BOB), QUEUE_MOST / 2, "of another");
	TAP_OK(!queue_add(&queue, MIA, STR("x")), "there is no more room");
	MUST(queue_take(&queue, room).len == 1, "nothing");
	TAP_OK(queue_add(&queue, MIA, STR("x")), "until one is taken");
	free(queue.entry);
}

static void
wipes(void)
{
	struct queue queue = empty();

	add(&queue, ALI, "s");
	(void)queue_take(&queue, room);
	TAP_OK(queue.entry[0].at[0] == '\0', "what was taken is not there");
	free(queue.entry);
}

int
main(void)
{
	takes_turns();
	is_bounded();
	wipes();
	return tap_done();
}
