/*
 * helpers/keeper_queue: lanes have shares, and within one the lowest order goes
 * first; addresses take turns, whoever has asked how often and when; of one the
 * first goes first, and of equals those at both ends; whoever has done nothing
 * wrong waits for a few; and there is a bound, where the address with most of
 * the room gives way to one with less.
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

static struct queue_asker
new_from(uint32_t from)
{
	return (struct queue_asker) { from, { LANE_NEW, 1 } };
}

static void
add(struct queue *queue, uint32_t from, const char *lines)
{
	for (; *lines != '\0'; lines++)
		MUST(queue_add(queue, new_from(from), (struct str) { lines, 1 },
			 out_room)
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
	takes(&queue, "a1AbBCcd", "each in its turn");
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

/* Takes lines until that one comes: how many came before it? */
static size_t
count_before(struct queue *queue, char line)
{
	size_t count = 0;
	struct str taken;

	while ((taken = queue_take(queue, room)).len > 0 && taken.at[0] != line)
		count++;
	MUST(taken.len > 0, "it is not there");
	return count;
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
		add(&queue, FIRST + i, (char[]) { (char)('A' + i), '\0' });
	for (int i = 0; i < ROUNDS * BUSY + BUSY / 2; i++) {
		const char line = queue_take(&queue, room).at[0];
		add(&queue, FIRST + (uint32_t)(line - 'A'),
		    (char[]) { line, '\0' });
	}
	add(&queue, ALI, "a");
	takes(&queue, "a", "a newcomer does not wait for them");
	add(&queue, ALI, "bc");
	TAP_OK(count_before(&queue, 'b') <= 1, "nor for its second turn");
	TAP_OK(count_before(&queue, 'c') >= BUSY / 2 - 1,
	    "but for the third it waits for a round");
	free(queue.entry);
}

/* So many addresses, from FIRST on, ask once each. */
enum { CROWD = 150, FIRST = 1000 };

static void
add_crowd(struct queue *queue, uint32_t first, struct rank rank, char line)
{
	for (uint32_t i = 0; i < CROWD && queue->count < QUEUE_MOST; i++)
		(void)queue_add(queue, (struct queue_asker) { first + i, rank },
		    (struct str) { &line, 1 }, out_room);
}

static void
add_ranked(struct queue *queue, uint32_t from, struct rank rank, char line)
{
	MUST(queue_add(queue, (struct queue_asker) { from, rank },
		 (struct str) { &line, 1 }, out_room)
		    .len == 0,
	    "no room");
}

/* Equal requests are served by turns: the oldest, then the newest. */
static void
serves_both_ends(void)
{
	static const struct rank rank = { LANE_NEW, 1 };
	struct queue queue = empty();

	add_ranked(&queue, MIA, rank, 'm');
	add_crowd(&queue, FIRST, rank, 'x');
	add_ranked(&queue, ALI, rank, 'a');
	takes(&queue, "ma", "neither the first nor the last waits for a crowd");
	add_ranked(&queue, BOB, rank, 'b');
	TAP_OK(count_before(&queue, 'b') <= 1, "nor who comes later");
	free(queue.entry);
}

static void
shares_by_lane(void)
{
	struct queue queue = empty();

	for (uint32_t i = 0; i < 8; i++) {
		add_ranked(
		    &queue, FIRST + i, (struct rank) { LANE_FAILED, 1 }, 'f');
		add_ranked(
		    &queue, 2 * FIRST + i, (struct rank) { LANE_NEW, 1 }, 'n');
		add_ranked(&queue, 3 * FIRST + i,
		    (struct rank) { LANE_KNOWN, 1 }, 'k');
	}
	add_ranked(&queue, ALI, (struct rank) { LANE_OPERATOR, 0 }, 'o');
	takes(&queue, "onknkfknknkf", "each lane has its share");
	add_ranked(&queue, ALI, (struct rank) { LANE_OPERATOR, 0 }, 'o');
	takes(&queue, "o", "the operator has all of it");
	(void)count_before(&queue, 'k');
	(void)count_before(&queue, 'k');
	takes(&queue, "fknnfffff", "what one leaves others have");
	free(queue.entry);
}

static void
serves_by_order(void)
{
	struct queue queue = empty();

	add_ranked(&queue, ALI, (struct rank) { LANE_FAILED, 3 }, '3');
	add_ranked(&queue, BOB, (struct rank) { LANE_FAILED, 1 }, '1');
	add_ranked(&queue, MIA, (struct rank) { LANE_FAILED, 2 }, '2');
	takes(&queue, "123", "whoever has failed least goes first");
	free(queue.entry);
}

/*
 * Whatever others do, from as many addresses as there is room for: those who
 * have done nothing wrong wait for a few.
 */
