/*
 * helpers/keeper_queue: addresses take turns, whoever has asked how often and
 * when; of one the first goes first; and there is a bound, where the address
 * with most of the room gives way to one with less.
 */
#include "helpers/keeper_queue.h"

#include <stdlib.h>

#include "tests/lib/must.h"

enum { ALI = 1, BOB, MIA };

static char room[QUEUE_LINE], out_room[QUEUE_LINE];

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
		MUST(queue_add(queue, from, (struct str) { lines, 1 }, out_room)
			    .len == 0,
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
	takes(&queue, "Ac", "waits for who comes later");
	add(&queue, ALI, "g");
	add(&queue, MIA, "1");
	takes(&queue, "1defg", "and again");
	TAP_NUM(queue.count, 0, "there is no more");
	free(queue.entry);
}

/*
 * Many addresses that ask for more as soon as they are served: a newcomer goes
 * before them all, and is one of them then.
 */
static void
prefers_newcomers(void)
{
	enum { BUSY = 20, ROUNDS = 5, FIRST = 100 };
	struct queue queue = empty();

	for (uint32_t i = 0; i < BUSY; i++)
		add(&queue, FIRST + i, "x");
	for (int i = 0; i < ROUNDS * BUSY + BUSY / 2; i++) {
		MUST(queue_take(&queue, room).at[0] == 'x', "another");
		add(&queue, FIRST + (uint32_t)i % BUSY, "x");
	}
	add(&queue, ALI, "a");
	takes(&queue, "a", "a newcomer does not wait for them");
	add(&queue, ALI, "bc");
	takes(&queue, "xxxxxxxxxxb", "but then for a round");
	free(queue.entry);
}

/* Adds lines until one of the same address gives way. */
static size_t
fill(struct queue *queue, uint32_t from, const char *line)
{
	size_t count = 0;

	while (count <= QUEUE_MOST) {
		const struct str out =
		    queue_add(queue, from, str_from(line), out_room);
		if (out.len > 0 && out.at[0] == line[0])
			break;
		count++;
	}
	return count;
}

static void
is_bounded(void)
{
	struct queue queue = empty();
	static char line[QUEUE_LINE + 1];

	TAP_NUM(queue_add(
		    &queue, ALI, (struct str) { line, sizeof(line) }, out_room)
		    .len,
	    sizeof(line), "a line that is too long");
	TAP_NUM(fill(&queue, ALI, "a"), QUEUE_MOST, "one alone has all of it");
	TAP_NUM(fill(&queue, BOB, "b"), QUEUE_MOST / 2, "another has half");
	TAP_NUM(fill(&queue, MIA, "m"), QUEUE_MOST / 3, "a third, a third");
	TAP_NUM(queue.count, QUEUE_MOST, "and it is full");
	takes(&queue, "abmabm", "each has its turn");
	free(queue.entry);
}

/* Where each has one already nobody gives way, or nobody were ever served. */
static void
is_full_of_newcomers(void)
{
	struct queue queue = empty();
	struct str out;

	for (uint32_t from = 1; from <= QUEUE_MOST; from++)
		add(&queue, from, "x");
	out = queue_add(&queue, QUEUE_MOST + 1, STR("y"), out_room);
	TAP_STR(out, STR("y"), "one more newcomer");
	out = queue_add(&queue, 1, STR("y"), out_room);
	TAP_STR(out, STR("y"), "and one who is there");
	free(queue.entry);
}

/* Of the fullest its own last line goes, and the others stay as they were. */
static void
drops_the_last(void)
{
	struct queue queue = empty();
	struct str out;

	add(&queue, ALI, "a");
	for (size_t i = 0; i < QUEUE_MOST - 2; i++)
		add(&queue, BOB, "b");
	add(&queue, BOB, "z");
	out = queue_add(&queue, MIA, STR("m"), out_room);
	TAP_STR(out, STR("z"), "its last line");
	takes(&queue, "abmb", "is not served");
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
	prefers_newcomers();
	is_bounded();
	is_full_of_newcomers();
	drops_the_last();
	wipes();
	return tap_done();
}
