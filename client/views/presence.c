/* The choice of joins and leaves to show: see presence.h. */
#include "views/presence.h"

/*
 * Returns a hash that is never 0. Names contain no spaces, so one separates.
 * Somebody who makes up two names with the same hash can cause a coming or
 * going to be shown or hidden wrongly, no more.
 */
static uint64_t
hash_of(struct str name, struct str group)
{
	const uint64_t sum = str_hash_add(
	    str_hash_add(str_hash_add(STR_HASH_START, name), STR(" ")), group);

	return sum != 0 ? sum : 1;
}

static struct presence_note *
set_of(struct presence *presence, uint64_t who)
{
	return presence->note[(who ^ who >> 32) % PRESENCE_SETS];
}

/* Returns the person's note, or null. */
static struct presence_note *
presence_find(struct presence *presence, uint64_t who)
{
	struct presence_note *set = set_of(presence, who);

	for (size_t i = 0; i < PRESENCE_WAYS; i++)
		if (set[i].who == who)
			return &set[i];
	return NULL;
}

static usec
last_of(const struct presence_note *note)
{
	return note->spoke > note->came ? note->spoke : note->came;
}

/*
 * Returns whether a is to be forgotten before b: those who have not spoken go
 * first, then those silent for longest.
 */
static bool
is_less(const struct presence_note *a, const struct presence_note *b)
{
	if ((a->who == 0) != (b->who == 0))
		return a->who == 0;
	if ((a->spoke == 0) != (b->spoke == 0))
		return a->spoke == 0;
	return last_of(a) < last_of(b);
}

/* Returns the person's note; makes one in place of another if there is none. */
static struct presence_note *
note_for(struct presence *presence, uint64_t who)
{
	struct presence_note *note = presence_find(presence, who);
	struct presence_note *set = set_of(presence, who);

	if (note != NULL)
		return note;
	note = &set[0];
	for (size_t i = 1; i < PRESENCE_WAYS; i++)
		if (is_less(&set[i], note))
			note = &set[i];
	*note = (struct presence_note) { .who = who };
	return note;
}

static bool
has_spoken(const struct presence_note *note, usec now)
{
	return note != NULL && note->spoke != 0 &&
	    now - note->spoke < PRESENCE_SPOKEN;
}

static bool
note_talk(struct presence *presence, uint64_t who, usec now)
{
	note_for(presence, who)->spoke = now;
	return true;
}

static bool
note_coming(struct presence *presence, uint64_t who, usec now)
{
	struct presence_note *note = note_for(presence, who);
	const bool shows = has_spoken(note, now);

	/*
	 * If the coming is shown, the going is shown, too: this is no script.
	 */
	note->came = shows ? 0 : now;
	return shows;
}

static bool
note_going(struct presence *presence, uint64_t who, usec now)
{
	struct presence_note *note = presence_find(presence, who);

	if (note == NULL)
		return false;
	const bool script =
	    note->came != 0 && now - note->came < PRESENCE_SCRIPT;
	if (script)
		*note = (struct presence_note) { 0 };
	return !script && has_spoken(note, now);
}

/* Gives the old name's note to the new name. */
static bool
note_renaming(struct presence *presence, uint64_t from, uint64_t to, usec now)
{
	struct presence_note *old = presence_find(presence, from);

	if (old == NULL)
		return false;
	const struct presence_note kept = *old;
	*old = (struct presence_note) { 0 };
	struct presence_note *note = note_for(presence, to);
	*note = kept;
	note->who = to;
	return has_spoken(note, now);
}

/* Notes the line; returns whether smart mode shows it. */
static bool
is_heeded(struct presence *presence, const struct command *line,
    struct str group, usec now)
{
	const enum verb verb = line->rule->verb;
	const struct str name = grammar_actor(line);
	const uint64_t who = hash_of(name, group);

	switch (verb) {
	case VERB_JOIN:
		return note_coming(presence, who, now);
	case VERB_LEAVE:
	case VERB_QUIT:
		return note_going(presence, who, now);
	case VERB_NAME:
		return note_renaming(
		    presence, who, hash_of(line->arg[2], group), now);
	case VERB_MSG:
		return note_talk(presence, who, now);
	default:
		return true;
	}
}

bool
presence_shows(struct presence *presence, enum presence_mode mode,
    const struct command *line, struct str group, usec now)
{
	const bool heeded = is_heeded(presence, line, group, now);
	const enum verb verb = line->rule->verb;

	if (mode == PRESENCE_SMART)
		return heeded;
	return mode == PRESENCE_ALL ||
	    (verb != VERB_JOIN && verb != VERB_LEAVE && verb != VERB_QUIT &&
		verb != VERB_NAME);
}
