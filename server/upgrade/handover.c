/* The state as a whole: see handover.h. */
#include "upgrade/handover.h"

#include <assert.h>
#include <string.h>

#include "base/state/module.h"

/*
 * The format of the state. A change that the next program cannot ignore needs a
 * new number.
 */
#define STATE_VERSION 5

#define WORD STR("forkcast-state")

bool
handover_save(struct state *state, int fd, const struct handover *handover)
{
	if (!state_write(state, fd))
		return false;
	STATE_PUT(state, WORD, DECIMAL(STATE_VERSION),
	    str_from(handover->version), DECIMAL(handover->pid),
	    DECIMAL(handover->began));
	for (size_t i = 0; modules[i] != NULL; i++) {
		const struct module *part = modules[i];
		if (part->section.len == 0)
			continue;
		STATE_PUT(state, STR("section"), part->section);
		state_put_fields(state, part->fields, part->of);
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
		state_wrong(state, "unsupported format");
		return false;
	}
	if (!is_state ||
	    !STATE_LINE(state, NUMBER_TO(&form, UINT32_MAX),
		WORD_TO(&version, NULL), NUMBER_TO(&handover->pid, INT32_MAX),
		NUMBER_TO(&handover->began, UINT64_MAX)) ||
	    version.len >= sizeof(handover->version)) {
		state_wrong(state, "not a state");
		return false;
	}
	memcpy(handover->version, version.at, version.len);
	return true;
}

static void
load_section(struct state *state, const struct module *part)
{
	assert(part->load != NULL || part->save == NULL);
	if (part->load != NULL)
		part->load(state);
	else
		while (state_next(state))
			state_get_fields(state, part->fields, part->of);
	if (part->loaded != NULL)
		part->loaded(state);
}

/*
 * Loads the sections in the order of the modules. One may be missing, and one
 * that this program does not know is passed over, as keys are.
 */
bool
handover_load(struct state *state)
{
	struct str name;
	size_t next = 0;

	while (!state->failed && (name = state_next_section(state)).len > 0) {
		size_t at = 0;
		while (
		    modules[at] != NULL && !str_eq(name, modules[at]->section))
			at++;
		if (modules[at] == NULL)
			while (state_next(state))
				continue;
		else if (at < next)
			state_wrong(state, "misplaced section");
		else
			load_section(state, modules[at]);
		next = modules[at] != NULL ? at + 1 : next;
	}
	return !state->failed;
}
