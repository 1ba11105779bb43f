/* The history of all events: see history.h. */
#include "history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/must.h"
#include "verdict.h"

struct event {
	uint64_t id;
	uint64_t hash;
	enum heard heard;
	uint32_t life; /* who did it */
	uint32_t groups; /* mask: where */
};

/* A life as the history has it. */
struct figure {
	uint32_t groups; /* mask: those it is in now */
	uint32_t renames;
	uint32_t number; /* of its last message */
};

static struct {
	struct event *event;
	size_t count, room;
	struct figure *figure; /* by life */
	size_t figures;
} history;

void
history_begin(void)
{
	free(history.event);
	free(history.figure);
	memset(&history, 0, sizeof(history));
}

uint64_t
history_end(void)
{
	return history.count > 0 ? history.event[history.count - 1].id : 0;
}

size_t
history_count(void)
{
	return history.count;
}

struct walk
history_enter(uint32_t life)
{
	const size_t figures = (size_t)life + 1;

	if (figures > history.figures) {
		history.figure =
		    realloc(history.figure, figures * sizeof(*history.figure));
		MUST(history.figure != NULL, "out of memory");
		memset(history.figure + history.figures, 0,
		    (figures - history.figures) * sizeof(*history.figure));
		history.figures = figures;
	}
	return (struct walk) { .life = life, .at = history.count };
}

static void
append(const struct hearing *heard, uint32_t groups)
{
	if (history.count == history.room) {
		history.room = history.room > 0 ? 2 * history.room : 4096;
		history.event = realloc(
		    history.event, history.room * sizeof(*history.event));
		MUST(history.event != NULL, "out of memory");
	}
	history.event[history.count++] = (struct event) { heard->id,
		heard->hash, heard->heard, heard->by.life, groups };
}

/* Its name must be the one it had last, or one it was given unheard. */
static bool
name_fits(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];

	if (heard->by.renames < figure->renames)
		return false;
	figure->renames = heard->by.renames;
	return true;
}

/* The text must be one of its own, and behind those that it has said. */
static bool
text_fits(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];
	uint32_t number;

	if (!saying_is(heard->text, heard->by.life, &number) ||
	    number <= figure->number)
		return false;
	figure->number = number;
	return true;
}

static bool
learn_talk(const struct hearing *heard)
{
	const uint32_t group = 1U << heard->group;

	append(heard, group);
	return (history.figure[heard->by.life].groups & group) != 0 &&
	    text_fits(heard);
}

static bool
learn_join(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];
	const uint32_t group = 1U << heard->group;
	const bool was_out = (figure->groups & group) == 0;

	append(heard, group);
	figure->groups |= group;
	return was_out;
}

static bool
learn_leave(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];
	const uint32_t group = 1U << heard->group;
	const bool was_in = (figure->groups & group) != 0;

	append(heard, group);
	figure->groups &= ~group;
	return was_in;
}

/* A name that was refused (slow-down) is left out. */
static bool
learn_name(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];

	append(heard, figure->groups);
	figure->renames = heard->to.renames;
	return figure->groups != 0 && heard->to.life == heard->by.life &&
	    heard->to.renames > heard->by.renames;
}

static bool
learn_quit(const struct hearing *heard)
{
	struct figure *figure = &history.figure[heard->by.life];
	const bool was_in = figure->groups != 0;

	append(heard, figure->groups);
	figure->groups = 0;
	return was_in;
}

static bool (*const learn[])(const struct hearing *heard) = {
	[HEARD_MSG] = learn_talk,
	[HEARD_TOPIC] = learn_talk,
	[HEARD_JOIN] = learn_join,
	[HEARD_LEAVE] = learn_leave,
	[HEARD_NAME] = learn_name,
	[HEARD_QUIT] = learn_quit,
};

void
history_learn(const struct hearing *heard)
{
	if (heard->by.life >= history.figures || !name_fits(heard) ||
	    !learn[heard->heard](heard))
		verdict_wrong(heard->by.life,
		    "event %" PRIu64 " cannot have happened then", heard->id);
}

static bool
concerns(const struct walk *walk, const struct event *event)
{
	const bool own = event->life == walk->life;

	if (event->heard == HEARD_QUIT && own)
		return false;
	return (event->groups & walk->groups) != 0 ||
	    (own && event->heard == HEARD_JOIN);
}

/* The next event is behind it, and has changed where it is. */
static void
pass(struct walk *walk, const struct event *event)
{
	walk->at++;
	if (event->life != walk->life)
		return;
	if (event->heard == HEARD_JOIN)
		walk->groups |= event->groups;
	if (event->heard == HEARD_LEAVE)
		walk->groups &= ~event->groups;
	if (event->heard == HEARD_QUIT) {
		walk->groups = 0;
		walk->quit = true;
	}
}

/* Passes what does not concern it; the next event that does, or null. */
static const struct event *
next_event(struct walk *walk)
{
	for (; walk->at < history.count; pass(walk, &history.event[walk->at]))
		if (concerns(walk, &history.event[walk->at]))
			return &history.event[walk->at];
	return NULL;
}

void
history_heard(struct walk *walk, uint64_t id, uint64_t hash)
{
	const struct event *event = next_event(walk);

	if (event == NULL || event->id > id)
		verdict_wrong(walk->life,
		    "heard event %" PRIu64 ", which was not for it", id);
	else if (event->id < id)
		verdict_wrong(walk->life,
		    "missed event %" PRIu64 " before %" PRIu64, event->id, id);
	else if (event->hash != hash)
		verdict_wrong(walk->life,
		    "heard event %" PRIu64 " otherwise than the witness", id);
	else
		pass(walk, event);
}

void
history_rest(struct walk *walk)
{
	const struct event *event = walk->quit ? NULL : next_event(walk);

	if (event != NULL)
		verdict_wrong(walk->life, "missed event %" PRIu64 " at the end",
		    event->id);
}