static void
bounds_the_wait(void)
{
	static const struct rank known = { LANE_KNOWN, 1 },
				 new = { LANE_NEW, 1 };
	struct queue queue = empty();

	add_crowd(&queue, FIRST, (struct rank) { LANE_KNOWN, 7 }, 'x');
	add_crowd(&queue, 2 * FIRST, (struct rank) { LANE_FAILED, 1 }, 'x');
	MUST(queue.count == QUEUE_MOST, "it is not full");
	(void)queue_add(
	    &queue, (struct queue_asker) { ALI, new }, STR("n"), out_room);
	(void)queue_add(
	    &queue, (struct queue_asker) { BOB, known }, STR("k"), out_room);
	TAP_OK(count_before(&queue, 'k') <= 1, "one that is known waits for 1");
	TAP_OK(count_before(&queue, 'n') <= 3, "one that is new waits for 3");
	add_crowd(&queue, 3 * FIRST, known, 'x');
	add_crowd(&queue, 4 * FIRST, new, 'x');
	(void)queue_add(
	    &queue, (struct queue_asker) { ALI, new }, STR("n"), out_room);
	TAP_OK(count_before(&queue, 'n') <= 8,
	    "among as many of their kind for 8");
	free(queue.entry);
}

/* Adds lines until one of the same address gives way. */
static size_t
fill(struct queue *queue, uint32_t from, const char *line)
{
	size_t count = 0;

	while (count <= QUEUE_MOST) {
		const struct str out =
		    queue_add(queue, new_from(from), str_from(line), out_room);
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

	TAP_NUM(queue_add(&queue, new_from(ALI),
		    (struct str) { line, sizeof(line) }, out_room)
		    .len,
	    sizeof(line), "a line that is too long");
	TAP_NUM(fill(&queue, ALI, "a"), QUEUE_MOST, "one alone has all of it");
	TAP_NUM(fill(&queue, BOB, "b"), QUEUE_MOST / 2, "another has half");
	TAP_NUM(fill(&queue, MIA, "m"), QUEUE_MOST / 3, "a third, a third");
	TAP_NUM(queue.count, QUEUE_MOST, "and it is full");
	takes(&queue, "ambamb", "each has its turn");
	free(queue.entry);
}

/*
 * Where each has one already, one in the middle gives way: neither who has
 * waited longest nor who has just come, or nobody were ever served.
 */
static void
is_full_of_newcomers(void)
{
	struct queue queue = empty();
	struct str out;

	add(&queue, 1, "f");
	for (uint32_t from = 2; from <= QUEUE_MOST; from++)
		add(&queue, from, from == QUEUE_MOST / 2 ? "m" : "x");
	out = queue_add(&queue, new_from(QUEUE_MOST + 1), STR("y"), out_room);
	TAP_STR(out, STR("m"), "for one more newcomer the middle gives way");
	out = queue_add(&queue, new_from(1), STR("z"), out_room);
	TAP_STR(out, STR("z"), "for one who is there nobody does");
	takes(&queue, "fy", "the first and the last are served");
	free(queue.entry);
}

/* Whose address has others in front of it gives way, then the last lane. */
static void
drops_by_lane(void)
{
	static const struct rank known = { LANE_KNOWN, 1 },
				 failed = { LANE_FAILED, 1 };
	struct queue queue = empty();
	struct str out;

	for (uint32_t from = 2; from < QUEUE_MOST; from++)
		add_ranked(&queue, from, failed, 'f');
	add_ranked(&queue, 1, known, 'k');
	add_ranked(&queue, 1, known, 'l');
	out = queue_add(
	    &queue, (struct queue_asker) { FIRST, failed }, STR("g"), out_room);
	TAP_STR(out, STR("l"), "the second of one that is known");
	out = queue_add(&queue, (struct queue_asker) { FIRST + 1, known },
	    STR("n"), out_room);
	TAP_STR(out, STR("f"), "one that has failed");
	for (uint32_t i = 2; out.at[0] != 'z' && i < QUEUE_MOST + 2; i++)
		out =
		    queue_add(&queue, (struct queue_asker) { FIRST + i, known },
			STR("n"), out_room);
	out = queue_add(&queue, (struct queue_asker) { ALI + 7000, failed },
	    STR("z"), out_room);
	TAP_STR(out, STR("z"), "who has failed does not displace the known");
	free(queue.entry);
}

/* The fullest lane loses its own last line; the other lanes stay unchanged. */
static void
drops_the_last(void)
{
	struct queue queue = empty();
	struct str out;

	add(&queue, ALI, "a");
	for (size_t i = 0; i < QUEUE_MOST - 2; i++)
		add(&queue, BOB, "b");
	add(&queue, BOB, "z");
	out = queue_add(&queue, new_from(MIA), STR("m"), out_room);
	TAP_STR(out, STR("z"), "its last line");
	takes(&queue, "ambb", "is not served");
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
	serves_both_ends();
	shares_by_lane();
	serves_by_order();
	bounds_the_wait();
	is_bounded();
	is_full_of_newcomers();
	drops_by_lane();
	drops_the_last();
	wipes();
	return tap_done();
}
