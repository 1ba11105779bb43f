/* The state as a whole: see handover.h. */
#include "upgrade/handover.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/loop/ticks.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "upgrade/losses.h"

/*
 * The format of the state. A change that the next program cannot ignore needs a
 * new number.
 */
#define STATE_VERSION 2

#define WORD STR("forkcast-state")

bool
handover_save(struct state *state, int fd, const struct handover *handover)
{
	if (!state_write(state, fd))
		return false;
	state->loop = ticks_now();
	STATE_PUT(state, WORD, DECIMAL(STATE_VERSION),
	    str_from(handover->version), DECIMAL(handover->pid),
	    DECIMAL(handover->began));
	for (size_t i = 0; modules[i] != NULL; i++) {
		const struct module *part = modules[i];
		if (part->section.len == 0)
			continue;
		state_section(state, part->section);
		fields_put(state, part->fields, part->of);
		if (part->save != NULL)
			part->save(state);
	}
	return state_end(state);
}

bool
handover_begin(struct state *state, int fd, struct handover *handover)
{
	struct str version = { NULL, 0 };
	uint64_t form = 0;
	bool is_state;

	*handover = (struct handover) { .pid = 0 };
	if (!state_read(state, fd) || !state_next(state))
		return false;
	is_state = state_is(state, WORD) &&
	    STATE_LINE(state, NUMBER_TO(&form, UINT32_MAX));
	if (is_state && form != STATE_VERSION) {
		state_broken(state, "unsupported format");
		return false;
	}
	if (!is_state ||
	    !STATE_LINE(state, NUMBER_TO(&form, UINT32_MAX),
		WORD_TO(&version, NULL), NUMBER_TO(&handover->pid, INT32_MAX),
		NUMBER_TO(&handover->began, UINT64_MAX)) ||
	    version.len >= sizeof(handover->version)) {
		state_broken(state, "not a state");
		return false;
	}
	memcpy(handover->version, version.at, version.len);
	return true;
}

/* Returns the section's place in the table, or the place after all of them. */
static size_t
place_of(struct str name)
{
	size_t i = 0;

	while (modules[i] != NULL && !str_eq(name, modules[i]->section))
		i++;
	return i;
}

static void
skip_rows(struct state *state)
{
	while (state_next(state))
		continue;
}

/*
 * Skips sections that may not follow here, up to one that may, and returns its
 * name; empty: there is none.
 */
static struct str
find_section(struct state *state, struct str name, size_t from)
{
	while (name.len > 0 && state_good(state)) {
		const size_t place = place_of(name);
		if (place >= from && modules[place] != NULL)
			return name;
		state_wrong(state,
		    place < from ? "unexpected or missing section" :
				   "unknown section");
		skip_rows(state);
		name = state_next_section(state);
	}
	return (struct str) { NULL, 0 };
}

static void
load_section(struct state *state, const struct module *part)
{
	state->vital = (part->how & MODULE_VITAL) != 0;
	assert(part->load != NULL || part->save == NULL);
	if (part->load != NULL)
		part->load(state);
	else
		while (state_next(state))
			fields_get(state, part->fields, part->of);
	if (part->loaded != NULL)
		part->loaded(state);
	skip_rows(state); /* skipped rows were noted as one fault */
}

/* Loads each section once, in order, and no others. */
static void
load_sections(struct state *state)
{
	struct str name = state_next_section(state);
	size_t i;

	for (i = 0; modules[i] != NULL && state_good(state); i++) {
		const struct module *part = modules[i];
		if (part->section.len == 0)
			continue;
		name = find_section(state, name, i);
		if (str_eq(name, part->section)) {
			load_section(state, part);
			name = state_next_section(state);
		} else if ((part->how & MODULE_VITAL) != 0) {
			/* nothing could stand in for it */
			state_broken(state, "unexpected or missing section");
		}
	}
	(void)find_section(state, name, i); /* faults were noted */
}

bool
handover_is_ours(const struct handover *handover)
{
	return handover->pid == (uint64_t)getpid();
}

bool
handover_load(struct state *state, const struct handover *handover)
{
	/* A rehearsal must fail if anything would be lost. */
	if (handover_is_ours(handover))
		state->forgive = losses_note;
	load_sections(state);
	return !state->failed;
}
