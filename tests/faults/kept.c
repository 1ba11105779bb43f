/* Tables and boxes in the story: see kept.h. */
#include "kept.h"

#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "tests/lib/must.h"

static bool
is_hit(const struct board *board)
{
	return atomic_load(&board->hits) > 0;
}

static void
ask(size_t number, const char *line, const char *pattern)
{
	guest_ask(guest_get(number), pattern, "%s", line);
	guest_settle(guest_get(number));
}

/* A refusal needs a fault that denied memory. */
static void
ask_for(const struct board *board, size_t number, const char *line,
    const char *pattern)
{
	ask(number, line, pattern);
	MUST(is_hit(board) ||
		(!guest_has(guest_get(number), "err * too-many ...") &&
		    !guest_has(guest_get(number), "err * slow-down ...")),
	    "\"%s\" is refused for nothing", line);
}

/*
 * A subscriber has asked for the event before. There is only one, because all
 * subscribers are lost if there is no memory for an event.
 */
void
kept_write(const struct board *board)
{
	ask(IVO, "hear other menu", "ok hear");
	ask_for(board, CEM, "add all menu rice",
	    "ok add all menu * 1|err add too-many ...");
	ask_for(board, BOB, "put all menu soup",
	    "ok put all menu ...|err put too-many ...");
	ask_for(board, ADA, "put all menu rice and beans",
	    "ok put all menu ...|err put too-many ...");
	ask_for(board, FAY, "put @fay seen now",
	    "ok put @fay seen *|err put too-many ...");
	ask(FAY, "put @gil seen x", "err put ...");
	ask(GIL, "get all", "ok get all *");
	ask(GIL, "time", "ok time * *");
}

void
kept_take(const struct board *board)
{
	ask_for(
	    board, EVA, "post g1 wash", "ok post g1 *|err post slow-down ...");
	ask_for(
	    board, EVA, "post g1 dry", "ok post g1 *|err post slow-down ...");
	ask_for(
	    board, CEM, "take g1 1 0", "ok take g1 1|err take too-many ...");
	ask_for(
	    board, HAL, "take g1 1 0", "ok take g1 1|err take too-many ...");
	ask(ADA, "boxes", "ok boxes *");
}

/* Finishes its latest item, unless that is done already. */
static void
finish_work(const struct board *board, size_t number)
{
	const char *item = guest_last(guest_get(number), "item * g1 * * ...");
	char line[64];

	if (item == NULL)
		return;
	(void)snprintf(line, sizeof(line), "done %.16s", strchr(item, ' ') + 1);
	ask(number, line, "ok done *|err done no-such-item ...");
	MUST(is_hit(board) || !guest_has(guest_get(number), "err done ..."),
	    "what is under way is not");
}

void
kept_go_on(const struct board *board)
{
	finish_work(board, CEM);
	ask(IVO, "get all menu", "ok get all *");
	ask(BOB, "cut all menu", "ok cut all menu ...|err cut no-such-key ...");
	ask(IVO, "ping 3", "ok ping 3");
	MUST(is_hit(board) ||
		(guest_has(
		     guest_get(IVO), "row all menu * ada rice and beans") &&
		    guest_has(guest_get(IVO), "cut * all menu bob") &&
		    guest_has(guest_get(CEM), "item * g1 evi 0 wash") &&
		    guest_has(guest_get(HAL), "item * g1 evi 0 dry")),
	    "what was written, or is to be done, is lost");
}

void
kept_take_over(const struct board *board)
{
	ask(CEM, "ping 2", "ok ping 2");
	MUST(is_hit(board) || guest_has(guest_get(CEM), "item * g1 evi 1 dry"),
	    "what was under way did not come back");
	finish_work(board, CEM);
	ask(ADA, "boxes", "ok boxes *");
}
