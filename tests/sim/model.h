/*
 * What clients said and heard, each line with the turn, and what must be true
 * of it. At once: lines are of the grammar, IDs rise, each command has one
 * answer, in order, and nothing follows bye. In the end, when all events are in
 * the order of their IDs: each is legal, reaches exactly those whom it
 * concerns, once and with the same bytes, up to the end of who is lost; each
 * other answer was true at a moment of its turn, between those before and
 * behind it; and who was told to be a slow reader was one, and of several the
 * slowest. A mistake ends the test.
 *
 * A struct without a pointer, so that it can pass from one program to the next.
 * Of a long line it keeps the beginning, and a hash.
 */
#ifndef TESTS_SIM_MODEL_H
#define TESTS_SIM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

#define MODEL_LIVES 64
#define MODEL_LINES 50000
#define MODEL_TEXT ((size_t)6 << 20)
#define MODEL_KEPT 256

/* The time between two turns: IDs, which may be close, never are ahead of it.
 */
#define MODEL_TURN (10 * MSEC)

struct model_line {
	uint32_t life;
	uint32_t next; /* of the same life, said or heard; 0: none */
	uint32_t at; /* in text */
	uint32_t len; /* of the whole */
	enum verb verb; /* said: as far as it can be split */
	uint32_t asked; /* heard: the line that it answers; 0: none */
	bool full; /* heard: in full form, */
	bool elsewhere; /* and marked: of another connection */
	uint64_t id; /* heard: of its event; 0: none */
	uint64_t hash;
	usec when; /* said, or heard: of the turn that put it in the queue */
};

/* In a turn, the queue of a life got as many lines as make these in all. */
struct model_turn {
	uint64_t lines;
	usec when;
	uint32_t next; /* of the same life; 0: none */
};

/* The end of a life. */
enum model_end {
	MODEL_DEAF = 1 << 0, /* it may not hear all */
	MODEL_KILLED = 1 << 1, /* and nobody may hear what it said last */
	MODEL_CLOSED = 1 << 2, /* the server has closed the connection */
	MODEL_GONE = 1 << 3 /* the server has nothing of it any more */
};

struct model_life {
	char name[LIMIT_NAME + 1];
	uint32_t said, said_last; /* lines; what it said is not answered yet */
	uint32_t heard, heard_last;
	uint64_t put, came; /* lines: into its queue, and out of its pipe */
	uint32_t turn, turn_last; /* of the line that came, and of the last */
	uint32_t chat; /* the first that it said */
	uint64_t id, lines; /* of the last event, and the last "lines" */
	char account[LIMIT_NAME + 1]; /* empty: none */
	uint32_t lead; /* the first connection of its client; or itself, */
	usec since; /* until it became one more then */
	enum verb verb; /* of the last line */
	bool full;
	unsigned ends;
	bool told; /* bye, */
	enum bye bye; /* with this code */
	usec gone;
	size_t bytes; /* heard */
};

/* How much each had been sent when one became too slow. */
struct model_judged {
	usec when;
	uint32_t life;
	size_t waits; /* for it, with its bye */
	size_t sent[MODEL_LIVES]; /* SIZE_MAX: its pipe was not full */
};

struct model {
	struct model_life life[MODEL_LIVES];
	uint32_t lives;
	struct model_line line[MODEL_LINES];
	uint32_t lines;
	struct model_turn turn[MODEL_LINES];
	uint32_t turns;
	char text[MODEL_TEXT];
	uint32_t used;
	struct model_judged judged[MODEL_LIVES];
	uint32_t judges;
	bool starved; /* memory has failed */
	usec stall_time; /* as configured, */
	size_t queue_max;
};

void model_begin(struct model *model);
bool model_is_full(const struct model *model);

/*
 * Somebody comes in, says a line, has so many in its queue since then, or hears
 * one, or ends in one of these ways.
 */
uint32_t model_enters(struct model *model);
void model_attached(
    struct model *model, uint32_t life, uint32_t lead, usec when);
void model_said(struct model *model, uint32_t life, struct str line, usec when);
void model_put(struct model *model, uint32_t life, uint64_t lines, usec when);
void model_heard(struct model *model, uint32_t life, struct str line);
void model_ends(
    struct model *model, uint32_t life, enum model_end end, usec when);

/* Everything was heard. Returns how many events there were (judge.c). */
size_t model_judge(const struct model *model);

/* A line as it was kept, and split without a check; empty for none. */
struct str model_text(const struct model *model, uint32_t line);
struct command model_split(
    const struct model *model, uint32_t line, enum direction from);

#endif
