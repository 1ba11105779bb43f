/* Compares received with sent lines: see checker.h. */
#include "checker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "tells.h"
#include "tests/lib/must.h"
#include "verdict.h"

/* An event that has come, and is to be found in the history. */
struct due {
	uint64_t id;
	uint64_t hash;
};

struct life {
	struct answers answers;
	struct walk walk;
	struct due *due; /* not judged yet: a queue */
	size_t room, first, count;
	uint64_t last_id;
	unsigned excuse;
	bool bye; /* goodbye was said */
	bool complete; /* it was bye quit: nothing may be missing */
	bool ended;
	bool settled; /* nothing is left to judge */
};

static struct {
	struct life *life;
	size_t lives, room;
	size_t unsettled; /* all before that one are settled */
	struct checker_count count;
} checker;

void
checker_begin(void)
{
	for (size_t i = 0; i < checker.lives; i++) {
		answers_free(&checker.life[i].answers);
		free(checker.life[i].due);
	}
	free(checker.life);
	memset(&checker, 0, sizeof(checker));
	history_begin();
	tells_begin();
	verdict_begin();
}

uint32_t
checker_born(void)
{
	const uint32_t life = (uint32_t)checker.lives;

	if (checker.lives == checker.room) {
		checker.room = checker.room > 0 ? 2 * checker.room : 64;
		checker.life =
		    realloc(checker.life, checker.room * sizeof(*checker.life));
		MUST(checker.life != NULL, "out of memory");
	}
	checker.life[checker.lives++] =
	    (struct life) { .walk = history_enter(life) };
	checker.count.lives++;
	return life;
}

void
checker_asks(uint32_t life, struct command command)
{
	answers_ask(&checker.life[life].answers, command);
}

size_t
checker_owed(uint32_t life)
{
	return checker.life[life].answers.count;
}

void
checker_excuse(uint32_t life, unsigned excuse)
{
	checker.life[life].excuse |= excuse;
}

static void
put_off(struct life *life, const struct hearing *heard)
{
	if (life->count == life->room) {
		life->room = life->room > 0 ? 2 * life->room : 256;
		life->due = realloc(life->due, life->room * sizeof(*life->due));
		MUST(life->due != NULL, "out of memory");
	}
	life->due[life->count++] = (struct due) { heard->id, heard->hash };
}

/* An event that only those hear who do it and are told it. */
static bool
is_private(const struct life *life, const struct hearing *heard)
{
	return heard->heard == HEARD_NAME &&
	    heard->by.life == life->walk.life && life->answers.groups == 0;
}

static void
hear_event(struct life *life, const struct hearing *heard)
{
	checker.count.deliveries++;
	if (heard->id <= life->last_id)
		verdict_wrong(life->walk.life, "the ID does not rise: %" PRIu64,
		    heard->id);
	life->last_id = heard->id;
	if (heard->heard == HEARD_TELL)
		tells_heard(life->walk.life, heard);
	else if (life->walk.life == CHECKER_WITNESS)
		history_learn(heard);
	else if (!is_private(life, heard))
		put_off(life, heard);
}

static void
hear_bye(struct life *life, const struct hearing *heard)
{
	bool right = true;

	life->bye = true;
	if (str_eq(heard->code, STR("quit")))
		right = life->complete = answers_take(&life->answers, heard);
	else if (str_eq(heard->code, STR("kicked")))
		right = (life->excuse & EXCUSE_KICKED) != 0;
	else
		right = str_eq(heard->code, STR("slow-reader"));
	if (!right)
		verdict_wrong(life->walk.life, "a bye without a reason: %.*s",
		    VERDICT_LINE(heard->code));
	checker.count.kicked += str_eq(heard->code, STR("kicked"));
	const bool slow = str_eq(heard->code, STR("slow-reader"));
	checker.count.slow += slow;
	checker.count.unexcused += slow && life->excuse == 0;
	if (slow && life->walk.life == CHECKER_WITNESS)
		verdict_wrong(CHECKER_WITNESS, "the witness was too slow");
}

static bool
is_answer(const struct life *life, const struct hearing *heard)
{
	return heard->heard > HEARD_TELL ||
	    (heard->by.life == life->walk.life && heard->heard != HEARD_QUIT);
}

void
checker_hears(uint32_t number, struct str line)
{
	struct life *life = &checker.life[number];
	struct hearing heard;

	checker.count.lines++;
	if (life->bye || life->ended || !hearing_parse(line, &heard)) {
		verdict_wrong(
		    number, "what is this line? %.*s", VERDICT_LINE(line));
		return;
	}
	if (heard.heard <= HEARD_TELL)
		hear_event(life, &heard);
	if (heard.heard == HEARD_BYE)
		hear_bye(life, &heard);
	else if (is_answer(life, &heard) &&
	    !answers_take(&life->answers, &heard))
		verdict_wrong(number, "not the answer that it is owed: %.*s",
		    VERDICT_LINE(line));
}

void
checker_ends(uint32_t number, bool whole)
{
	struct life *life = &checker.life[number];

	life->ended = true;
	checker.count.cut += !life->bye;
	if ((whole && life->bye) || (life->excuse & EXCUSE_CUT) != 0)
		return;
	if ((life->excuse & EXCUSE_KICKED) != 0)
		checker.count.untold++;
	else
		verdict_wrong(number, "was cut off without goodbye");
}

void
checker_leaves(uint32_t number)
{
	checker.life[number].ended = true;
}

/* Judges what has come to the life; true if nothing is left of it. */
static bool
settle(struct life *life)
{
	while (life->first < life->count &&
	    life->due[life->first].id <= history_end()) {
		const struct due *due = &life->due[life->first++];
		history_heard(&life->walk, due->id, due->hash);
	}
	if (life->first < life->count)
		return false;
	life->first = life->count = 0;
	if (!life->ended)
		return false;
	if (life->complete)
		history_rest(&life->walk);
	return !life->complete || life->walk.groups == 0;
}

static void
settle_once(struct life *life)
{
	if (life->settled || life->walk.life == CHECKER_WITNESS)
		return;
	life->settled = settle(life);
	if (!life->settled)
		return;
	free(life->due);
	life->due = NULL;
	answers_free(&life->answers);
}

void
checker_settle(void)
{
	for (size_t i = checker.unsettled; i < checker.lives; i++) {
		settle_once(&checker.life[i]);
		if (i == checker.unsettled &&
		    (checker.life[i].settled || i == CHECKER_WITNESS))
			checker.unsettled++;
	}
}

/* Until its end, if it has come to one, nothing may be missing. */
static bool
must_have_all(uint32_t number)
{
	const struct life *life = &checker.life[number];

	return !life->ended || life->complete;
}

void
checker_finish(void)
{
	checker_settle();
	for (size_t i = CHECKER_WITNESS + 1; i < checker.lives; i++) {
		struct life *life = &checker.life[i];
		if (life->first < life->count)
			verdict_wrong((uint32_t)i,
			    "heard event %" PRIu64
			    ", which the witness did not",
			    life->due[life->first].id);
		if (!life->ended)
			history_rest(&life->walk);
		if (!life->ended && life->answers.count > 0)
			verdict_wrong((uint32_t)i, "is owed an answer");
	}
	tells_finish(must_have_all);
}

const char *
checker_wrong(void)
{
	return verdict_get();
}

struct checker_count
checker_count(void)
{
	checker.count.events = history_count();
	return checker.count;
}
